import { dayMs, type ModelTouch } from './models.js';

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

export function decayWeights(touches: readonly ModelTouch[], halfLifeDays: number): bigint[] {
  const newest = touches.at(-1)?.at ?? 0;
  return touches.map((touch) => decayWeight(newest - touch.at, halfLifeDays));
}
