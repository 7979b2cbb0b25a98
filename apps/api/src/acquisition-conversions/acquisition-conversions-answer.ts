import { acquisitionCounts, acquisitionDimensions } from '@touchstone/economics';
import { z } from 'zod';
import { AcquisitionAnswerSchema, acquisitionExample } from '../acquisition-cost/acquisition-answer.js';
import { instant, nextCursor } from '../attribution/credit-fields.js';
import { accountId, customerFactsExample, customerFactsFields } from '../customers/customer-facts-fields.js';

const reportOfCost = AcquisitionAnswerSchema.shape.report.omit({
  ...{ groupBy: true, basis: true, allocate: true, conversion: true, value: true, currency: true },
});

export const AcquisitionConversionsAnswerSchema = z
  .object({
    report: reportOfCost.meta({ description: 'Every parameter that was used.' }),
    row: z
      .object({
        count: z.enum(acquisitionCounts),
        labels: z.partialRecord(z.enum(acquisitionDimensions), z.string()),
        unattributed: z.boolean(),
      })
      .meta({ description: 'Which count; without labels, and not unattributed: all that is attributed.' }),
    conversions: z
      .array(
        z
          .object({
            conversion: z.string().meta({ description: 'What it is, such as deal.won or lead.created.' }),
            conversionId: z.string().meta({ description: 'Of the deal, subscription or lead.' }),
            convertedAt: instant,
            share: z.number().meta({ description: 'Part of it that is in the row, to twelve decimals.' }),
            accountId,
            ...customerFactsFields,
            links: z.object({ credit: z.string().meta({ description: 'How its share came to be.' }) }),
          })
          .meta({ description: 'A conversion of the row, with its account as a customer.' }),
      )
      .meta({ description: 'A page, by moment.' }),
    nextCursor,
  })
  .meta({ description: 'What one count of a row is made of: over all pages the shares sum to it.' });

export type AcquisitionConversionsAnswer = z.infer<typeof AcquisitionConversionsAnswerSchema>;

/** A whole answer, for documents. */
export const acquisitionConversionsExample: AcquisitionConversionsAnswer = {
  report: reportOfCost.parse(acquisitionExample.report),
  row: { count: 'customers', labels: { channel: 'paid-search' }, unattributed: false },
  conversions: [
    {
      ...{ conversion: 'deal.won', conversionId: 'D-7', convertedAt: '2026-01-10T08:00:00.000Z', share: 0.5 },
      accountId: 'acc_5b1d0f7730c9a2e84416',
      ...customerFactsExample,
      links: { credit: '/v1/conversions/D-7/credit?model=linear&conversion=deal.won&asOf=48213' },
    },
  ],
  nextCursor: null,
};
