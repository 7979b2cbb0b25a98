import type { ModelSql } from './model-sql.js';
import { splitByWeights } from './split-sql.js';
import { decayOne, quarterLn2 } from './time-decay.js';

/** `decayWeight` of the reference, operation by operation; see there why it is not exp2. */
const root = (() => {
  const even = '(1680 + u * u * (180 + u * u))';
  const odd = '(u * (840 + 20 * (u * u)))';
  return `(${even} - ${odd}) / (${even} + ${odd})`;
})();

export const timeDecaySql = (halfLifeMs: number): ModelSql => ({
  ...splitByWeights,
  params: { $halfLifeMs: halfLifeMs },
  needsMoments: true,
  steps: [
    ['arrayMap(t -> (touch_ms[n] - t) / {$halfLifeMs:Float64}, touch_ms) AS $half_lives'],
    [`arrayMap(h -> (h - floor(h)) * (${quarterLn2.over} / ${quarterLn2.under}), $half_lives) AS $u`],
    [`arrayMap(u -> ${root}, $u) AS $root`],
    [
      `arrayMap((q, h) -> bitShiftRight(toUInt64(floor(q * q * q * q * ${decayOne} + 0.5)), toUInt8(least(floor(h), 63))),
        $root, $half_lives) AS $weight`,
    ],
    ...splitByWeights.steps,
  ],
});
