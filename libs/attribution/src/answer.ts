import { CurrencySchema, InstantSchema } from '@touchstone/contracts';
import { conversionKinds } from '@touchstone/timeline';
import { z } from 'zod';
import { models } from './models.js';
import { dimensions, scopes, touchScopes, values } from './parameters.js';
import { reasons } from './query.js';

const minor = (description: string) =>
  z
    .string()
    .regex(/^-?\d+$/)
    .meta({ description, examples: ['1250000'] });
const model = z.enum(models);
const shares = z.number().meta({ description: 'Sum of shares of conversions; fractional.' });

export const AttributionRowSchema = z
  .object({
    model,
    ...Object.fromEntries(dimensions.map((dimension) => [dimension, z.string().optional()])),
    creditMinor: minor(
      'Credit in minor units of the report’s currency; 0 for conversions that are only counted.',
    ),
    conversions: shares,
  })
  .meta({
    description:
      'Credit of one group by one model; the keys are those of `groupBy`, `(none)` where a touch has none.',
  });

export const ModelTotalsSchema = z
  .object({
    attributedMinor: minor('Sum of the credit of all rows.'),
    unattributedMinor: minor('Sum of what got no credit, all reasons.'),
    crmMinor: minor(
      'Value of the same conversions, summed without any model. Always attributed + unattributed.',
    ),
    attributedConversions: shares,
    unattributedConversions: shares,
    crmConversions: z.int(),
  })
  .meta({ description: 'Reconciliation of one model.' });

export const AttributionAnswerSchema = z
  .object({
    report: z
      .object({
        models: z.array(model),
        groupBy: z.array(z.enum(dimensions)),
        from: InstantSchema,
        to: InstantSchema,
        conversion: z.enum(conversionKinds),
        lookbackDays: z.number().nullable().meta({ description: 'null: none, all touches.' }),
        scope: z.enum(scopes),
        touchScope: z.enum(touchScopes),
        countViews: z.boolean(),
        halfLifeDays: z.number(),
        value: z.enum([...values, 'count']),
        asOf: z.int().meta({ description: 'Log position as of which this is true.' }),
        currency: CurrencySchema,
        timeZone: z.string().meta({ description: 'Zone of `month` and of bare days.' }),
      })
      .meta({ description: 'Every parameter that was used.' }),
    rows: z.array(AttributionRowSchema),
    unattributed: z
      .array(
        z.object({
          model,
          reason: z.enum(reasons),
          amountMinor: minor('Amount without credit.'),
          conversions: shares,
        }),
      )
      .meta({
        description: 'What got no credit and why. Unconverted amounts are 0 here: see `unconverted`.',
      }),
    unconverted: z
      .array(
        z.object({ currency: z.string(), amountMinor: minor('In its own currency.'), conversions: z.int() }),
      )
      .meta({
        description: 'Conversions without a rate to the report’s currency, by their own; in no other figure.',
      }),
    totals: z.record(z.string(), ModelTotalsSchema).meta({ description: 'Reconciliation by model.' }),
  })
  .meta({ description: 'An attribution report.' });

export type AttributionRow = {
  model: (typeof models)[number];
  creditMinor: string;
  conversions: number;
} & Partial<Record<(typeof dimensions)[number], string>>;
export type ModelTotals = z.infer<typeof ModelTotalsSchema>;
export type AttributionAnswer = Omit<z.infer<typeof AttributionAnswerSchema>, 'rows'> & {
  rows: AttributionRow[];
};

/** A whole answer, for documents. */
export const attributionExample: AttributionAnswer = {
  report: {
    models: ['linear'],
    groupBy: ['channel'],
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-04-01T00:00:00.000Z',
    conversion: 'deal.won',
    lookbackDays: 90,
    scope: 'account',
    touchScope: 'marketing',
    countViews: false,
    halfLifeDays: 7,
    value: 'latest',
    asOf: 48213,
    currency: 'EUR',
    timeZone: 'UTC',
  },
  rows: [
    { model: 'linear', channel: 'paid-search', creditMinor: '833334', conversions: 1.333333333 },
    { model: 'linear', channel: 'webinar', creditMinor: '416666', conversions: 0.666666667 },
  ],
  unattributed: [{ model: 'linear', reason: 'no_touch', amountMinor: '250000', conversions: 1 }],
  unconverted: [],
  totals: {
    linear: {
      attributedMinor: '1250000',
      unattributedMinor: '250000',
      crmMinor: '1500000',
      attributedConversions: 2,
      unattributedConversions: 1,
      crmConversions: 3,
    },
  },
};
