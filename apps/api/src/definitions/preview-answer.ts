import { reasons } from '@touchstone/attribution';
import { ruleNames } from '@touchstone/contracts';
import { clockStates } from '@touchstone/funnel';
import { z } from 'zod';
import { creditNotes } from './credit-notes.js';
import { MovedClocksSchema, MovedLeadsSchema } from './moved-leads-answer.js';

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

export const PreviewAnswerSchema = z
  .object({
    rule: z.enum(ruleNames),
    position: z.int().meta({ description: 'Log position that both are answered as of.' }),
    currency: z.object({ now: z.string(), then: z.string() }),
    rows: z.array(z.object({ ...change, channel: z.string() })),
    unattributed: z.array(z.object({ ...change, reason: z.enum(reasons) })),
    creditNote: z.string().nullable().meta({
      description:
        'For rules that no credit depends on, where to look instead: `rows` and `unattributed` are empty then. null: credit is compared.',
    }),
    leads: MovedLeadsSchema.nullable().meta({
      description: 'For the rules `stages` and `scoring`; null for the others.',
    }),
    clocks: MovedClocksSchema.nullable().meta({
      description: 'For the rules `sla`, `stages` and `scoring`; null for the others.',
    }),
  })
  .meta({
    description: 'What each channel would win or lose, per model, and which leads and clocks would move.',
  });

export type PreviewAnswer = z.output<typeof PreviewAnswerSchema>;

const nobody = { leads: 0, examples: [] };
const still = { gained: nobody, lost: nobody };
const leadsNamed = (...leadIds: string[]) =>
  leadIds.map((leadId) => ({ leadId, links: { lead: `/v1/leads/${leadId}?asOf=48213` } }));

const stand = (now: number[], then = now) =>
  clockStates.map((state, nth) => ({ state, now: now[nth]!, then: then[nth]! }));

/** A rule that leads move by, and no credit. */
export const previewExample: PreviewAnswer = {
  rule: 'stages',
  position: 48213,
  currency: { now: 'EUR', then: 'EUR' },
  rows: [],
  unattributed: [],
  creditNote: creditNotes.stages!,
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
  clocks: {
    ...{ created: 1840, lookedAt: 1840, most: 20_000, isSample: false, judgedAt: '2026-04-01T00:00:00.000Z' },
    clocks: [
      { clock: 'contact', states: stand([1400, 220, 90, 60, 12]), changed: 0, examples: [] },
      {
        clock: 'disposition',
        states: stand([300, 61, 40, 9, 2], [301, 60, 41, 9, 2]),
        changed: 2,
        examples: [
          { leadId: 'L-17', now: null, then: 'never_worked', links: { lead: '/v1/leads/L-17?asOf=48213' } },
          { leadId: 'L-90', now: 'breached', then: 'met', links: { lead: '/v1/leads/L-90?asOf=48213' } },
        ],
      },
    ],
  },
};
