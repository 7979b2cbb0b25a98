import type { ModelTouch } from './models.js';
import { greatestDivisor } from './whole-numbers.js';

/**
 * Weights of `shapley`: a conversion is split over its distinct channels, by the channels' weights (without: evenly, the
 * closed form of the Shapley value of v(S) = value of the conversions whose channels are within S), and a channel's part
 * evenly over its touches. So a touch's share is w / (W x n): w its channel's weight, W the sum over the distinct
 * channels, n the touches of its channel. Repeats of a channel move nothing between channels.
 */
export function shapleyWeights(
  touches: readonly ModelTouch[],
  channelWeights?: ReadonlyMap<string, bigint>,
): bigint[] {
  const counts = new Map<string, bigint>();
  for (const { channel } of touches) counts.set(channel, (counts.get(channel) ?? 0n) + 1n);
  const common = [...counts.values()].reduce((all, count) => (all / greatestDivisor(all, count)) * count, 1n);
  return touches.map(({ channel }) => {
    const weight = channelWeights ? (channelWeights.get(channel) ?? 0n) : 1n;
    return weight * (common / counts.get(channel)!);
  });
}
