import { AttributionAnswerSchema } from '@touchstone/attribution';
import { z } from 'zod';
import { instant, minor, used, usedExample } from '../attribution/credit-fields.js';
import { contentFilters } from './content-request.js';

const { lookbackDays, scope, touchScope, countViews, value, currency, timeZone } = used;
const { asOf } = AttributionAnswerSchema.shape.report.shape;

const influence = (what: string) =>
  z
    .object({
      influencedMinor: minor('Whole value of the deals that the content has a touch of.'),
      deals: z.int(),
    })
    .meta({ description: `${what}. A deal counts in full for each content: this never sums.` });

export const ContentAnswerSchema = z
  .object({
    report: z
      .object({
        ...{ from: instant, to: instant, show: z.enum(contentFilters) },
        ...{ lookbackDays, scope, touchScope, countViews, value, currency, timeZone, asOf },
      })
      .meta({ description: 'Every parameter that was used.' }),
    rows: z.array(
      z
        .object({
          contentId: z.string(),
          touches: z.int().meta({ description: 'What people did with it; each page view by itself.' }),
          views: z.int().meta({ description: 'Where it was only sent, opened or seen.' }),
          salesUses: z.int().meta({ description: 'Touches of sales with it, mails they sent included.' }),
          pipeline: influence('Deals created in the window'),
          revenue: influence('Deals won in the window'),
          isUnused: z.boolean().meta({ description: 'Nobody used it in the window.' }),
          isUnusedBySales: z.boolean(),
          firstSeenAt: instant,
          lastSeenAt: instant,
          lastSalesUseAt: instant
            .nullable()
            .meta({ description: 'null: never, before the end of the window.' }),
        })
        .meta({ description: 'One piece of content, by its id.' }),
    ),
    totals: z
      .object({ contents: z.int(), unused: z.int(), unusedBySales: z.int() })
      .meta({ description: 'Of all content that was seen before the end of the window, whatever is shown.' }),
  })
  .meta({ description: 'How content was used, and what it had a part in.' });

export type ContentAnswer = z.infer<typeof ContentAnswerSchema>;

/** A whole answer, for documents. */
export const contentExample: ContentAnswer = {
  report: {
    ...{ from: '2025-12-31T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z', show: 'all', asOf: 48213 },
    ...{
      lookbackDays: usedExample.lookbackDays,
      countViews: false,
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
    },
    ...{ scope: 'account', touchScope: 'marketing', value: 'latest' },
  },
  rows: [
    {
      ...{ contentId: 'paper-pricing', touches: 84, views: 310, salesUses: 12 },
      pipeline: { influencedMinor: '48000000', deals: 9 },
      revenue: { influencedMinor: '12500000', deals: 3 },
      ...{ isUnused: false, isUnusedBySales: false, firstSeenAt: '2025-06-02T08:00:00.000Z' },
      ...{ lastSeenAt: '2026-03-30T15:12:00.000Z', lastSalesUseAt: '2026-03-27T09:00:00.000Z' },
    },
  ],
  totals: { contents: 40, unused: 7, unusedBySales: 31 },
};
