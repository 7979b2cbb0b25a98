import { acquisitionKinds, groupings } from '@touchstone/economics';
import { z } from 'zod';
import { instant, nextCursor } from '../attribution/credit-fields.js';
import { customerReport, customerReportExample } from './customer-fields.js';
import { accountId, customerFactsExample, customerFactsFields } from './customer-facts-fields.js';

const { groupBy: _, currency: __, ...report } = customerReport;

const ItemSchema = z
  .object({
    accountId,
    ...customerFactsFields,
    acquiredAt: instant.meta({ description: 'When he came: his first won deal or first paid subscription.' }),
    conversion: z.enum(acquisitionKinds).meta({ description: 'What he came with.' }),
    conversionId: z.string(),
    share: z.number().meta({ description: 'Part of the customer that is in the row, to twelve decimals.' }),
    hasSubscription: z.boolean(),
    months: z.int().meta({ description: 'Whole months that he was seen; where he was lost, until then.' }),
    isLost: z.boolean().meta({ description: 'Counted as lost in the curve, after `months`.' }),
    links: z.object({ credit: z.string().meta({ description: 'How his share came to be.' }) }),
  })
  .meta({ description: 'A customer of the row.' });

export const CustomersAnswerSchema = z
  .object({
    report: z.object(report).meta({ description: 'Every parameter that was used.' }),
    row: z
      .object({
        labels: z.partialRecord(z.enum(groupings), z.string()),
        unattributed: z.boolean(),
        cohort: z.string(),
        subscribed: z.boolean(),
      })
      .meta({ description: 'Which row; without a label, and not unattributed: all customers.' }),
    customers: z.array(ItemSchema).meta({ description: 'A page, by acquisition.' }),
    nextCursor,
  })
  .meta({ description: 'The customers of one row: over all pages their shares sum to it.' });

export type CustomersAnswer = z.infer<typeof CustomersAnswerSchema>;

const { groupBy: ___, currency: ____, ...reportExample } = customerReportExample;

/** A whole answer, for documents. */
export const customersExample: CustomersAnswer = {
  report: reportExample,
  row: { labels: { channel: 'webinar' }, unattributed: false, cohort: '2026-Q1', subscribed: false },
  customers: [
    {
      accountId: 'acc_5b1d0f7730c9a2e84416',
      ...customerFactsExample,
      ...{ conversion: 'deal.won', conversionId: 'D-7', share: 0.5 },
      ...{ hasSubscription: true, months: 2, isLost: false },
      links: { credit: '/v1/conversions/D-7/credit?model=linear&conversion=deal.won&asOf=48213' },
    },
  ],
  nextCursor: null,
};
