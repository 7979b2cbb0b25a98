import { funnelBases, funnelStages, leadDimensions, stages, visitFates } from '@touchstone/funnel';
import { z } from 'zod';
import { instant, nextCursor } from '../attribution/credit-fields.js';
import { leadLabels, leadReport } from '../leads/lead-report.js';

const count = z.int();
const ms = z.int().nullable().meta({ description: 'Milliseconds; null where no visit ended.' });

const stage = z.object({
  stage: z.enum(funnelStages),
  entered: count.meta({ description: 'Visits that began in the window; a lead may come more than once.' }),
  advanced: count.meta({ description: 'Ended in a later stage.' }),
  back: count.meta({ description: 'Ended in an earlier stage.' }),
  out: count.meta({ description: 'Ended outside: rejected, disqualified, deal lost.' }),
  still: count.meta({ description: 'Go on at judgedAt.' }),
  conversion: z.number().nullable().meta({
    description:
      'advanced / entered; null where nobody entered, and of customers. By period it may be above 1.',
  }),
  medianMs: ms,
  p90Ms: ms,
  links: z.object({
    leads: z.string().nullable().meta({ description: 'The leads that entered; null of visitors.' }),
  }),
});

const figures = {
  stages: z.array(stage),
  leak: z
    .object({
      stage: z.enum(funnelStages),
      dropped: count.meta({ description: 'Visits that ended in no later stage.' }),
      dropRate: z.number().meta({ description: 'Of all that ended.' }),
    })
    .nullable()
    .meta({ description: 'Where most are lost; null where nobody is.' }),
};

export const FunnelAnswerSchema = z
  .object({
    report: z.object({
      ...leadReport,
      basis: z.enum(funnelBases),
      groupBy: z.array(z.enum(leadDimensions)),
      stagesPosition: count.meta({ description: 'Log position of the stages in force; 0: the default.' }),
    }),
    totals: z.object(figures),
    rows: z.array(z.object({ ...leadLabels, ...figures })),
  })
  .meta({ description: 'The funnel from lead to customer.' });
export type FunnelAnswer = z.infer<typeof FunnelAnswerSchema>;

export const FunnelLeadsAnswerSchema = z
  .object({
    report: z.object({ ...leadReport, basis: z.enum(funnelBases) }),
    leads: z.array(
      z.object({
        leadId: z.string(),
        stage: z.enum(stages),
        at: instant,
        leftAt: instant.nullable(),
        fate: z.enum(visitFates),
        ...{ owner: z.string(), channel: z.string(), campaign: z.string() },
        links: z.object({ lead: z.string() }),
      }),
    ),
    nextCursor,
  })
  .meta({ description: 'The leads behind a number, one row a visit to the stage.' });
export type FunnelLeadsAnswer = z.infer<typeof FunnelLeadsAnswerSchema>;

const report = {
  ...{ from: '2025-12-31T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z', asOf: 48213 },
  ...{ judgedAt: '2026-04-01T00:00:00.000Z', timeZone: 'Europe/Berlin', filters: {} },
  basis: 'cohort' as const,
};
const stageExample = (name: (typeof stages)[number], entered: number, advanced: number, out: number) => ({
  ...{ stage: name, entered, advanced, back: 0, out, still: entered - advanced - out },
  conversion: name === 'customer' ? null : advanced / entered,
  ...{ medianMs: 172_800_000, p90Ms: 604_800_000 },
  links: {
    leads: `/v1/funnel/leads?from=2025-12-31T23%3A00%3A00.000Z&to=2026-03-31T22%3A00%3A00.000Z&asOf=48213&stage=${name}`,
  },
});
const exampleFigures: FunnelAnswer['totals'] = {
  stages: [
    stageExample('lead', 1000, 400, 450),
    stageExample('mql', 400, 240, 120),
    stageExample('sal', 240, 150, 60),
    stageExample('sql', 150, 140, 5),
    stageExample('opportunity', 140, 42, 70),
    { ...stageExample('customer', 42, 0, 0), medianMs: null, p90Ms: null },
  ],
  leak: { stage: 'lead', dropped: 450, dropRate: 450 / 850 },
};

export const funnelExample: FunnelAnswer = {
  report: { ...report, groupBy: ['channel'], stagesPosition: 96 },
  totals: exampleFigures,
  rows: [{ channel: 'webinar', ...exampleFigures }],
};

export const funnelLeadsExample: FunnelLeadsAnswer = {
  report,
  leads: [
    {
      ...{
        leadId: 'L-1001',
        stage: 'mql',
        at: '2026-01-12T08:00:00.000Z',
        leftAt: '2026-01-14T09:30:00.000Z',
      },
      ...{ fate: 'advanced', owner: 'ae-1', channel: 'webinar', campaign: 'spring' },
      links: { lead: '/v1/leads/L-1001?asOf=48213' },
    },
  ],
  nextCursor: null,
};
