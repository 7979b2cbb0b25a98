import { ModelTotalsSchema, periodLengths } from '@touchstone/attribution';
import { z } from 'zod';
import { instant, minor, reason, shares, used, usedExample } from '../attribution/credit-fields.js';

const ModelSchema = z
  .object({
    model: z.string(),
    ...ModelTotalsSchema.shape,
    differenceMinor: minor('CRM less attributed less unattributed. Always 0.'),
    unattributed: z.array(
      z.object({ reason, amountMinor: minor('Amount without credit.'), conversions: shares }),
    ),
  })
  .meta({ description: 'Reconciliation of one model.' });

const PeriodSchema = z.object({
  period: z.string().meta({ description: 'Such as 2026-03, 2026-Q1, 2026-W09, or `all`.' }),
  from: instant,
  to: instant,
  models: z.array(ModelSchema),
  unconverted: z
    .array(
      z.object({ currency: z.string(), amountMinor: minor('In its own currency.'), conversions: z.int() }),
    )
    .meta({ description: 'Conversions without a rate, by their own currency; in no other amount.' }),
  noLonger: z
    .array(
      z.object({
        cause: z
          .string()
          .meta({ description: 'Such as reopened, lost, deleted, or date_changed: it moved.' }),
        conversions: z.int(),
        lastMinor: minor('What they were worth last; in no other figure.'),
        unconverted: z.int().meta({ description: 'How many of them had no rate.' }),
      }),
    )
    .meta({ description: 'What the period held once and does not any more.' }),
  negatives: z
    .object({ conversions: z.int(), valueMinor: minor('Their sum.') })
    .meta({ description: 'Conversions of a negative value; they are in the CRM’s total.' }),
});

export const ReconciliationAnswerSchema = z
  .object({
    report: z
      .object({
        ...used,
        from: instant,
        to: instant,
        period: z.enum(periodLengths),
        asOf: z.int().meta({ description: 'Log position as of which this is true.' }),
      })
      .meta({ description: 'Every parameter that was used.' }),
    periods: z.array(PeriodSchema),
  })
  .meta({ description: 'What the CRM says, and where it went, model by model and period by period.' });

export type ReconciliationAnswer = z.infer<typeof ReconciliationAnswerSchema>;

/** A whole answer, for documents. */
export const reconciliationExample: ReconciliationAnswer = {
  report: {
    ...(usedExample as Pick<ReconciliationAnswer['report'], keyof typeof used>),
    from: '2026-02-28T23:00:00.000Z',
    to: '2026-03-31T22:00:00.000Z',
    period: 'month',
    asOf: 48213,
  },
  periods: [
    {
      period: '2026-03',
      from: '2026-02-28T23:00:00.000Z',
      to: '2026-03-31T22:00:00.000Z',
      models: [
        {
          model: 'linear',
          crmMinor: '1500000',
          attributedMinor: '1250000',
          unattributedMinor: '250000',
          differenceMinor: '0',
          crmConversions: 3,
          attributedConversions: 2,
          unattributedConversions: 1,
          unattributed: [{ reason: 'no_touch', amountMinor: '250000', conversions: 1 }],
        },
      ],
      unconverted: [{ currency: 'USD', amountMinor: '90000', conversions: 1 }],
      noLonger: [{ cause: 'reopened', conversions: 1, lastMinor: '480000', unconverted: 0 }],
      negatives: { conversions: 0, valueMinor: '0' },
    },
  ],
};
