import { retentionOrders } from '@touchstone/economics';
import { z } from 'zod';
import { customersLink, type CustomersNamed } from '../customers/list-links.js';
import {
  CurveSchema,
  customerLabels,
  customerReport,
  customerReportExample,
} from '../customers/customer-fields.js';

const { currency: _, ...report } = customerReport;

const figures = {
  customers: z.number().meta({ description: 'Customers with a subscription; shares, to nine decimals.' }),
  lostCustomers: z.number().meta({ description: 'Those whose subscriptions have all ended.' }),
  withoutSubscription: z.number().meta({
    description: 'Customers of deals alone: nobody knows whether they left, so that they are in no curve.',
  }),
  survival: z.number().nullable().meta({
    description: 'Part that is still there after `atMonths`; null: nobody was observed that long.',
  }),
  medianMonths: z.int().nullable().meta({
    description:
      'First month after which at most half are still there; null: more are, to the end of the curve.',
  }),
  curve: CurveSchema,
  links: z.object({
    customers: z.string().meta({
      description: 'The customers with a subscription of the row; their shares sum to `customers`.',
    }),
  }),
};

export const RetentionAnswerSchema = z
  .object({
    report: z
      .object({ ...report, atMonths: z.int(), sortBy: z.enum(retentionOrders) })
      .meta({ description: 'Every parameter that was used.' }),
    rows: z
      .array(z.object({ ...customerLabels, ...figures }))
      .meta({ description: 'By label, those who stay longest first; what is not known comes last.' }),
    unattributed: z
      .array(z.object(figures))
      .meta({ description: 'Customers whose journey no touch has credit in: one row, or none.' }),
    total: z.object(figures).meta({ description: 'All customers; rows + unattributed.' }),
  })
  .meta({ description: 'How long customers stay, by what brought them.' });

export type RetentionAnswer = z.infer<typeof RetentionAnswerSchema>;

const { currency: __, ...reportExample } = customerReportExample;
const figuresExample = {
  ...{ customers: 2, lostCustomers: 1, withoutSubscription: 0, survival: 0.5, medianMonths: 2 },
  curve: [
    { month: 0, atRisk: 2, lost: 0, censored: 0, survival: 1, standardError: 0 },
    { month: 1, atRisk: 2, lost: 0, censored: 0, survival: 1, standardError: 0 },
    { month: 2, atRisk: 2, lost: 1, censored: 0, survival: 0.5, standardError: 0.353553391 },
    { month: 3, atRisk: 1, lost: 0, censored: 1, survival: 0.5, standardError: 0.353553391 },
  ],
};

const linksOf = (of: CustomersNamed['of']) => ({
  links: { customers: customersLink(reportExample, 'linear', { of, subscribed: true }) },
});

/** A whole answer, for documents. */
export const retentionExample: RetentionAnswer = {
  report: { ...reportExample, atMonths: 3, sortBy: 'survival' },
  rows: [{ channel: 'webinar', ...figuresExample, ...linksOf({ groupBy: 'channel', label: 'webinar' }) }],
  unattributed: [],
  total: { ...figuresExample, ...linksOf('all') },
};
