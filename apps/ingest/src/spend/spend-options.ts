import { CurrencySchema, flag, oneOf } from '@touchstone/contracts';
import { z } from 'zod';
import { presetNames } from './spend-columns.js';

/** Parameters of a spend import: what the file does not say, or says otherwise. */
export const SpendOptionsSchema = z.strictObject({
  dryRun: flag.meta({ description: '`true`: tell what the file is, and record nothing. Default `false`.' }),
  preset: oneOf(presetNames)
    .optional()
    .meta({
      description: 'Whose export it is; without it, told from the headers.',
      examples: ['google_ads'],
    }),
  currency: CurrencySchema.optional().meta({
    description: 'Currency of amounts that name none. A row that names another is rejected.',
    examples: ['EUR'],
  }),
  platform: z.string().trim().min(1).max(200).optional().meta({
    description: 'Platform or supplier of all rows, instead of what the file says.',
  }),
  account: z.string().trim().max(200).optional().meta({ description: 'Ad account of all rows.' }),
  kind: oneOf(['media', 'tools', 'people', 'agency', 'other'])
    .optional()
    .meta({ description: 'Kind of cost of all rows; without it, that of the file, else media.' }),
  channel: z
    .string()
    .trim()
    .toLowerCase()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Channel of all rows; without it, rules decide.' }),
  dayOrder: oneOf(['dmy', 'mdy'])
    .optional()
    .meta({ description: 'What 03/04/2026 is, where the file does not show it: 3 April or March 4.' }),
});

export type SpendOptions = z.output<typeof SpendOptionsSchema>;
