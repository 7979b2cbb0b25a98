import { z } from 'zod';
import { MoneySchema } from './money.js';
import { DaySchema } from './times.js';

/** Cost of one campaign on one day; a later statement for the same key replaces the earlier. */
export const SpendRecordedV1 = z
  .looseObject({
    platform: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .meta({ examples: ['google_ads'] }),
    account: z
      .string()
      .trim()
      .max(200)
      .default('')
      .meta({ description: 'Ad account; empty where there is one.' }),
    campaign: z
      .string()
      .trim()
      .max(500)
      .default('')
      .meta({ description: 'Campaign; empty for costs without one.' }),
    day: DaySchema,
    kind: z.enum(['media', 'tools', 'people', 'agency', 'other']).default('media'),
    cost: MoneySchema,
    channel: z.string().trim().toLowerCase().max(200).optional(),
    source: z.string().max(500).optional(),
    medium: z.string().max(500).optional(),
    impressions: z.int().min(0).optional(),
    clicks: z.int().min(0).optional(),
  })
  .meta({ title: 'spend.recorded.v1', description: 'Cost of one campaign on one day.' });
