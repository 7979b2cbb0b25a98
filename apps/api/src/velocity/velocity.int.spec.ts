import { describe, expect, it } from '@jest/globals';
import type { CloudEvent } from '@touchstone/contracts';
import { toldApi } from '../told-api.fixture.spec.js';
import { VelocityAnswerSchema, VelocityDealsAnswerSchema } from './velocity-answer.js';

let ids = 0;
const event = (type: string, time: string, data: object): CloudEvent => ({
  ...{
    specversion: '1.0',
    source: 'crm',
    id: `e${++ids}`,
    type: `${type}.v1`,
    time: `${time}T12:00:00Z`,
    data,
  },
});
const deal = (id: string, created: string, amountMinor: number, more: object = {}) =>
  event('deal.created', created, {
    ...{
      dealId: id,
      amount: { amountMinor, currency: 'EUR' },
      stage: 'discovery',
      pipeline: 'new',
      owner: 'ae-1',
    },
    ...{ account: { domain: `${id.toLowerCase()}.example` }, ...more },
  });
const closed = (how: string, id: string, day: string) =>
  event(`deal.${how}`, day, { dealId: id, closedAt: `${day}T12:00:00Z` });
const touch = (id: string, day: string, interaction: string) =>
  event('touchpoint.recorded', day, { person: { email: `x@${id}.example` }, interaction });

/**
 * Q1 2026. Created in it: D-1, D-2, D-3, D-4, D-6 (in dollars). Won: D-1 after 20 days for 1,000.00, D-2 after 40 for
 * 2,000.00; lost: D-3; D-0 was won before. D-4 and D-5 are open, D-5 since November.
 */
const quarter = [
  event('rule.published', '2025-10-01', {
    rule: 'workspace',
    definition: { currency: 'EUR', timeZone: 'UTC' },
  }),
  deal('D-0', '2025-10-01', 50_000),
  closed('won', 'D-0', '2025-12-01'),
  deal('D-5', '2025-11-01', 70_000, { owner: 'ae-2' }),
  touch('d-1', '2026-01-02', 'webinar_attended'),
  touch('d-1', '2026-01-03', 'call'),
  deal('D-1', '2026-01-10', 100_000),
  closed('won', 'D-1', '2026-01-30'),
  touch('d-2', '2026-01-05', 'call'),
  touch('d-2', '2026-01-06', 'email_open'),
  touch('d-2', '2026-01-20', 'form_submit'),
  deal('D-2', '2026-01-10', 200_000),
  closed('won', 'D-2', '2026-02-19'),
  deal('D-3', '2026-02-01', 300_000, { owner: 'ae-2' }),
  closed('lost', 'D-3', '2026-02-11'),
  deal('D-4', '2026-03-20', 400_000),
  // after the quarter: D-8 leaves discovery after 10 days, D-7 after 29, and is won in May
  deal('D-7', '2026-04-02', 100_000, { owner: 'ae-3', pipeline: 'late' }),
  deal('D-8', '2026-04-02', 1_000, { owner: 'ae-3', pipeline: 'late' }),
  deal('D-9', '2026-04-02', 1_000, { owner: 'ae-4', stage: undefined }),
  event('deal.stage_changed', '2026-04-12', { dealId: 'D-8', stage: 'proposal' }),
  event('deal.stage_changed', '2026-05-01', { dealId: 'D-7', stage: 'proposal' }),
  event('deal.amount_changed', '2026-05-02', {
    dealId: 'D-7',
    amount: { amountMinor: 999_000, currency: 'EUR' },
  }),
  closed('won', 'D-7', '2026-05-03'),
  deal('D-6', '2026-03-01', 1, { amount: { amountMinor: 500, currency: 'USD' }, owner: 'ae-2' }),
];

const { answer, get } = toldApi(quarter);

const q1 = 'from=2026-01-01&to=2026-04-01&judgedAt=2026-04-01T12:00:00Z';
const velocity = (query: string) => answer(`/v1/velocity?${query}`, VelocityAnswerSchema);
const deals = (path: string) => answer(path, VelocityDealsAnswerSchema);

