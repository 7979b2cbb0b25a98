import { AttributionAnswerSchema, dimensions, reasons } from '@touchstone/attribution';
import { z } from 'zod';
import { instant, minor, nextCursor, used, usedExample } from '../attribution/credit-fields.js';

const { from, to, filters, asOf } = AttributionAnswerSchema.shape.report.shape;

const ItemSchema = z
  .object({
    conversionId: z.string(),
    convertedAt: instant,
    creditMinor: minor('What it adds to the row, in minor units of the report’s currency.'),
    conversions: z.number().meta({ description: 'Share of the conversion that is in the row.' }),
    amountMinor: minor('Its amount, in minor units of `currency`.'),
    currency: z.string().meta({ description: 'ISO 4217 code of the amount; empty: it has none.' }),
    valueMinor: minor('Its whole value in the report’s currency; null: no rate.').nullable(),
    owner: z.string(),
    pipeline: z.string(),
    accountId: z.string(),
    version: z.int().meta({ description: 'Log position as of which this is true.' }),
    links: z.object({ credit: z.string().meta({ description: 'How its credit came to be.' }) }),
  })
  .meta({ description: 'A conversion of the row.' });

export const RowAnswerSchema = z
  .object({
    report: z
      .object({ ...used, from, to, filters, asOf })
      .meta({ description: 'Every parameter that was used.' }),
    row: z
      .object({
        labels: z.partialRecord(z.enum(dimensions), z.string()),
        reason: z.enum(reasons).nullable(),
      })
      .meta({ description: 'Which row; without labels and reason: all that is attributed.' }),
    conversions: z.array(ItemSchema).meta({
      description:
        'A page, by moment of conversion. It may be shorter than `limit`; there are more as long as there is a cursor.',
    }),
    nextCursor,
  })
  .meta({ description: 'The conversions of one row of a report: over all pages their credits sum to it.' });

export type RowAnswer = z.infer<typeof RowAnswerSchema>;

/** A whole answer, for documents. */
export const rowExample: RowAnswer = {
  report: {
    ...(usedExample as Pick<RowAnswer['report'], keyof typeof used>),
    from: '2025-12-31T23:00:00.000Z',
    to: '2026-03-31T22:00:00.000Z',
    filters: {},
    asOf: 48213,
  },
  row: { labels: { channel: 'webinar' }, reason: null },
  conversions: [
    {
      ...{
        conversionId: 'D-7',
        convertedAt: '2026-03-31T21:59:59.999Z',
        creditMinor: '5001',
        conversions: 0.5,
      },
      ...{ amountMinor: '10001', currency: 'EUR', valueMinor: '10001', owner: 'ae-1', pipeline: 'new' },
      ...{ accountId: 'acc_5b1d0f7730c9a2e84416', version: 48211 },
      links: { credit: '/v1/conversions/D-7/credit?model=linear&asOf=48213' },
    },
  ],
  nextCursor: null,
};
