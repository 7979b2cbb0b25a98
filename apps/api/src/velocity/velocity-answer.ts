import { dealChoices, dealDimensions } from '@touchstone/funnel';
import { z } from 'zod';
import { instant, minor, nextCursor } from '../attribution/credit-fields.js';

const count = z.int();
const money = minor('In minor units of the currency of the report.');
const days = z.number().nullable().meta({ description: 'Days of 24 h; null where no deal was won.' });

const sourced = z.object({
  deals: count,
  valueMinor: money,
  sourced: count.meta({ description: 'First eligible touch is marketing.' }),
  sourcedMinor: money,
  influenced: count.meta({ description: 'Any eligible touch is marketing.' }),
  influencedMinor: money,
});

const figures = {
  opportunities: count.meta({ description: 'Deals created in the window.' }),
  won: count.meta({ description: 'Closed in the window.' }),
  lost: count,
  winRate: z.number().nullable().meta({ description: 'won / (won + lost); null where none closed.' }),
  wonMinor: money,
  averageDealMinor: money
    .nullable()
    .meta({ description: 'Of won deals with a rate; halves to the even one.' }),
  medianCycleDays: days,
  p90CycleDays: days,
  perDayMinor: money.nullable().meta({
    description: 'opportunities x winRate x average deal / median cycle days, of the exact parts.',
  }),
  reason: z
    .enum(['no_won_deal', 'no_amount', 'no_cycle'])
    .nullable()
    .meta({ description: 'Why there is no product: nothing won, no rate, or won at once.' }),
  open: count.meta({ description: 'Open at judgedAt.' }),
  openMinor: money.meta({ description: 'At the amounts of asOf.' }),
  stalled: count.meta({
    description: 'Open without an event of their own for longer than nine of ten deals stay in their stage.',
  }),
  stalledMinor: money,
  unconverted: count.meta({ description: 'Deals without a rate: in counts, in no amount.' }),
  marketing: z
    .object({
      pipeline: sourced.meta({ description: 'Deals created in the window.' }),
      revenue: sourced.meta({ description: 'Deals won in the window.' }),
    })
    .meta({ description: 'What marketing had to do with deals, by touches within the lookback.' }),
  links: z.object(
    Object.fromEntries(dealChoices.map((choice) => [choice, z.string()])) as Record<
      (typeof dealChoices)[number],
      z.ZodString
    >,
  ),
};

const report = {
  from: instant,
  to: instant,
  asOf: count.meta({ description: 'Log position as of which this is true.' }),
  judgedAt: instant,
  timeZone: z.string(),
  currency: z.string(),
  lookbackDays: z.number().nullable().meta({ description: 'null: touches of whatever age.' }),
  scope: z.enum(['account', 'contacts', 'primary']),
  filters: z.partialRecord(z.enum(dealDimensions), z.array(z.string())),
};
const labels = Object.fromEntries(dealDimensions.map((name) => [name, z.string().optional()])) as Record<
  (typeof dealDimensions)[number],
  z.ZodOptional<z.ZodString>
>;

export const VelocityAnswerSchema = z
  .object({
    report: z.object({ ...report, groupBy: z.array(z.enum(dealDimensions)) }),
    totals: z.object(figures),
    rows: z.array(z.object({ ...labels, ...figures })),
  })
  .meta({ description: 'How fast the pipeline earns.' });
export type VelocityAnswer = z.infer<typeof VelocityAnswerSchema>;

export const VelocityDealsAnswerSchema = z
  .object({
    report: z.object(report),
    deals: z.array(
      z.object({
        ...{ dealId: z.string(), createdAt: instant, closedAt: instant.nullable(), status: z.string() },
        stage: z.string().meta({ description: 'At judgedAt.' }),
        valueMinor: money.nullable().meta({ description: 'As of asOf.' }),
        activeAt: instant.meta({
          description:
            'Newest event by judgedAt; where one came after it, the newest entry into a stage by then, else the creation.',
        }),
        stageP90Ms: count.nullable().meta({
          description:
            'Milliseconds that nine of ten deals stay in this stage at most; null: none has left it.',
        }),
        ...{ owner: z.string(), pipeline: z.string(), segment: z.string() },
      }),
    ),
    nextCursor,
  })
  .meta({ description: 'The deals behind a number.' });
export type VelocityDealsAnswer = z.infer<typeof VelocityDealsAnswerSchema>;

const reportExample: VelocityDealsAnswer['report'] = {
  ...{ from: '2025-12-31T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z', asOf: 48213 },
  ...{ judgedAt: '2026-04-01T00:00:00.000Z', timeZone: 'Europe/Berlin', currency: 'EUR' },
  ...{ lookbackDays: 90, scope: 'account', filters: {} },
};
const path =
  '/v1/velocity/deals?from=2025-12-31T23%3A00%3A00.000Z&to=2026-03-31T22%3A00%3A00.000Z&asOf=48213';
const exampleFigures: VelocityAnswer['totals'] = {
  ...{ opportunities: 100, won: 30, lost: 90, winRate: 0.25, wonMinor: '30000000' },
  ...{ averageDealMinor: '1000000', medianCycleDays: 50, p90CycleDays: 120, perDayMinor: '500000' },
  ...{ reason: null, open: 64, openMinor: '71000000', stalled: 9, stalledMinor: '8200000', unconverted: 0 },
  marketing: {
    pipeline: {
      ...{ deals: 100, valueMinor: '110000000', sourced: 60, sourcedMinor: '58000000' },
      ...{ influenced: 82, influencedMinor: '93000000' },
    },
    revenue: {
      ...{ deals: 30, valueMinor: '30000000', sourced: 19, sourcedMinor: '17500000' },
      ...{ influenced: 27, influencedMinor: '28000000' },
    },
  },
  links: Object.fromEntries(
    dealChoices.map((choice) => [choice, `${path}&deals=${choice}`]),
  ) as VelocityAnswer['totals']['links'],
};

export const velocityExample: VelocityAnswer = {
  report: { ...reportExample, groupBy: ['pipeline'] },
  totals: exampleFigures,
  rows: [{ pipeline: 'new-business', ...exampleFigures }],
};

export const velocityDealsExample: VelocityDealsAnswer = {
  report: reportExample,
  deals: [
    {
      ...{ dealId: 'D-7', createdAt: '2026-01-12T08:00:00.000Z', closedAt: null, status: 'open' },
      ...{ stage: 'proposal', valueMinor: '1250000', activeAt: '2026-02-01T10:00:00.000Z' },
      ...{ stageP90Ms: 1_814_400_000, owner: 'ae-1', pipeline: 'new-business', segment: 'enterprise' },
    },
  ],
  nextCursor: null,
};
