import { traitKinds } from '@touchstone/economics';
import { z } from 'zod';
import { minor } from '../attribution/credit-fields.js';
import { customerReport, customerReportExample } from '../customers/customer-fields.js';

const { model: _, groupBy: __, valueFunction: ___, customModels: ____, ...report } = customerReport;

const count = z.int().min(0);
const having = (whose: string) =>
  z
    .object({
      customers: count,
      share: z
        .number()
        .min(0)
        .max(1)
        .nullable()
        .meta({ description: 'Part of them all; null: there are none.' }),
    })
    .meta({ description: `How many of the ${whose} have it.` });

export const TraitsAnswerSchema = z
  .object({
    report: z
      .object({ ...report, bestPercent: z.number(), limit: z.int() })
      .meta({ description: 'Every parameter that was used.' }),
    kept: z
      .object({ customers: count })
      .meta({ description: 'Those with a subscription who are still there.' }),
    best: z
      .object({
        customers: count,
        fromMarginPerMonthMinor: minor(
          'Gross margin a month of the last of them; null: nobody is kept.',
        ).nullable(),
      })
      .meta({
        description:
          'The best of those: who bring most margin a month, over the months they paid in, ties included.',
      }),
    churned: z
      .object({ customers: count })
      .meta({ description: 'Those whose subscriptions have all ended.' }),
    traits: z
      .array(
        z.object({
          trait: z.enum(traitKinds),
          label: z.string(),
          best: having('best customers'),
          churned: having('churned customers'),
          lift: z.number().nullable().meta({
            description:
              'Share of the best over share of the churned, to four decimals; null: there is none.',
          }),
          reason: z.enum(['no_best', 'no_churned', 'none_of_the_churned']).nullable().meta({
            description: 'Why there is no lift; null: there is.',
          }),
        }),
      )
      .meta({ description: 'By the difference of the two shares, largest first.' }),
  })
  .meta({
    description: 'What the best customers had in common before the deal, against those that churned.',
  });

export type TraitsAnswer = z.infer<typeof TraitsAnswerSchema>;

const {
  model: _m,
  groupBy: _g,
  valueFunction: _v,
  customModels: _c,
  ...reportExample
} = customerReportExample;

/** A whole answer, for documents. */
export const traitsExample: TraitsAnswer = {
  report: { ...reportExample, bestPercent: 25, limit: 20 },
  kept: { customers: 40 },
  best: { customers: 10, fromMarginPerMonthMinor: '80000' },
  churned: { customers: 20 },
  traits: [
    {
      ...{ trait: 'channel', label: 'webinar' },
      best: { customers: 8, share: 0.8 },
      churned: { customers: 4, share: 0.2 },
      ...{ lift: 4, reason: null },
    },
    {
      ...{ trait: 'stage', label: 'Security review' },
      best: { customers: 3, share: 0.3 },
      churned: { customers: 0, share: 0 },
      ...{ lift: null, reason: 'none_of_the_churned' },
    },
  ],
};
