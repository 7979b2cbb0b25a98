import { Fault } from '@touchstone/runtime';
import { chainOf, departures, effectNumber, removalEffects } from './markov.js';
import type { ChannelWeights, ModelOptions } from './models.js';
import type { AttributionParameters } from './parameters.js';
import type { PathSource } from './paths.js';
import { channelsOf, mostRateChannels, rateNumbers, rateValues } from './shapley-rate.js';
import { ratio, sumOf } from './whole-numbers.js';
import type { LearnedDetails } from './details.js';

/** What channels are worth, learned from a report's own journeys, and what that came from. */
export interface Learned {
  channelWeights: ModelOptions['channelWeights'];
  details: LearnedDetails;
}

/** Journeys to learn from: those of the report's conversions, and those that did not convert. */
export interface LearningSources {
  converting: PathSource;
  nonConverting: PathSource;
}

/** Models that depend on all journeys at once: a change of one conversion moves the credit of every other. */
export const learnedModels = ({ models, valueFunction }: AttributionParameters) =>
  models.filter(
    (model) => model === 'markov' || (model === 'shapley' && valueFunction === 'conversion_rate'),
  );

/** Learns what the models of a report need; asks for nothing where none does. @throws Fault `unprocessable` */
export async function learn(parameters: AttributionParameters, sources: LearningSources): Promise<Learned> {
  const { models, valueFunction } = parameters;
  const learned: Learned = { channelWeights: {}, details: {} };
  if (models.includes('markov')) {
    const { weights, details } = await learnMarkov(parameters, sources);
    learned.channelWeights.markov = weights;
    learned.details.markov = details;
  }
  if (models.includes('shapley') && valueFunction === 'conversion_rate') {
    const { weights, details } = await learnRates(parameters, sources);
    learned.channelWeights.shapley = weights;
    learned.details.shapley = details;
  }
  return learned;
}

async function learnMarkov(
  parameters: AttributionParameters,
  { converting, nonConverting }: LearningSources,
) {
  const chain = chainOf(
    ...(await Promise.all([converting.transitions(parameters), nonConverting.transitions(parameters)])),
  );
  const effects = removalEffects(chain);
  const { weights, shares } = weightsOf(chain.channels, effects);
  const leaving = departures(chain);
  const started = sumOf(chain.starts);
  const named = (counts: readonly bigint[], to: (index: number) => string, from: string, all: bigint) =>
    counts.flatMap((count, index) =>
      count > 0n ? [{ from, to: to(index), count: Number(count), probability: ratio(count, all) }] : [],
    );
  const channelAt = (index: number) => chain.channels[index]!;
  return {
    weights,
    details: {
      journeys: { converting: Number(sumOf(chain.conversions)), nonConverting: Number(sumOf(chain.nulls)) },
      transitions: [
        ...named(chain.starts, channelAt, 'START', started),
        ...chain.channels.flatMap((from, row) => [
          ...named(chain.between[row]!, channelAt, from, leaving[row]!),
          ...named([chain.conversions[row]!], () => 'CONVERSION', from, leaving[row]!),
          ...named([chain.nulls[row]!], () => 'NULL', from, leaving[row]!),
        ]),
      ],
      channels: chain.channels.map((channel, at) => ({
        channel,
        removalEffect: effectNumber(effects[at]!),
        share: shares[at]!,
      })),
    },
  };
}

async function learnRates(parameters: AttributionParameters, { converting, nonConverting }: LearningSources) {
  const limit = 2 ** mostRateChannels;
  const [converted, open] = await Promise.all([
    converting.channelSets(parameters, limit),
    nonConverting.channelSets(parameters, limit),
  ]);
  const found = channelsOf(converted, open).length;
  if (found > mostRateChannels)
    throw new Fault(
      'unprocessable',
      `shapley by conversion_rate takes at most ${mostRateChannels} channels, these journeys have ${found}: ask for a smaller window, touchScope or lookbackDays, or for valueFunction=revenue`,
    );
  const rates = rateValues(converted, open);
  const { weights, shares } = weightsOf(rates.channels, rates.values);
  const numbers = rateNumbers(rates);
  return {
    weights,
    details: {
      coalitions: [
        ...converted.map((set) => ({ ...set, converted: true })),
        ...open.map((set) => ({ ...set, converted: false })),
      ],
      channels: rates.channels.map((channel, at) => ({
        channel,
        value: numbers[at]!,
        share: shares[at]!,
      })),
    },
  };
}

const weightBits = 44n;

/**
 * Worth of channels as shares, and as whole numbers of 2^-44 that both engines split by. A channel that is worth nothing,
 * or less, has none; one that is worth something keeps at least the smallest weight.
 */
function weightsOf(
  channels: readonly string[],
  worth: readonly bigint[],
): { weights: ChannelWeights; shares: number[] } {
  const positive = worth.map((one) => (one > 0n ? one : 0n));
  const total = sumOf(positive) || 1n;
  const weight = (one: bigint) => {
    const rounded = ((one << (weightBits + 1n)) / total + 1n) >> 1n;
    return one > 0n && rounded === 0n ? 1n : rounded;
  };
  return {
    weights: new Map(channels.map((channel, at) => [channel, weight(positive[at]!)])),
    shares: positive.map((one) => ratio(one, total)),
  };
}
