import type { ModelSql } from './model-sql.js';

/** A remainder and its touch in one number, the earlier touch larger: sorting numbers is far cheaper than sorting pairs. */
const places = 2 ** 32;

/**
 * Credit of each touch out of its floor and its key (remainder and place): who has one of the largest keys gets a unit
 * more, until the amount is reached. Where no touch has weight (`$sum` is 0) nobody gets any.
 */
const restByKey = (name: string) => [
  [`if($sum = 0, 0, toInt64(amount) - arraySum(${name}floor)) AS ${name}rest`],
  [`if(${name}rest = 0, 0, arrayReverseSort(${name}key)[${name}rest]) AS ${name}threshold`],
  [
    `arrayMap((f, k) -> sign * (f + (${name}rest > 0 AND k >= ${name}threshold)), ${name}floor, ${name}key) AS ${name}credit`,
  ],
];

const totals = [['arraySum($weight) AS $sum'], ['greatest($sum, 1) AS $total']];

/** Exact while a weight is below 2^75 and their sum below 2^96. */
const wideSteps = (name: string, weight: string) => [
  [`arrayMap(w -> toInt64(intDiv(toUInt128(amount) * w, $total)), ${weight}) AS ${name}floor`],
  [
    `arrayMap((w, f, j) -> toUInt128(toUInt128(amount) * w - toUInt128(f) * $total) * ${places} + (${places} - j),
      ${weight}, ${name}floor, arrayEnumerate(${weight})) AS ${name}key`,
  ],
  ...restByKey(name),
];

/**
 * The same in 64 bits, for an amount below 2^50 and a sum of weights below 2^63 / (n + 1). A floor is guessed in floating
 * point, which is 1 off at most; what is left over comes out right of products that wrap around, as it is small itself.
 */
const narrowSteps = (name: string) => [
  [`arrayMap(w -> toInt64(amount * (w / $total)), $weight) AS ${name}guess`],
  [`arrayMap((w, g) -> toInt64(amount * w) - g * toInt64($total), $weight, ${name}guess) AS ${name}over`],
  [
    `arrayMap((g, o) -> g + (o >= toInt64($total)) - (o < 0), ${name}guess, ${name}over) AS ${name}floor`,
    `arrayMap((o, j) -> toUInt64(o + toInt64($total) * ((o < 0) - (o >= toInt64($total)))) * (n + 1) + (n + 1 - j),
      ${name}over, arrayEnumerate(${name}over)) AS ${name}key`,
  ],
  ...restByKey(name),
];

const ofWeights = { perTouch: ['$weight', '$credit'], credit: '$credit', share: '$weight / $total' };

/** Split of `amount` by largest remainder in proportion to `$weight`, an array of whole numbers. */
export const splitByWeights: ModelSql = {
  ...ofWeights,
  steps: [...totals, ...wideSteps('$', '$weight')],
};

/** The same for weights of 64 bits; only journeys that do not fit go the long way, for all others `$wide` is empty. */
export const splitBySmallWeights: ModelSql = {
  ...ofWeights,
  steps: [
    ...totals,
    [`amount < ${2 ** 50} AND toFloat64($total) * (n + 1) < 9e18 AS $fits`],
    ['if($fits, [], arrayMap(w -> toUInt128(w), $weight)) AS $wide'],
    ...sideBySide([narrowSteps('$narrow_'), wideSteps('$wide_', '$wide')]),
    ['if($fits, $narrow_credit, $wide_credit) AS $credit'],
  ],
};

/** Steps that do not depend on each other, as few as the longest of them has. */
export function sideBySide(of: readonly (readonly (readonly string[])[])[]): string[][] {
  const depth = Math.max(0, ...of.map((steps) => steps.length));
  return Array.from({ length: depth }, (_, at) => of.flatMap((steps) => steps[at] ?? []));
}

/**
 * The same in proportion to fractions `$over` / `$under` that sum to 1, arrays of whole numbers. Remainders of several
 * denominators are compared as whole numbers of 2^-bits, which keeps their order while denominators are below
 * 2^(bits/2).
 */
export const splitByFractions = (wide: 'UInt128' | 'UInt256', bits: number): ModelSql => ({
  steps: [
    ['arrayMap((o, u) -> toInt64(intDiv(toUInt128(amount) * o, u)), $over, $under) AS $floor'],
    [
      `arrayMap((o, u, f, j) -> to${wide}(intDiv(bitShiftLeft(to${wide}(toUInt128(amount) * o - toUInt128(f) * u), ${bits}), u))
        * ${places} + (${places} - j), $over, $under, $floor, arrayEnumerate($over)) AS $key`,
    ],
    ...restByKey('$'),
  ],
  perTouch: ['$over', '$under', '$credit'],
  credit: '$credit',
  share: '$over / $under',
});
