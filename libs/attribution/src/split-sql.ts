import type { ModelSql } from './model-sql.js';

/** A remainder and its touch in one number, the earlier touch larger: sorting numbers is far cheaper than sorting pairs. */
const places = 2 ** 32;

/**
 * Who gets a unit more, of `$floor`, `$key` (remainder and place) and `$sum` (0: no touch has weight, nobody gets any).
 */
const restByKey = {
  steps: [
    ['if($sum = 0, 0, toInt64(amount - arraySum($floor))) AS $rest'],
    ['if($rest = 0, 0, arrayReverseSort($key)[$rest]) AS $threshold'],
  ],
  credit: 'sign * toInt64($floor + ($rest > 0 AND $key >= $threshold))',
};

/**
 * Split of `amount` by largest remainder in proportion to `$weight`, an array of whole numbers. Exact while a weight is
 * below 2^75 and their sum below 2^96.
 */
export const splitByWeights: ModelSql = {
  steps: [
    ['arraySum($weight) AS $sum'],
    ['greatest($sum, 1) AS $total'],
    ['arrayMap(w -> toUInt64(intDiv(toUInt128(amount) * w, $total)), $weight) AS $floor'],
    [
      `arrayMap((w, f, j) -> toUInt128(toUInt128(amount) * w - toUInt128(f) * $total) * ${places} + (${places} - j),
        $weight, $floor, arrayEnumerate($weight)) AS $key`,
    ],
    ...restByKey.steps,
  ],
  perTouch: ['$weight', '$floor', '$key'],
  credit: restByKey.credit,
  share: '$weight / $total',
};

/**
 * The same in proportion to fractions `$over` / `$under` that sum to 1, arrays of whole numbers. Remainders of several
 * denominators are compared as whole numbers of 2^-bits, which keeps their order while denominators are below
 * 2^(bits/2).
 */
export const splitByFractions = (wide: 'UInt128' | 'UInt256', bits: number): ModelSql => ({
  steps: [
    ['arrayMap((o, u) -> toUInt64(intDiv(toUInt128(amount) * o, u)), $over, $under) AS $floor'],
    [
      `arrayMap((o, u, f, j) -> to${wide}(intDiv(bitShiftLeft(to${wide}(toUInt128(amount) * o - toUInt128(f) * u), ${bits}), u))
        * ${places} + (${places} - j), $over, $under, $floor, arrayEnumerate($over)) AS $key`,
    ],
    ...restByKey.steps,
  ],
  perTouch: ['$over', '$under', '$floor', '$key'],
  credit: restByKey.credit,
  share: '$over / $under',
});

/** Steps that do not depend on each other, as few as the longest of them has. */
export function sideBySide(of: readonly (readonly (readonly string[])[])[]): string[][] {
  const depth = Math.max(0, ...of.map((steps) => steps.length));
  return Array.from({ length: depth }, (_, at) => of.flatMap((steps) => steps[at] ?? []));
}
