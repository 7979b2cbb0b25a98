/** `numerator / denominator` as a whole number, rounded half to even; the denominator is above 0. */
export function halfEven(numerator: bigint, denominator: bigint): bigint {
  const floor = floorOf(numerator, denominator);
  const twice = 2n * (numerator - floor * denominator);
  const isUp = twice > denominator || (twice === denominator && floor % 2n !== 0n);
  return isUp ? floor + 1n : floor;
}

function floorOf(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}

/**
 * Exact amounts `numerators[i] / denominator` as whole numbers whose sum is the whole, rounded half to even: floors
 * first, the rest one by one to the largest remainders, ties to the first. Amounts may be negative.
 */
export function apportion(numerators: readonly bigint[], denominator: bigint): bigint[] {
  const whole = halfEven(
    numerators.reduce((sum, one) => sum + one, 0n),
    denominator,
  );
  const parts = numerators.map((one) => floorOf(one, denominator));
  const rest = Number(whole - parts.reduce((sum, one) => sum + one, 0n));
  const remainders = numerators.map((one, at) => one - parts[at]! * denominator);
  const order = remainders
    .map((_, at) => at)
    .sort((a, b) => (remainders[a]! > remainders[b]! ? -1 : remainders[a]! < remainders[b]! ? 1 : a - b));
  for (const at of order.slice(0, rest)) parts[at]! += 1n;
  return parts;
}