describe('GET /v1/velocity', () => {
  it('is 5 opportunities x 2/3 x 1,500.00 / 30 days = 166.67 a day', async () => {
    const { totals } = await velocity(q1);
    expect(totals).toMatchObject({
      ...{
        opportunities: 5,
        won: 2,
        lost: 1,
        winRate: 2 / 3,
        wonMinor: '300000',
        averageDealMinor: '150000',
      },
      ...{ medianCycleDays: 30, p90CycleDays: 38, perDayMinor: '16667', reason: null },
      ...{ open: 3, openMinor: '470000', unconverted: 1 },
    });
    const answer = await velocity('from=2025-10-01&to=2025-11-01&judgedAt=2025-11-15T00:00:00Z');
    expect(answer.totals).toMatchObject({
      ...{
        opportunities: 1,
        winRate: null,
        averageDealMinor: null,
        perDayMinor: null,
        reason: 'no_won_deal',
      },
    });
  });

  it('calls stalled what had no event for longer than nine of ten deals stay in its stage', async () => {
    // visits to discovery that ended: 61, 20, 40 and 10 days; their p90 is 54.7 days. D-5 is silent for 151, D-6 for 31.
    const { totals } = await velocity(q1);
    expect(totals).toMatchObject({ stalled: 1, stalledMinor: '70000' });
    const { deals: stalled } = await deals(totals.links.stalled);
    expect(stalled).toMatchObject([
      { dealId: 'D-5', status: 'open', owner: 'ae-2', activeAt: '2025-11-01T12:00:00.000Z' },
    ]);
    expect(stalled[0]!.stageP90Ms).toBe(54.7 * 86_400_000);
  });

  it('knows stages, activity and closings up to the judgement; amounts are of asOf', async () => {
    const asked = 'from=2026-04-01&to=2026-07-01&owner=ae-3&judgedAt';
    const { totals } = await velocity(`${asked}=2026-04-30`);
    expect(totals).toMatchObject({ open: 2, won: 0, stalled: 1, stalledMinor: '999000' });
    const { deals: stalled } = await deals(totals.links.stalled);
    expect(stalled).toMatchObject([
      {
        ...{ dealId: 'D-7', stage: 'discovery', status: 'open', closedAt: null, valueMinor: '999000' },
        ...{ activeAt: '2026-04-02T12:00:00.000Z', stageP90Ms: 10 * 86_400_000 },
      },
    ]);
    expect((await velocity(`${asked}=2026-05-04`)).totals).toMatchObject({ open: 1, won: 1 });
    const { totals: stageless } = await velocity(asked.replace('ae-3', 'ae-4') + '=2026-04-30');
    expect(stageless).toMatchObject({ open: 1, stalled: 0 });
    expect((await deals(stageless.links.open)).deals).toMatchObject([{ dealId: 'D-9', stage: '(none)' }]);
  });

  it('says what marketing sourced and influenced: by the first eligible touch, and by any', async () => {
    const { totals } = await velocity(q1);
    // D-1: a webinar, then a call. D-2: a call, a mail opened, and a form after the deal was created
    expect(totals.marketing.pipeline).toEqual({
      ...{ deals: 5, valueMinor: '1000000', sourced: 1, sourcedMinor: '100000' },
      ...{ influenced: 1, influencedMinor: '100000' },
    });
    expect(totals.marketing.revenue).toEqual({
      ...{ deals: 2, valueMinor: '300000', sourced: 1, sourcedMinor: '100000' },
      ...{ influenced: 2, influencedMinor: '300000' },
    });
    const short = await velocity(`${q1}&lookbackDays=7`);
    expect(short.totals.marketing.pipeline).toMatchObject({ sourced: 0, influenced: 0 });
  });

  it('by owner, filtered, each number with its deals, page by page', async () => {
    const { rows, totals } = await velocity(`${q1}&groupBy=owner,owner`);
    expect(rows.map(({ owner, opportunities, won, reason }) => [owner, opportunities, won, reason])).toEqual([
      ['ae-1', 3, 2, null],
      ['ae-2', 2, 0, 'no_won_deal'],
    ]);
    for (const row of [totals, ...rows])
      for (const [choice, number] of [
        ['created', row.opportunities],
        ['won', row.won],
        ['lost', row.lost],
        ['open', row.open],
        ['stalled', row.stalled],
        ['unconverted', row.unconverted],
      ] as const)
        expect((await deals(row.links[choice])).deals).toHaveLength(number);
    const first = await deals(`${totals.links.created}&limit=4`);
    const cursor = encodeURIComponent(first.nextCursor!);
    const second = await deals(`${totals.links.created}&limit=4&cursor=${cursor}`);
    expect(second.deals.map(({ dealId }) => dealId)).toEqual(['D-4']);
    expect((await velocity(`${q1}&owner=ae-2`)).totals).toMatchObject({ opportunities: 2, lost: 1 });
    const csv = await get(`/v1/velocity?${q1}&groupBy=owner`).set('accept', 'text/csv').expect(200);
    expect(csv.text.split('\r\n')[0]).toMatch(/^owner,opportunities,won,lost,winRate/);
    await get(totals.links.open).set('accept', 'text/csv').expect(200);
  });

  it.each([
    [`/v1/velocity?${q1}&groupBy=channel`, 'allowed are owner, segment, pipeline'],
    [`/v1/velocity/deals?${q1}&deals=big`, 'allowed are created, won'],
    [`/v1/velocity?${q1}&lookbackDays=0`, 'lookbackDays'],
    [`/v1/velocity?${q1}&currency=USD`, 'currency: allowed is EUR, the workspace’s'],
    [`/v1/velocity/deals?${q1}&currency=USD`, 'publish the rule workspace'],
  ])('%s is answered with what is allowed', async (path, text) => {
    expect((await get(path).expect(400)).body.detail).toContain(text);
  });
});
