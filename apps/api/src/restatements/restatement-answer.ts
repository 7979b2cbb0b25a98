import { AttributionAnswerSchema } from '@touchstone/attribution';
import { z } from 'zod';
import {
  instant,
  labels,
  minor,
  nextCursor,
  reason,
  shares,
  used,
  usedExample,
} from '../attribution/credit-fields.js';
import {
  DifferenceReasonSchema,
  DifferenceRowSchema,
  DifferenceTotalsSchema,
} from './restatement-figures.js';
import { SpendRestatementSchema, spendRestatementExample } from './spend-restatement.js';

const { groupBy, filters } = AttributionAnswerSchema.shape.report.shape;

const StateSchema = z
  .object({
    convertedAt: instant,
    amountMinor: minor('In minor units of `currency`.'),
    currency: z.string(),
    valueMinor: minor('In the report’s currency; null: no rate.').nullable(),
  })
  .nullable()
  .meta({ description: 'null: no conversion of the window.' });

const ChangeSchema = z
  .object({
    conversionId: z.string(),
    version: z.int().meta({ description: 'Log position since which the new figures stand.' }),
    cause: z
      .string()
      .meta({ description: 'Such as late_touch, identity_linked, amount_changed, rate, rule.' }),
    causeEventId: z.string().meta({ description: 'Event behind it; empty: none of its own.' }),
    causePosition: z.int().meta({ description: 'Log position of that event; 0: none.' }),
    before: StateSchema,
    after: StateSchema,
    credits: z
      .array(
        z.object({
          model: z.string(),
          ...labels,
          reason: reason.nullable().meta({ description: 'Why it is unattributed; null: it is credit.' }),
          oldMinor: minor('Before.'),
          newMinor: minor('After.'),
          oldConversions: shares,
          newConversions: shares,
        }),
      )
      .meta({ description: 'What changed; what did not is left out.' }),
  })
  .meta({ description: 'One change of one conversion, by one event.' });

const CauseSchema = z
  .object({
    cause: z.string(),
    changes: z.int().meta({ description: 'Changes of conversions by this cause.' }),
    rows: z.array(DifferenceRowSchema),
    unattributed: z.array(DifferenceReasonSchema),
    totals: z.record(z.string(), DifferenceTotalsSchema),
  })
  .meta({ description: 'What one cause did. All causes sum to the whole.' });

export const RestatementAnswerSchema = z
  .object({
    report: z
      .object({
        ...used,
        groupBy,
        filters,
        fromPosition: z.int(),
        toPosition: z.int(),
        window: z
          .object({ from: instant, to: instant })
          .nullable()
          .meta({ description: 'Window of conversions; null: all.' }),
        parametersAsOf: z.int().meta({
          description:
            'Both reports use the parameters of this position: currency, zone, defaults and custom models.',
        }),
      })
      .meta({ description: 'Every parameter that was used.' }),
    totals: z.record(z.string(), DifferenceTotalsSchema).meta({ description: 'By model.' }),
    rows: z.array(DifferenceRowSchema),
    unattributed: z.array(DifferenceReasonSchema),
    causes: z.array(CauseSchema),
    changes: z
      .array(ChangeSchema)
      .meta({ description: 'A page of changes, by conversion, then in order of the log.' }),
    nextCursor,
    spend: SpendRestatementSchema,
  })
  .meta({
    description:
      'What changed between two positions. Totals, rows and causes are whole on every page, and are exactly the report at `toPosition` less the report at `fromPosition`.',
  });

export type RestatementAnswer = z.infer<typeof RestatementAnswerSchema>;

const totals = {
  attributedMinor: '0',
  unattributedMinor: '0',
  crmMinor: '0',
  attributedConversions: 0,
  unattributedConversions: 0,
  crmConversions: 0,
};
const rows = [
  { model: 'linear', channel: 'paid-search', creditMinor: '-5000', conversions: -0.5 },
  { model: 'linear', channel: 'webinar', creditMinor: '5000', conversions: 0.5 },
];

/** A whole answer, for documents. */
export const restatementExample: RestatementAnswer = {
  report: {
    ...(usedExample as Pick<RestatementAnswer['report'], keyof typeof used>),
    groupBy: ['channel'],
    filters: {},
    fromPosition: 41200,
    toPosition: 48213,
    window: { from: '2025-12-31T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z' },
    parametersAsOf: 48213,
  },
  totals: { linear: totals },
  rows,
  unattributed: [],
  causes: [{ cause: 'late_touch', changes: 1, rows, unattributed: [], totals: { linear: totals } }],
  changes: [
    {
      conversionId: 'D-7',
      version: 47100,
      cause: 'late_touch',
      causeEventId: 'w-31',
      causePosition: 47098,
      before: {
        convertedAt: '2026-03-31T21:59:59.999Z',
        amountMinor: '10000',
        currency: 'EUR',
        valueMinor: '10000',
      },
      after: {
        convertedAt: '2026-03-31T21:59:59.999Z',
        amountMinor: '10000',
        currency: 'EUR',
        valueMinor: '10000',
      },
      credits: [
        {
          ...{ model: 'linear', channel: 'paid-search', reason: null },
          ...{ oldMinor: '10000', newMinor: '5000', oldConversions: 1, newConversions: 0.5 },
        },
        {
          ...{ model: 'linear', channel: 'webinar', reason: null },
          ...{ oldMinor: '0', newMinor: '5000', oldConversions: 0, newConversions: 0.5 },
        },
      ],
    },
  ],
  nextCursor: null,
  spend: spendRestatementExample,
};
