import { noLabel, wholesOf } from '@touchstone/attribution';
import { groupings, type Grouping, type SurvivalPoint } from '@touchstone/economics';
import { z } from 'zod';
import { instant, used, usedExample } from '../attribution/credit-fields.js';
import { usedParameters } from '../attribution/shared-parameters.js';
import { iso } from '../moments.js';
import type { CustomerQuestion } from './customer-questions.js';

const { conversion: _, value: __, models: ___, ...usedOfCredit } = used;

/** Fields that answers about customers say of their question. */
export const customerReport = {
  model: z.string(),
  groupBy: z.enum(groupings),
  ...usedOfCredit,
  from: instant,
  to: instant,
  observedUntil: instant,
  asOf: z.int().meta({ description: 'Log position as of which this is true.' }),
};

export function reportOf({ parameters, customers, sharing }: CustomerQuestion) {
  const { conversion: _, value: __, models, ...credit } = usedParameters(parameters);
  return {
    ...{ ...credit, model: models[0]!, groupBy: sharing.groupBy },
    from: iso(customers.from),
    to: iso(customers.to),
    observedUntil: iso(customers.observedUntil),
    asOf: customers.asOf,
  };
}

const { conversion: _c, value: _v, models: _m, ...example } = usedExample;
/** Values of `customerReport` in examples. */
export const customerReportExample = {
  ...(example as Pick<z.infer<z.ZodObject<typeof customerReport>>, keyof typeof usedOfCredit>),
  ...{ model: 'linear', groupBy: 'channel' as const },
  ...{ from: '2025-12-31T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z' },
  ...{ observedUntil: '2026-04-01T08:00:00.000Z', asOf: 48213 },
};

/** The label of a row; that of `groupBy` is there. */
export const customerLabels = Object.fromEntries(
  groupings.map((grouping) => [grouping, z.string().optional()]),
) as Record<Grouping, z.ZodOptional<z.ZodString>>;

/** `{ channel: 'webinar' }` */
export const labelled = (groupBy: Grouping, label: string): Partial<Record<Grouping, string>> => ({
  [groupBy]: label || noLabel,
});

const share = z.number().min(0).max(1);
const customers = (description: string) => z.number().meta({ description });

export const CurveSchema = z
  .array(
    z.object({
      month: z.int().meta({ description: 'Whole months since acquisition.' }),
      atRisk: customers('Customers who were seen up to this month: what `lost` is a part of.'),
      lost: customers('Lost in this month.'),
      censored: customers('Still there when observation ended: seen for so many whole months.'),
      survival: share.meta({ description: 'Kaplan-Meier: part that is still there after so many months.' }),
      standardError: z.number().nullable().meta({ description: 'By Greenwood’s formula; null: none.' }),
    }),
  )
  .meta({ description: 'Month by month; customers are fractional, to twelve decimals.' });

export type Curve = z.infer<typeof CurveSchema>;

const nine = (number: number) => Math.round(number * 1e9) / 1e9;

/** A part of customers as answers show it. */
export const partOf = (part: number | null) => (part === null ? null : nine(part));

export const curveOf = (points: readonly SurvivalPoint[]): Curve =>
  points.map(({ month, atRisk, lost, censored, survival, standardError }) => ({
    month,
    atRisk: wholesOf(atRisk),
    lost: wholesOf(lost),
    censored: wholesOf(censored),
    survival: nine(survival),
    standardError: partOf(standardError),
  }));
