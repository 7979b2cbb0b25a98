import { allocations, cohortLengths, formulaReasons, paybackReasons } from '@touchstone/economics';
import { z } from 'zod';
import { minor } from '../attribution/credit-fields.js';
import {
  CurveSchema,
  customerLabels,
  customerReport,
  customerReportExample,
} from '../customers/customer-fields.js';
import { customersLink, customersLinkFields, type CustomersNamed } from '../customers/list-links.js';
import { costKinds } from './lifetime-value-request.js';

const perCustomer = (description: string) =>
  minor(`${description} For each customer; null: there is none.`).nullable();
const why = <const Reasons extends readonly [string, ...string[]]>(reasons: Reasons) =>
  z.enum(reasons).nullable().meta({ description: 'Why there is none; null: there is.' });
const ratio = z.number().nullable();

/** Why nothing is said of what customers cost. */
export const costReasons = ['no_customers', 'not_by_this_label', 'unattributed'] as const;

const figures = {
  cohort: z.string().meta({ description: 'Such as 2026-03, 2026-Q1, 2026 or `all`.' }),
  customers: z.number().meta({ description: 'Shares of customers, to nine decimals.' }),
  recurringCustomers: z.number().meta({ description: 'Those of them who have a subscription.' }),
  customersWithoutRate: z.number().meta({
    description: 'Those with an amount that has no rate to the currency: it is in no figure.',
  }),
  realised: z
    .object({
      marginMinor: minor('Gross margin to date, in months that have ended.'),
      perCustomerMinor: perCustomer('The same.'),
      months: z.array(
        z.object({
          month: z.int().meta({ description: 'Calendar months since that of acquisition, which is 0.' }),
          customers: z.number().meta({ description: 'Those of whom this month has ended.' }),
          marginMinor: minor('Their gross margin from acquisition to the end of this month.'),
          perCustomerMinor: perCustomer('The same.'),
        }),
      ),
    })
    .meta({ description: 'What customers have brought; rows sum to the totals, month by month.' }),
  recurring: z
    .object({
      revenuePerMonthMinor: perCustomer('ARPA: mean of the months that something was paid in.'),
      marginPerMonthMinor: perCustomer('Gross margin of the same.'),
      revenueChurn: z.number().nullable().meta({
        description:
          'Part of the revenue of a month that is not paid in the next: ended and lowered subscriptions.',
      }),
    })
    .meta({ description: 'Of customers with a subscription.' }),
  formula: z
    .object({
      perCustomerMinor: perCustomer('ARPA x gross margin / monthly revenue churn.'),
      reason: why(formulaReasons),
    })
    .meta({ description: 'Lifetime value by formula.' }),
  survival: z
    .object({
      perCustomerMinor: perCustomer('Retention curve x gross margin of a month, discounted.'),
      reason: why(['no_customers', 'no_recurring_revenue']),
      months: z
        .int()
        .nullable()
        .meta({ description: 'Months that it is summed over: those observed, at most the horizon.' }),
      curve: CurveSchema,
    })
    .meta({ description: 'Lifetime value by survival.' }),
  cost: z
    .object({
      costMinor: minor('What was spent in the cohort’s period.').nullable(),
      perCustomerMinor: perCustomer('CAC.'),
      reason: why(costReasons),
    })
    .meta({ description: 'What customers cost.' }),
  ltvToCac: z.object({ realised: ratio, formula: ratio, survival: ratio }).meta({
    description: 'Each value over CAC; null where one of them does not exist, or nothing was spent.',
  }),
  payback: z
    .object({
      month: z.int().nullable().meta({
        description:
          'First month whose realised margin for each customer reaches CAC; 0 is that of acquisition.',
      }),
      reason: why(paybackReasons),
    })
    .meta({ description: 'When a customer has brought what he cost.' }),
  links: customersLinkFields,
};

export const LifetimeValueAnswerSchema = z
  .object({
    report: z
      .object({
        ...customerReport,
        cohort: z.enum(cohortLengths),
        cost: z.enum(costKinds),
        allocate: z.enum(allocations),
        discount: z.number(),
        horizonMonths: z.int(),
        marginSource: z.enum(['published', 'none']).meta({
          description: '`none`: no gross margin is published, so that margin here is revenue.',
        }),
        margins: z.array(z.object({ from: z.string(), margin: z.string() })).meta({
          description:
            'Gross margins in force, each from its day on; the first also before. None published: 1.',
        }),
      })
      .meta({ description: 'Every parameter that was used.' }),
    rows: z.array(z.object({ ...customerLabels, ...figures })).meta({
      description:
        'By cohort and label; the key is that of `groupBy`. What costs without customers has a row, `(unmapped)` too.',
    }),
    unattributed: z
      .array(z.object(figures))
      .meta({ description: 'By cohort: customers whose journey no touch has credit in.' }),
    totals: z
      .array(z.object(figures))
      .meta({ description: 'By cohort: all customers; rows + unattributed, to the minor unit.' }),
    unconverted: z
      .array(
        z.object({ currency: z.string(), costMinor: minor('In its own currency.'), statements: z.int() }),
      )
      .meta({ description: 'Spend without a rate on its day; in no other figure.' }),
  })
  .meta({ description: 'What customers bring over their lifetime.' });

export type LifetimeValueAnswer = z.infer<typeof LifetimeValueAnswerSchema>;

/** Two customers at 100.00 a month and a margin of 80 %, one of them lost after two months; 180.00 were spent. */
const row = {
  cohort: '2026-Q1',
  ...{ customers: 2, recurringCustomers: 2, customersWithoutRate: 0 },
  realised: {
    marginMinor: '40000',
    perCustomerMinor: '20000',
    months: [
      { month: 0, customers: 2, marginMinor: '16000', perCustomerMinor: '8000' },
      { month: 1, customers: 2, marginMinor: '32000', perCustomerMinor: '16000' },
      { month: 2, customers: 2, marginMinor: '40000', perCustomerMinor: '20000' },
    ],
  },
  recurring: { revenuePerMonthMinor: '10000', marginPerMonthMinor: '8000', revenueChurn: 0.25 },
  formula: { perCustomerMinor: '32000', reason: null },
  survival: {
    ...{ perCustomerMinor: '20000', reason: null, months: 3 },
    curve: [
      { month: 0, atRisk: 2, lost: 0, censored: 0, survival: 1, standardError: 0 },
      { month: 1, atRisk: 2, lost: 0, censored: 0, survival: 1, standardError: 0 },
      { month: 2, atRisk: 2, lost: 1, censored: 1, survival: 0.5, standardError: 0.353553391 },
    ],
  },
  cost: { costMinor: '18000', perCustomerMinor: '9000', reason: null },
  ltvToCac: { realised: 2.2222, formula: 3.5556, survival: 2.2222 },
  payback: { month: 1, reason: null },
};
const linksOf = (of: CustomersNamed['of']) => ({
  links: { customers: customersLink(customerReportExample, 'linear', { of, cohort: '2026-Q1' }) },
});

/** A whole answer, for documents. */
export const lifetimeValueExample: LifetimeValueAnswer = {
  report: {
    ...customerReportExample,
    ...{ cohort: 'quarter', cost: 'loaded', allocate: 'media_share', discount: 0, horizonMonths: 60 },
    ...{ marginSource: 'published', margins: [{ from: '2025-01-01', margin: '0.80' }] },
  },
  rows: [{ channel: 'webinar', ...row, ...linksOf({ groupBy: 'channel', label: 'webinar' }) }],
  unattributed: [],
  totals: [{ ...row, ...linksOf('all') }],
  unconverted: [],
};
