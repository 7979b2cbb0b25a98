import { clockNames, clockStates, stages } from '@touchstone/funnel';
import { z } from 'zod';
import { instant } from '../attribution/credit-fields.js';

const sample = {
  created: z.int().meta({ description: 'Leads created in the window, as of the position.' }),
  lookedAt: z.int().meta({ description: 'Leads that all figures below are of.' }),
  most: z.int().meta({ description: 'So many leads are looked at in one answer.' }),
  isSample: z.boolean().meta({
    description:
      'True where more than `most` were created: those with the smallest hashes of their ids were looked at, the same ones every time.',
  }),
};
const links = z.object({ lead: z.string() });

const moved = (description: string) =>
  z
    .object({
      leads: z.int(),
      examples: z
        .array(z.object({ leadId: z.string(), links }))
        .max(20)
        .meta({ description: 'The first 20 by id.' }),
    })
    .meta({ description });

export const MovedLeadsSchema = z
  .object({
    ...sample,
    moved: z.int().meta({ description: 'Leads that enter at least one stage on one side only.' }),
    stages: z
      .array(
        z.object({
          stage: z.enum(stages),
          now: z.int().meta({ description: 'Leads ever in it, under the definitions in force.' }),
          then: z.int().meta({ description: 'Leads ever in it, under the one to try.' }),
          gained: moved('In it under the one to try only.'),
          lost: moved('In it under the definitions in force only.'),
        }),
      )
      .meta({ description: 'Every stage, in the order of the funnel.' }),
  })
  .meta({ description: 'How leads would move. What became of them is known up to the position.' });

export type MovedLeadsAnswer = z.output<typeof MovedLeadsSchema>;

const state = z.enum(clockStates);

export const MovedClocksSchema = z
  .object({
    ...sample,
    judgedAt: instant.meta({ description: 'Moment at which clocks are judged: that of the answer.' }),
    clocks: z.array(
      z.object({
        clock: z.enum(clockNames),
        states: z
          .array(
            z.object({
              state,
              now: z.int().meta({ description: 'Clocks under the definitions in force.' }),
              then: z.int().meta({ description: 'Clocks under the one to try.' }),
            }),
          )
          .meta({ description: 'Every state.' }),
        changed: z.int().meta({ description: 'Clocks that stand otherwise under the one to try.' }),
        examples: z
          .array(
            z.object({
              leadId: z.string(),
              now: state.nullable().meta({ description: 'null: there is no such clock.' }),
              then: state.nullable(),
              links,
            }),
          )
          .max(20)
          .meta({ description: 'The first 20 by id of the lead.' }),
      }),
    ),
  })
  .meta({ description: 'How the clocks of all lives of leads stand.' });

export type MovedClocksAnswer = z.output<typeof MovedClocksSchema>;
