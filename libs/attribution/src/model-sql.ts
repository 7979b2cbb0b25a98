import { decayOne, quarterLn2, type Model } from './models.js';

/**
 * A model in ClickHouse. Per deal it sees `amount` (UInt64, the absolute value), `n` touches, `touch_ms` and
 * `touch_channel` as arrays; per touch `i` (1 = earliest) besides. Credit is whole minor units that sum to `amount`.
 */
export interface ModelSql {
  needsChannels?: boolean;
  /** Columns computed once a deal, each with its name. */
  perDeal: string[];
  /** Those of them that are arrays, one element a touch. */
  perTouch: string[];
  credit: string;
  share: string;
}

const chosen = (index: string): Pick<ModelSql, 'credit' | 'share'> => ({
  credit: `if(i = ${index}, amount, 0)`,
  share: `i = ${index}`,
});

const equal = 'intDiv(amount, n) + (i <= amount % n)';

/**
 * First and last get two fifths each, the middle shares a fifth; up to two touches share alike. All remainders of the
 * middle are equal, so who gets a unit more is known from three numbers: no sorting, and little to do per touch.
 */
const uShaped = [
  'n <= 2 AS u_alike',
  'greatest(n, 3) - 2 AS u_middle',
  'intDiv(2 * amount, 5) AS u_end',
  'intDiv(amount, 5 * u_middle) AS u_each',
  // remainders over the common denominator 5 x u_middle
  'u_middle * (2 * amount % 5) AS u_end_remainder',
  'amount % (5 * u_middle) AS u_each_remainder',
  'toInt64(amount - 2 * u_end - u_middle * u_each) AS u_rest',
  // places in the order of remainders, largest first, ties to the earliest
  'if(u_end_remainder >= u_each_remainder, 1, n - 1) AS u_first_place',
  'if(u_end_remainder > u_each_remainder, 2, n) AS u_last_place',
  // the middle touch i has the place i, behind both ends i + 1, before both i - 1: those up to here get one more
  'u_rest + sign(toInt64(u_each_remainder) - toInt64(u_end_remainder)) AS u_more',
  'if(u_alike, amount - intDiv(amount, 2) * (n - 1), u_end + (u_first_place <= u_rest)) AS u_first',
  'if(u_alike, intDiv(amount, 2), u_end + (u_last_place <= u_rest)) AS u_last',
  'if(u_alike, 1 / n, 0.4) AS u_end_share',
];

/** `decayWeight` of the reference, operation by operation; see there why it is not exp2. */
const root = (() => {
  const even = '(1680 + u * u * (180 + u * u))';
  const odd = '(u * (840 + 20 * (u * u)))';
  return `(${even} - ${odd}) / (${even} + ${odd})`;
})();
/** A remainder and its touch in one number: sorting numbers is far cheaper than sorting pairs. Earlier is larger. */
const places = 2 ** 32;
const timeDecay = [
  'arrayMap(t -> (touch_ms[n] - t) / {halfLifeMs:Float64}, touch_ms) AS half_lives',
  `arrayMap(h -> (h - floor(h)) * (${quarterLn2.over} / ${quarterLn2.under}), half_lives) AS decay_u`,
  `arrayMap(u -> ${root}, decay_u) AS decay_root`,
  `arrayMap((q, h) -> bitShiftRight(toUInt64(floor(q * q * q * q * ${decayOne} + 0.5)), toUInt8(least(floor(h), 63))),
    decay_root, half_lives) AS decay_weight`,
  'arraySum(decay_weight) AS decay_total',
  'arrayMap(w -> toUInt64(intDiv(toUInt128(amount) * w, decay_total)), decay_weight) AS decay_floor',
  'toInt64(amount - arraySum(decay_floor)) AS decay_rest',
  `arrayMap((w, j) -> toUInt128(toUInt128(amount) * w % decay_total) * ${places} + (${places} - j),
    decay_weight, arrayEnumerate(decay_weight)) AS decay_key`,
  'if(decay_rest = 0, 0, arrayReverseSort(decay_key)[decay_rest]) AS decay_threshold',
];

export const modelSql: Record<Model, ModelSql> = {
  first: { perDeal: [], perTouch: [], ...chosen('1') },
  last: { perDeal: [], perTouch: [], ...chosen('n') },
  last_non_direct: {
    needsChannels: true,
    perDeal: [
      `arrayLastIndex(c -> c != 'direct', touch_channel) AS last_known`,
      'if(last_known = 0, n, last_known) AS non_direct',
    ],
    perTouch: [],
    ...chosen('non_direct'),
  },
  linear: { perDeal: [], perTouch: [], credit: equal, share: '1 / n' },
  u_shaped: {
    perDeal: uShaped,
    perTouch: [],
    credit: 'multiIf(i = 1, u_first, i = n, u_last, u_each + (i <= u_more))',
    share: 'if(i = 1 OR i = n, u_end_share, 0.2 / u_middle)',
  },
  time_decay: {
    perDeal: timeDecay,
    perTouch: ['decay_weight', 'decay_floor', 'decay_key'],
    credit: 'decay_floor + (decay_rest > 0 AND decay_key >= decay_threshold)',
    share: 'decay_weight / decay_total',
  },
};
