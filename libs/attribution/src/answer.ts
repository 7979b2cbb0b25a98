import { CurrencySchema, InstantSchema } from '@touchstone/contracts';
import { conversionKinds } from '@touchstone/timeline';
import { z } from 'zod';
import { CustomModelSchema } from './custom-model.js';
import { LearnedDetailsSchema } from './details.js';
import { dimensions, type Dimension } from './dimensions.js';
import { reasons } from './journeys-sql.js';
import { models, type Model } from './models.js';
import { reportModels, scopes, touchScopes, valueFunctions, values, type ReportModel } from './parameters.js';

const minor = (description: string) =>
  z
    .string()
    .regex(/^-?\d+$/)
    .meta({ description, examples: ['1250000'] });
const customName = z.templateLiteral(['custom:', z.string()]);
const model = z.union([z.enum([...models, 'custom']), customName]).meta({ description: 'Model.' });
const reportModel = z.union([z.enum([...reportModels, 'custom']), customName]);
const shares = z.number().meta({ description: 'Sum of shares of conversions; fractional.' });
const labels = Object.fromEntries(dimensions.map((dimension) => [dimension, z.string().optional()]));
const keys = 'the keys are those of `groupBy`, `(none)` where there is no label';

export const AttributionRowSchema = z
  .object({
    model,
    ...labels,
    creditMinor: minor(
      'Credit in minor units of the report’s currency; 0 for conversions that are only counted.',
    ),
    conversions: shares,
  })
  .meta({ description: `Credit of one group by one model; ${keys}.` });

export const InfluencedSchema = z
  .object({
    rows: z.array(
      z
        .object({
          kind: z.literal('influenced'),
          ...labels,
          influencedMinor: minor('Whole value of all conversions that the group has a touch of.'),
          conversions: z.int().meta({ description: 'Number of those conversions.' }),
        })
        .meta({ description: `What one group had a part in; ${keys}.` }),
    ),
    touchedMinor: minor('Value of the conversions that have a touch, each once.'),
    touchedConversions: z.int(),
    crmMinor: minor('Value of all conversions of the report.'),
    crmConversions: z.int(),
  })
  .meta({
    description:
      'Model `influenced`: a conversion counts in full for every label it has a touch of. This is not revenue, and its rows never sum to anything.',
  });

export const ModelTotalsSchema = z
  .object({
    attributedMinor: minor('Sum of the credit of all touches, also of those a filter on touches leaves out.'),
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
        models: z.array(reportModel),
        customModels: z
          .record(z.string(), CustomModelSchema)
          .meta({ description: 'Custom models of the report, by the name that `models` has for them.' }),
        groupBy: z.array(z.enum(dimensions)),
        filters: z.partialRecord(z.enum(dimensions), z.array(z.string())).meta({
          description:
            'Labels kept. Those on conversions choose the conversions, the CRM’s total with them; those on touches choose rows alone: credit is that of whole journeys, and totals stay whole.',
        }),
        from: InstantSchema,
        to: InstantSchema,
        conversion: z.enum(conversionKinds),
        lookbackDays: z.number().nullable().meta({ description: 'null: none, all touches.' }),
        scope: z.enum(scopes),
        touchScope: z.enum(touchScopes),
        countViews: z.boolean(),
        halfLifeDays: z.number(),
        valueFunction: z.enum(valueFunctions),
        value: z.enum([...values, 'count']),
        asOf: z.int().meta({ description: 'Log position as of which this is true.' }),
        currency: CurrencySchema,
        timeZone: z.string().meta({ description: 'Zone of months, weeks and bare days.' }),
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
    totals: z
      .record(z.string(), ModelTotalsSchema)
      .meta({ description: 'Reconciliation by model; `influenced` has none.' }),
    influenced: InfluencedSchema.optional(),
    details: LearnedDetailsSchema.optional(),
  })
  .meta({ description: 'An attribution report.' });

type Labels = Partial<Record<Dimension, string>>;
export type AttributionRow = { model: Model; creditMinor: string; conversions: number } & Labels;
export type InfluencedRow = { kind: 'influenced'; influencedMinor: string; conversions: number } & Labels;
export type Influenced = Omit<z.infer<typeof InfluencedSchema>, 'rows'> & { rows: InfluencedRow[] };
export type ModelTotals = z.infer<typeof ModelTotalsSchema>;
type ParsedAnswer = z.infer<typeof AttributionAnswerSchema>;
export type AttributionAnswer = Omit<ParsedAnswer, 'rows' | 'influenced' | 'report'> & {
  report: Omit<ParsedAnswer['report'], 'models'> & { models: ReportModel[] };
  rows: AttributionRow[];
  influenced?: Influenced;
};

/** A whole answer, for documents. */
export const attributionExample: AttributionAnswer = {
  report: {
    models: ['linear'],
    customModels: {},
    groupBy: ['channel'],
    filters: {},
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-04-01T00:00:00.000Z',
    conversion: 'deal.won',
    lookbackDays: 90,
    scope: 'account',
    touchScope: 'marketing',
    countViews: false,
    halfLifeDays: 7,
    valueFunction: 'revenue',
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
