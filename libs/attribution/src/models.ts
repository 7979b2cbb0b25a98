/** Models that need nothing but the journey's touches. */
export const models = ['first', 'last', 'last_non_direct', 'linear', 'u_shaped', 'time_decay'] as const;
export type Model = (typeof models)[number];

/** What a model looks at; touches come in journey order, oldest first. */
export interface ModelTouch {
  /** Epoch milliseconds. */
  at: number;
  channel: string;
}

export interface ModelOptions {
  halfLifeDays: number;
}

export const dayMs = 86_400_000;

/**
 * Reference implementation of every model as exact whole-number weights: a touch's share is its weight over the sum of
 * all. ClickHouse computes the same in SQL; the two are tested against each other to the unit.
 */
export function weightsOf(model: Model, touches: readonly ModelTouch[], options: ModelOptions): bigint[] {
  const n = touches.length;
  const only = (chosen: number) => touches.map((_, index) => (index === chosen ? 1n : 0n));
  switch (model) {
    case 'first':
      return only(0);
    case 'last':
      return only(n - 1);
    case 'last_non_direct': {
      const found = touches.findLastIndex((touch) => touch.channel !== 'direct');
      return only(found >= 0 ? found : n - 1);
    }
    case 'linear':
      return touches.map(() => 1n);
    case 'u_shaped': {
      // .4, .2 over the middle, .4, times 5 x the number of middle touches
      const ends = n > 2 ? 2n * BigInt(n - 2) : 1n;
      return touches.map((_, index) => (index === 0 || index === n - 1 ? ends : 1n));
    }
    case 'time_decay':
      return touches.map((touch) => decayWeight(touches[n - 1]!.at - touch.at, options.halfLifeDays));
  }
}

/** Weight of the newest touch in `time_decay`: 2^44, so that shares are exact to 13 decimals. */
export const decayOne = 2 ** 44;
/** ln 2 / 4, as a fraction of exact doubles, so that no engine's parser can round it otherwise. */
export const quarterLn2 = { over: 6243314768165359, under: 36028797018963968 };

/**
 * 2^(-age / half-life) as a whole number of 2^-44, measured from the journey's newest touch, so that old journeys do not
 * underflow. Only + - * / and floor: IEEE 754 rounds these alike everywhere, while `exp2` differs between engines and
 * their versions, and a report of the past must not change. The fraction of a half-life goes through a rational
 * approximation of e^-u, good to 14 digits; whole half-lives are a shift.
 */
export function decayWeight(ageMs: number, halfLifeDays: number): bigint {
  const halfLives = ageMs / (halfLifeDays * dayMs);
  const whole = Math.floor(halfLives);
  const u = (halfLives - whole) * (quarterLn2.over / quarterLn2.under);
  const even = 1680 + u * u * (180 + u * u);
  const odd = u * (840 + 20 * (u * u));
  const root = (even - odd) / (even + odd);
  return BigInt(Math.floor(root * root * root * root * decayOne + 0.5)) >> BigInt(Math.min(whole, 63));
}

/** Shares as numbers; they sum to 1 up to double rounding. */
export function sharesOf(model: Model, touches: readonly ModelTouch[], options: ModelOptions): number[] {
  const weights = weightsOf(model, touches, options);
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  return weights.map((weight) => Number(weight) / Number(total));
}

/**
 * Splits an amount in proportion to weights by largest remainder: floors first, the rest one by one to the largest
 * fractions, ties to the earliest. A negative amount mirrors the split of the positive. The parts sum to the amount.
 */
export function splitByLargestRemainder(amountMinor: bigint, weights: readonly bigint[]): bigint[] {
  if (amountMinor < 0n) return splitByLargestRemainder(-amountMinor, weights).map((part) => -part);
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  const parts = weights.map((weight) => (amountMinor * weight) / total);
  const remainders = weights.map((weight) => (amountMinor * weight) % total);
  const rest = Number(parts.reduce((left, part) => left - part, amountMinor));
  const order = weights
    .map((_, index) => index)
    .sort((a, b) => compare(remainders[b]!, remainders[a]!) || a - b);
  for (const index of order.slice(0, rest)) parts[index]! += 1n;
  return parts;
}

const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

/** Integer credit of each touch of a journey that has at least one; sums to the amount exactly. */
export function creditOf(
  model: Model,
  touches: readonly ModelTouch[],
  amountMinor: bigint,
  options: ModelOptions,
): bigint[] {
  return splitByLargestRemainder(amountMinor, weightsOf(model, touches, options));
}
