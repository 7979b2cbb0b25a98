import { clockStates, leadDimensions } from '@touchstone/funnel';
import { z } from 'zod';
import { instant, nextCursor } from '../attribution/credit-fields.js';
import { leadLabels, leadReport } from '../leads/lead-report.js';

const count = z.int();
const rate = z
  .number()
  .nullable()
  .meta({ description: 'From 0 to 1; null where there is nothing to divide by.' });
const ms = z.int().nullable().meta({ description: 'Working milliseconds; null where it never happened.' });
const links = z.object({ leads: z.string().meta({ description: 'The leads behind it.' }) });

const clock = z.object({
  clocks: count.meta({ description: 'All that started in the window; the states sum to it.' }),
  met: count,
  breached: count.meta({ description: 'Worked, but too late.' }),
  never_worked: count.meta({ description: 'The time is over and nobody did.' }),
  withdrawn: count.meta({ description: 'Rejected or disqualified in time, without it.' }),
  running: count.meta({ description: 'There is time left at judgedAt.' }),
  metRate: rate.meta({ description: 'met / (met + breached + never_worked).' }),
  links,
});
const delay = z.object({ count, medianMs: ms, p90Ms: ms });

const figures = {
  contact: clock,
  disposition: clock,
  systemDelay: delay.meta({ description: 'From qualification to assignment.' }),
  humanDelay: delay.meta({ description: 'From assignment to the first sales touch.' }),
  decisions: z.object({
    accepted: count,
    rejected: count,
    disqualified: count,
    acceptanceRate: rate.meta({ description: 'accepted / (accepted + rejected).' }),
    links,
  }),
  reasons: z.array(
    z.object({
      outcome: z.enum(['rejected', 'disqualified']),
      reason: z.string(),
      isAgreed: z
        .boolean()
        .meta({ description: 'Among the reasons of the terms; true where they name none.' }),
      leads: count,
      afterContact: count.meta({ description: 'How many of them sales had touched before.' }),
      links,
    }),
  ),
};

const rejectedCost = z.object({
  currency: z.string(),
  paidMinor: z.string().nullable().meta({ description: 'By media alone.' }),
  loadedMinor: z.string().nullable().meta({ description: 'By all costs.' }),
  reason: z.enum(['no_leads', 'no_spend']).nullable().meta({
    description: 'Why there is none: no lead of the window is credited to it, or nothing was spent.',
  }),
});
export type RejectedCost = z.infer<typeof rejectedCost>;

export const SlaAnswerSchema = z
  .object({
    report: z.object({
      ...leadReport,
      groupBy: z.array(z.enum(leadDimensions)),
      terms: z
        .object({
          position: count.meta({ description: 'Log position of the version in force; 0: the default.' }),
          timeZone: z.string().meta({ description: 'Of the business hours.' }),
          contactHours: z.number(),
          highIntentContactHours: z.number(),
          highIntentWithinHours: z.number(),
          dispositionHours: z.number(),
        })
        .meta({ description: 'The agreement that clocks were judged by.' }),
    }),
    totals: z.object(figures),
    rows: z.array(
      z.object({
        ...leadLabels,
        ...figures,
        rejectedCost: rejectedCost.nullable().meta({
          description:
            'The rejected leads at what one lead cost in the window, as costPerLead of /v1/acquisition-cost; null unless rows are by channel, campaign or both.',
        }),
      }),
    ),
  })
  .meta({ description: 'How the service-level agreement was kept.' });
export type SlaAnswer = z.infer<typeof SlaAnswerSchema>;

export const SlaLeadsAnswerSchema = z
  .object({
    report: z.object(leadReport),
    leads: z.array(
      z.object({
        leadId: z.string(),
        at: instant.meta({ description: 'When the clock started, or the decision was taken.' }),
        state: z.string(),
        reason: z.string().nullable(),
        ...{ owner: z.string(), team: z.string(), channel: z.string(), campaign: z.string() },
        isHighIntent: z.boolean().nullable(),
        dueAt: instant.nullable().meta({ description: 'null where it is not within 20 years.' }),
        endedAt: instant.nullable(),
        limitMs: ms,
        elapsedMs: ms,
      }),
    ),
    nextCursor,
  })
  .meta({ description: 'The leads behind a number.' });
export type SlaLeadsAnswer = z.infer<typeof SlaLeadsAnswerSchema>;

const report = {
  from: '2026-02-28T23:00:00.000Z',
  to: '2026-03-31T22:00:00.000Z',
  asOf: 48213,
  judgedAt: '2026-04-01T00:00:00.000Z',
  timeZone: 'Europe/Berlin',
  filters: {},
};
const link = (query: string) => ({
  leads: `/v1/sla/leads?from=2026-02-28T23%3A00%3A00.000Z&to=2026-03-31T22%3A00%3A00.000Z&asOf=48213&${query}`,
});
const states = { met: 61, breached: 14, never_worked: 9, withdrawn: 4, running: 2 } satisfies Record<
  (typeof clockStates)[number],
  number
>;
const exampleFigures: SlaAnswer['totals'] = {
  contact: { clocks: 90, ...states, metRate: 61 / 84, links: link('clock=contact') },
  disposition: { clocks: 90, ...states, metRate: 61 / 84, links: link('clock=disposition') },
  systemDelay: { count: 88, medianMs: 420_000, p90Ms: 5_400_000 },
  humanDelay: { count: 75, medianMs: 9_000_000, p90Ms: 61_200_000 },
  decisions: {
    ...{ accepted: 60, rejected: 20, disqualified: 3, acceptanceRate: 0.75 },
    links: link('clock=decision'),
  },
  reasons: [
    {
      ...{ outcome: 'rejected', reason: 'student', isAgreed: true, leads: 12, afterContact: 1 },
      links: link('clock=decision&state=rejected&reason=student'),
    },
  ],
};

export const slaExample: SlaAnswer = {
  report: {
    ...report,
    groupBy: ['channel'],
    terms: {
      ...{ position: 120, timeZone: 'Europe/Berlin', contactHours: 8, highIntentContactHours: 1 },
      ...{ highIntentWithinHours: 168, dispositionHours: 48 },
    },
  },
  totals: exampleFigures,
  rows: [
    {
      ...{ channel: 'paid-search', ...exampleFigures },
      rejectedCost: { currency: 'EUR', paidMinor: '84000', loadedMinor: '96000', reason: null },
    },
  ],
};

export const slaLeadsExample: SlaLeadsAnswer = {
  report,
  leads: [
    {
      ...{ leadId: 'L-1001', at: '2026-03-02T08:00:00.000Z', state: 'breached', reason: null },
      ...{ owner: 'ae-1', team: 'new-business', channel: 'paid-search', campaign: 'brand-q1' },
      ...{ isHighIntent: true, dueAt: '2026-03-02T09:00:00.000Z', endedAt: '2026-03-02T10:30:00.000Z' },
      ...{ limitMs: 3_600_000, elapsedMs: 9_000_000 },
    },
  ],
  nextCursor: null,
};
