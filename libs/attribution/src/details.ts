import { z } from 'zod';

const share = z.number().meta({ description: 'Share of the channel among all.' });
const count = z.int().meta({ description: 'Number of journeys.' });

export const MarkovDetailsSchema = z
  .object({
    journeys: z.object({ converting: count, nonConverting: count }),
    transitions: z
      .array(z.object({ from: z.string(), to: z.string(), count: z.int(), probability: z.number() }))
      .meta({
        description:
          'The matrix: how often journeys go from one state to another. States are channels, START, CONVERSION and NULL.',
      }),
    channels: z.array(
      z.object({
        channel: z.string(),
        removalEffect: z.number().meta({ description: 'Part of the conversions lost without the channel.' }),
        share,
      }),
    ),
  })
  .meta({ description: 'What the shares of markov came from.' });

export const RateDetailsSchema = z
  .object({
    coalitions: z
      .array(z.object({ channels: z.array(z.string()), count, converted: z.boolean() }))
      .meta({ description: 'Journeys by the channels they have.' }),
    channels: z.array(
      z.object({
        channel: z.string(),
        value: z.number().meta({ description: 'Shapley value; a channel may lower the rate.' }),
        share,
      }),
    ),
  })
  .meta({ description: 'What the shares of shapley by conversion_rate came from.' });

/** What learned shares came from, by model. */
export const LearnedDetailsSchema = z
  .object({ markov: MarkovDetailsSchema.optional(), shapley: RateDetailsSchema.optional() })
  .meta({ description: 'What learned shares came from.' });
export type LearnedDetails = z.infer<typeof LearnedDetailsSchema>;
