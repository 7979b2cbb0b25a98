import { reasons } from '@touchstone/attribution';
import { ruleNames } from '@touchstone/contracts';
import { stages } from '@touchstone/funnel';
import { z } from 'zod';

const minor = z.string().regex(/^-?\d+$/);
const change = {
  model: z.string(),
  nowMinor: minor.meta({ description: 'Under the definitions in force.' }),
  thenMinor: minor.meta({ description: 'Under the one to try.' }),
  differenceMinor: minor
    .nullable()
    .meta({ description: 'What is won; negative: lost. null: the currencies differ.' }),
  nowConversions: z.number(),
  thenConversions: z.number(),
};

const moved = (description: string) =>
  z
    .object({
      leads: z.int(),
      examples: z
        .array(z.object({ leadId: z.string(), links: z.object({ lead: z.string() }) }))
        .max(20)
        .meta({ description: 'The first 20 by id.' }),
    })
    .meta({ description });

const MovedLeadsSchema = z
  .object({
    created: z.int().meta({ description: 'Leads created in the window, as of the position.' }),
    lookedAt: z.int().meta({ description: 'Leads that all figures below are of.' }),
    most: z.int().meta({ description: 'So many leads are looked at in one answer.' }),
    isSample: z.boolean().meta({
      description:
        'True where more than `most` were created: those with the smallest hashes of their ids were looked at, the same ones every time.',
    }),
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

export const PreviewAnswerSchema = z
  .object({
    rule: z.enum(ruleNames),
    position: z.int().meta({ description: 'Log position that both are answered as of.' }),
    currency: z.object({ now: z.string(), then: z.string() }),
    rows: z.array(z.object({ ...change, channel: z.string() })),
    unattributed: z.array(z.object({ ...change, reason: z.enum(reasons) })),
    leads: MovedLeadsSchema.nullable().meta({
      description: 'For the rules `stages` and `scoring`; null for the others.',
    }),
  })
  .meta({ description: 'What each channel would win or lose, per model, and which leads would move.' });

export type PreviewAnswer = z.output<typeof PreviewAnswerSchema>;

const nobody = { leads: 0, examples: [] };
const still = { gained: nobody, lost: nobody };
const leadsNamed = (...leadIds: string[]) =>
  leadIds.map((leadId) => ({ leadId, links: { lead: `/v1/leads/${leadId}?asOf=48213` } }));

/** A rule that leads move by, and no credit. */
export const previewExample: PreviewAnswer = {
  rule: 'stages',
  position: 48213,
  currency: { now: 'EUR', then: 'EUR' },
  rows: [
    {
      ...{ model: 'linear', channel: 'review-sites', nowMinor: '1250000', thenMinor: '1250000' },
      ...{ differenceMinor: '0', nowConversions: 1.5, thenConversions: 1.5 },
    },
  ],
  unattributed: [],
  leads: {
    ...{ created: 1840, lookedAt: 1840, most: 20_000, isSample: false, moved: 3 },
    stages: [
      { stage: 'lead', now: 1840, then: 1840, ...still },
      {
        ...{ stage: 'mql', now: 412, then: 413 },
        gained: { leads: 2, examples: leadsNamed('L-17', 'L-204') },
        lost: { leads: 1, examples: leadsNamed('L-90') },
      },
      { stage: 'sal', now: 280, then: 280, ...still },
      { stage: 'sql', now: 131, then: 131, ...still },
      { stage: 'opportunity', now: 120, then: 120, ...still },
      { stage: 'customer', now: 38, then: 38, ...still },
    ],
  },
};
