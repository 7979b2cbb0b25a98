import { reasons } from '@touchstone/attribution';
import { ruleNames } from '@touchstone/contracts';
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

export const PreviewAnswerSchema = z
  .object({
    rule: z.enum(ruleNames),
    position: z.int().meta({ description: 'Log position that both are answered as of.' }),
    currency: z.object({ now: z.string(), then: z.string() }),
    rows: z.array(z.object({ ...change, channel: z.string() })),
    unattributed: z.array(z.object({ ...change, reason: z.enum(reasons) })),
  })
  .meta({ description: 'What each channel would win or lose, per model.' });

export type PreviewAnswer = z.output<typeof PreviewAnswerSchema>;

export const previewExample: PreviewAnswer = {
  rule: 'channels',
  position: 48213,
  currency: { now: 'EUR', then: 'EUR' },
  rows: [
    {
      ...{ model: 'linear', channel: 'review-sites', nowMinor: '0', thenMinor: '1250000' },
      ...{ differenceMinor: '1250000', nowConversions: 0, thenConversions: 1.5 },
    },
    {
      ...{ model: 'linear', channel: 'referral', nowMinor: '1900000', thenMinor: '650000' },
      ...{ differenceMinor: '-1250000', nowConversions: 2.25, thenConversions: 0.75 },
    },
  ],
  unattributed: [],
};
