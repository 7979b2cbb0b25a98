import type { ModelSql } from './model-sql.js';
import type { ChannelWeights } from './models.js';
import { splitByFractions, splitByWeights } from './split-sql.js';

const weightOf = (channel: string) =>
  `transform(${channel}, {$channels:Array(String)}, {$weights:Array(UInt64)}, toUInt64(0))`;

/** Parameters of `weightOf`; a channel that is none's keeps them from being empty, which `transform` does not take. */
const weightParams = (weights: ChannelWeights) => ({
  $channels: [...weights.keys(), ''],
  $weights: [...weights.values(), 0n].map(Number),
});

/** Each touch in proportion to the weight of its channel. */
export const markovSql = (weights: ChannelWeights): ModelSql => ({
  ...splitByWeights,
  arrays: ['touch_channel'],
  params: weightParams(weights),
  steps: [[`arrayMap(c -> ${weightOf('c')}, touch_channel) AS $weight`], ...splitByWeights.steps],
  lacks: '$sum = 0',
});

/** See `shapleyWeights`: a channel's part is w / W, of which each of its touches has an equal part. */
export function shapleySql(weights?: ChannelWeights): ModelSql {
  const split = weights ? splitByFractions('UInt256', 124) : splitByFractions('UInt128', 60);
  return {
    ...split,
    arrays: ['touch_channel'],
    steps: [
      ['arrayEnumerateDense(touch_channel) AS $channel'],
      ['toUInt64(arrayMax($channel)) AS $distinct'],
      ['arrayMap(c -> countEqual($channel, c), range(1, $distinct + 1)) AS $counts'],
      ['arrayMap(c -> $counts[c], $channel) AS $count'],
      weights
        ? [
            `arraySum(arrayMap(c -> ${weightOf('c')}, arrayDistinct(touch_channel))) AS $sum`,
            `arrayMap(c -> ${weightOf('c')}, touch_channel) AS $over`,
          ]
        : ['$distinct AS $sum', 'arrayMap(c -> toUInt64(1), $channel) AS $over'],
      ['arrayMap(c -> c * greatest($sum, 1), $count) AS $under'],
      ...split.steps,
    ],
    ...(weights && { params: weightParams(weights), lacks: '$sum = 0' }),
  };
}
