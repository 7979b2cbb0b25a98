import { clockStates, stages } from '@touchstone/funnel';
import { z } from 'zod';
import { instant, nextCursor } from '../attribution/credit-fields.js';

const ms = z.int().meta({ description: 'Working milliseconds.' });
const judged = {
  asOf: z.int().meta({ description: 'Log position as of which this is true.' }),
  judgedAt: instant,
};

const clock = z.object({
  state: z.enum(clockStates),
  startedAt: instant,
  dueAt: instant.nullable().meta({ description: 'null where it is not within 20 years.' }),
  endedAt: instant.nullable(),
  limitMs: ms,
  elapsedMs: ms.nullable(),
});

export const LeadAnswerSchema = z
  .object({
    ...judged,
    leadId: z.string(),
    version: z.int().meta({ description: 'Log position as of which it is as it is.' }),
    createdAt: instant,
    status: z.string().meta({
      description:
        'As of asOf, like owner, segment, account and deal; history, stages, intents, touches and lives end at judgedAt.',
    }),
    ...{ owner: z.string().nullable(), segment: z.string().nullable(), accountId: z.string().nullable() },
    ...{ person: z.string().nullable(), dealId: z.string().nullable() },
    origin: z
      .object({
        ...{ firstChannel: z.string().nullable(), firstCampaign: z.string().nullable() },
        ...{ channel: z.string().nullable(), campaign: z.string().nullable() },
        ...{ source: z.string().nullable(), medium: z.string().nullable() },
      })
      .meta({ description: 'First touch, and last that is not direct, at or before creation.' }),
    history: z
      .array(
        z.object({
          ...{ status: z.string(), at: instant, position: z.int() },
          ...{ owner: z.string().nullable(), reason: z.string().nullable() },
        }),
      )
      .meta({ description: 'Its creation, statuses and assignments, with the events’ places in the log.' }),
    stages: z
      .array(
        z.object({
          stage: z.enum(stages),
          at: instant,
          leftAt: instant.nullable(),
          rule: z.string().meta({ description: 'Criterion that put it there.' }),
          events: z.array(z.string()).meta({ description: 'Ids of the events that made it hold.' }),
        }),
      )
      .meta({ description: 'Visits to stages, by moment.' }),
    score: z.object({
      score: z.number().meta({ description: 'Decayed to judgedAt; the sum of what points are worth.' }),
      points: z.array(
        z.object({
          ...{ rule: z.string(), at: instant, eventId: z.string(), points: z.int() },
          worth: z.number().meta({ description: 'Decayed to judgedAt.' }),
        }),
      ),
    }),
    intents: z.array(z.object({ rule: z.string(), at: instant })),
    salesTouches: z.array(instant).meta({ description: 'When sales touched the person, from creation on.' }),
    lives: z
      .array(
        z.object({
          ...{ from: instant, owner: z.string().nullable(), isHighIntent: z.boolean() },
          outcome: z.string().nullable(),
          contact: clock
            .nullable()
            .meta({ description: 'null: it was assigned, and so started, after judgedAt.' }),
          disposition: clock.nullable(),
          systemDelayMs: ms.nullable(),
          humanDelayMs: ms.nullable(),
        }),
      )
      .meta({ description: 'Clocks of the agreement, of each life in which it was assigned or qualified.' }),
  })
  .meta({ description: 'A lead, and why it is where it is.' });
export type LeadAnswer = z.infer<typeof LeadAnswerSchema>;

export const LeadsAnswerSchema = z
  .object({
    report: z.object(judged),
    leads: z.array(
      z.object({
        ...{ leadId: z.string(), createdAt: instant, status: z.string() },
        stage: z.enum(stages).nullable().meta({ description: 'null: out of the funnel.' }),
        score: z.number(),
        intentAt: instant.nullable().meta({ description: 'Newest intent, of the rule asked for.' }),
        ...{ owner: z.string(), channel: z.string(), campaign: z.string(), segment: z.string() },
        links: z.object({ lead: z.string() }),
      }),
    ),
    nextCursor,
  })
  .meta({ description: 'Leads by score, the highest first.' });
export type LeadsAnswer = z.infer<typeof LeadsAnswerSchema>;

const at = (time: string) => `2026-01-${time}:00.000Z`;
const judgedExample = { asOf: 48213, judgedAt: '2026-02-01T00:00:00.000Z' };

export const leadExample: LeadAnswer = {
  ...judgedExample,
  ...{ leadId: 'L-1001', version: 48001, createdAt: at('12T08:00'), status: 'accepted' },
  ...{ owner: 'ae-1', segment: 'enterprise', accountId: 'acc_5f2c', person: 'per_81aa', dealId: null },
  origin: {
    ...{ firstChannel: 'webinar', firstCampaign: 'spring', channel: 'paid-search', campaign: 'brand-q1' },
    ...{ source: 'google', medium: 'cpc' },
  },
  history: [{ status: 'new', at: at('12T08:00'), position: 47120, owner: null, reason: null }],
  stages: [
    { stage: 'lead', at: at('12T08:00'), leftAt: at('14T09:30'), rule: 'created', events: ['lead-1'] },
    { stage: 'mql', at: at('14T09:30'), leftAt: null, rule: 'crm-qualified', events: ['lead-2'] },
  ],
  score: {
    score: 7.5,
    points: [{ rule: 'form', at: at('19T14:00'), eventId: 'web-77', points: 10, worth: 7.5 }],
  },
  intents: [{ rule: 'pricing-page', at: at('13T10:00') }],
  salesTouches: [at('14T11:00')],
  lives: [
    {
      ...{ from: at('12T08:00'), owner: 'ae-1', isHighIntent: true, outcome: null },
      contact: {
        ...{ state: 'breached', startedAt: at('14T09:45'), dueAt: at('14T10:45'), endedAt: at('14T11:00') },
        ...{ limitMs: 3_600_000, elapsedMs: 4_500_000 },
      },
      disposition: null,
      ...{ systemDelayMs: 900_000, humanDelayMs: 4_500_000 },
    },
  ],
};

export const leadsExample: LeadsAnswer = {
  report: judgedExample,
  leads: [
    {
      ...{ leadId: 'L-1001', createdAt: at('12T08:00'), status: 'qualified', stage: 'mql', score: 47.5 },
      ...{ intentAt: at('13T10:00'), owner: 'ae-1', channel: 'webinar', campaign: 'spring' },
      ...{ segment: 'enterprise', links: { lead: '/v1/leads/L-1001?asOf=48213' } },
    },
  ],
  nextCursor: null,
};
