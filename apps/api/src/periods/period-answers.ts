import { AttributionAnswerSchema, ModelTotalsSchema } from '@touchstone/attribution';
import { PeriodNameSchema } from '@touchstone/contracts';
import { z } from 'zod';
import { instant, labels, minor, reason, shares, used, usedExample } from '../attribution/credit-fields.js';
import {
  DifferenceReasonSchema,
  DifferenceRowSchema,
  DifferenceTotalsSchema,
} from '../restatements/restatement-figures.js';

const { groupBy, filters } = AttributionAnswerSchema.shape.report.shape;

export const ClosingSchema = z
  .object({
    period: PeriodNameSchema,
    closing: z
      .int()
      .meta({ description: '1 for the first closing of the period; each replaces the one before.' }),
    position: z.int().meta({ description: 'Log position that it is closed at.' }),
    from: instant.meta({ description: 'Start of the period, in.' }),
    to: instant.meta({ description: 'End of the period, out.' }),
    closedAt: instant,
    note: z.string().nullable(),
    eventId: z.string().meta({ description: 'The event in the log that closed it.' }),
  })
  .meta({ description: 'A closing of a period.' });

export const PeriodsSchema = z
  .object({ periods: z.array(ClosingSchema) })
  .meta({ description: 'The closing in force of every closed period, in order of time.' });

const beside = {
  closedMinor: minor('As it was closed.'),
  nowMinor: minor('As it stands.'),
  differenceMinor: minor('Now less closed.'),
  closedConversions: shares,
  nowConversions: shares,
};

export const PeriodAnswerSchema = z
  .object({
    closing: ClosingSchema,
    history: z.array(ClosingSchema).meta({ description: 'The closings before, newest first.' }),
    report: z
      .object({
        ...used,
        groupBy,
        filters,
        closedPosition: z.int(),
        nowPosition: z.int(),
        parametersAsOf: z.int().meta({
          description:
            'Both are measured by what was in force at this position, so that closed figures stand still.',
        }),
        explained: z
          .array(z.string())
          .meta({ description: 'Models that `causes` explain; those that are learned have no causes.' }),
      })
      .meta({ description: 'Every parameter that was used.' }),
    totals: z
      .record(
        z.string(),
        z.object({ closed: ModelTotalsSchema, now: ModelTotalsSchema, difference: DifferenceTotalsSchema }),
      )
      .meta({ description: 'By model.' }),
    rows: z.array(
      z.object({
        model: z.string(),
        ...labels,
        ...beside,
      }),
    ),
    unattributed: z.array(z.object({ model: z.string(), reason, ...beside })),
    causes: z
      .array(
        z.object({
          cause: z.string(),
          changes: z.int(),
          rows: z.array(DifferenceRowSchema),
          unattributed: z.array(DifferenceReasonSchema),
          totals: z.record(z.string(), DifferenceTotalsSchema),
        }),
      )
      .meta({ description: 'What made the difference: all causes sum to it, row by row.' }),
  })
  .meta({ description: 'A closed period beside what stands now, the difference explained.' });

export type PeriodAnswer = z.infer<typeof PeriodAnswerSchema>;

export const closingExample: z.infer<typeof ClosingSchema> = {
  period: '2026-03',
  closing: 1,
  position: 41200,
  from: '2026-02-28T23:00:00.000Z',
  to: '2026-03-31T22:00:00.000Z',
  closedAt: '2026-04-07T09:00:00.000Z',
  note: 'Reported to the board.',
  eventId: '0b2c7f38-9a55-4c7b-8f86-0a1f6f1c9f10',
};

const totals = {
  attributedMinor: '1250000',
  unattributedMinor: '250000',
  crmMinor: '1500000',
  attributedConversions: 2,
  unattributedConversions: 1,
  crmConversions: 3,
};
const difference = {
  attributedMinor: '100000',
  unattributedMinor: '0',
  crmMinor: '100000',
  attributedConversions: 0,
  unattributedConversions: 0,
  crmConversions: 0,
};

const change = { model: 'linear', channel: 'webinar', creditMinor: '100000', conversions: 0 };

/** A whole answer, for documents. */
export const periodExample: PeriodAnswer = {
  closing: closingExample,
  history: [],
  report: {
    ...(usedExample as Pick<PeriodAnswer['report'], keyof typeof used>),
    groupBy: ['channel'],
    filters: {},
    closedPosition: 41200,
    nowPosition: 48213,
    parametersAsOf: 41200,
    explained: ['linear'],
  },
  totals: {
    linear: {
      closed: totals,
      now: { ...totals, attributedMinor: '1350000', crmMinor: '1600000' },
      difference,
    },
  },
  rows: [
    {
      ...{ model: 'linear', channel: 'webinar', closedMinor: '1250000', nowMinor: '1350000' },
      ...{ differenceMinor: '100000', closedConversions: 2, nowConversions: 2 },
    },
  ],
  unattributed: [
    {
      ...{ model: 'linear', reason: 'no_touch', closedMinor: '250000', nowMinor: '250000' },
      ...{ differenceMinor: '0', closedConversions: 1, nowConversions: 1 },
    },
  ],
  causes: [
    {
      cause: 'amount_changed',
      changes: 1,
      rows: [change],
      unattributed: [],
      totals: { linear: difference },
    },
  ],
};
