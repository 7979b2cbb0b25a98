import type { ChannelSet } from './paths.js';
import { ratio } from './whole-numbers.js';

/** Every subset of channels has its rate: above this there are too many. */
export const mostRateChannels = 15;

const fraction = 60n;

/** Shapley values of channels for the rate at which journeys convert. */
export interface RateValues {
  channels: string[];
  /** Value of each channel; a channel may lower the rate. */
  values: bigint[];
  /** What a value of 1 is. */
  one: bigint;
}

export const channelsOf = (...sets: (readonly ChannelSet[])[]) =>
  [...new Set(sets.flat().flatMap(({ channels }) => channels))].sort();

/**
 * Exact Shapley values over all subsets S of channels of v(S) = conversions whose channels are within S / journeys,
 * converting or not, whose channels are within S (0 where there are none). Rates are whole numbers of 2^-60, all else is
 * exact, so no name or order changes a digit. At most `mostRateChannels`.
 */
export function rateValues(converting: readonly ChannelSet[], open: readonly ChannelSet[]): RateValues {
  const channels = channelsOf(converting, open);
  const rates = ratesOf(channels, converting, open);
  const size = channels.length;
  const values = channels.map((_, channel) => {
    const gains = new Array<bigint>(size).fill(0n);
    for (let without = 0; without < rates.length; without++) {
      if (without & (1 << channel)) continue;
      gains[bitsOf(without)]! += rates[without | (1 << channel)]! - rates[without]!;
    }
    return gains.reduce(
      (sum, gain, others) => sum + gain * factorial(others) * factorial(size - others - 1),
      0n,
    );
  });
  return { channels, values, one: factorial(size) << fraction };
}

/** Values as numbers. */
export const rateNumbers = ({ values, one }: RateValues) => values.map((value) => ratio(value, one));

/** v(S) by S as bits in the order of channels. */
function ratesOf(
  channels: string[],
  converting: readonly ChannelSet[],
  open: readonly ChannelSet[],
): bigint[] {
  const bit = new Map(channels.map((channel, index) => [channel, 1 << index]));
  const within = (sets: readonly ChannelSet[]) => {
    const counts = new Array<number>(1 << channels.length).fill(0);
    for (const set of sets)
      counts[set.channels.reduce((bits, channel) => bits | bit.get(channel)!, 0)]! += set.count;
    for (const one of bit.values())
      counts.forEach((_, bits) => {
        if (bits & one) counts[bits]! += counts[bits ^ one]!;
      });
    return counts;
  };
  const [converted, notConverted] = [within(converting), within(open)];
  return converted.map((count, bits) => {
    const all = BigInt(count + notConverted[bits]!);
    return all === 0n ? 0n : (BigInt(count) << fraction) / all;
  });
}

function bitsOf(bits: number): number {
  let count = 0;
  for (let left = bits; left > 0; left &= left - 1) count++;
  return count;
}

const factorial = (of: number): bigint => (of <= 1 ? 1n : BigInt(of) * factorial(of - 1));
