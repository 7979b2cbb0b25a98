import { sumOf } from './whole-numbers.js';

/**
 * Splits an amount in proportion to weights by largest remainder: floors first, the rest one by one to the largest
 * fractions, ties to the earliest. A negative amount mirrors the split of the positive. The parts sum to the amount.
 */
export function splitByLargestRemainder(amountMinor: bigint, weights: readonly bigint[]): bigint[] {
  if (amountMinor < 0n) return splitByLargestRemainder(-amountMinor, weights).map((part) => -part);
  const total = sumOf(weights);
  const parts = weights.map((weight) => (amountMinor * weight) / total);
  const remainders = weights.map((weight) => (amountMinor * weight) % total);
  const rest = Number(amountMinor - sumOf(parts));
  const order = weights
    .map((_, index) => index)
    .sort((a, b) => compare(remainders[b]!, remainders[a]!) || a - b);
  for (const index of order.slice(0, rest)) parts[index]! += 1n;
  return parts;
}

const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
