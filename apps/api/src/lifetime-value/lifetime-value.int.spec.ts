import { describe, expect, it } from '@jest/globals';
import { toldApi } from '../told-api.fixture.spec.js';
import { beforeChurn, customerStory } from '../customers/customers.fixture.spec.js';
import { type LifetimeValueAnswer, LifetimeValueAnswerSchema } from './lifetime-value-answer.js';

const { answer, csv, errors, keyOf } = toldApi(customerStory);

/** Four months have ended. */
const quarter = 'from=2025-01-01&to=2025-04-01&observedUntil=2025-05-01';
const values = (query: string, key?: string) =>
  answer(`/v1/lifetime-value?${query}`, LifetimeValueAnswerSchema, key);
type Row = LifetimeValueAnswer['totals'][number];
const monthsOf = ({ realised }: Row) =>
  realised.months.map(({ customers, marginMinor, perCustomerMinor }) => [
    customers,
    Number(marginMinor),
    Number(perCustomerMinor),
  ]);

describe('GET /v1/lifetime-value', () => {
  it('tells what customers brought, month by month, by the channels that share them', async () => {
    const { report, rows, unattributed, totals } = await values(`${quarter}&discount=0`);
    expect(report).toMatchObject({
      ...{ model: 'linear', groupBy: 'channel', cohort: 'all', marginSource: 'published', discount: 0 },
      ...{ margins: [{ from: '2024-01-01', margin: '0.80' }], asOf: customerStory.length },
      ...{ from: '2024-12-31T23:00:00.000Z', observedUntil: '2025-04-30T22:00:00.000Z' },
    });
    const by = Object.fromEntries(rows.map((row) => [row.channel!, row] as const));
    expect(Object.keys(by).sort()).toEqual(['paid-search', 'webinar']);
    // half of a: 100.00 x 80 % x 1/2 a month
    expect(monthsOf(by['paid-search']!)).toEqual([
      [0.5, 4000, 8000],
      [0.5, 8000, 16_000],
      [0.5, 12_000, 24_000],
      [0.5, 16_000, 32_000],
    ]);
    // the other half, and b with 50.00 x 80 % in January and February
    expect(monthsOf(by['webinar']!)).toEqual([
      [1.5, 8000, 5333],
      [1.5, 16_000, 10_667],
      [1.5, 20_000, 13_333],
      [1.5, 24_000, 16_000],
    ]);
    // c came in February, which has three months
    expect(monthsOf(unattributed[0]!)).toEqual([
      [1, 72_000, 72_000],
      [1, 72_000, 72_000],
      [1, 72_000, 72_000],
    ]);
    expect(monthsOf(totals[0]!)).toEqual([
      [3, 84_000, 28_000],
      [3, 96_000, 32_000],
      [3, 104_000, 34_667],
      [2, 40_000, 20_000],
    ]);
    expect(totals[0]!.realised).toMatchObject({ marginMinor: '112000', perCustomerMinor: '37333' });
  });

  it('has a formula where something churned, and values by survival', async () => {
    const { rows, unattributed } = await values(`${quarter}&discount=0`);
    const by = Object.fromEntries(rows.map((row) => [row.channel!, row] as const));
    expect(by['paid-search']!.formula).toEqual({ perCustomerMinor: null, reason: 'no_churn' });
    // paid on: 150.00 of a's half and 100.00 of b's, of which 50.00 were not paid again; 240.00 in four months
    expect(by['webinar']!.recurring).toEqual({
      ...{ revenuePerMonthMinor: '7500', marginPerMonthMinor: '6000', revenueChurn: 0.2 },
    });
    expect(by['webinar']!.formula).toEqual({ perCustomerMinor: '30000', reason: null });
    // of 1.5 customers one is lost in the second month: 60.00 x (1 + 1 + 1/3 + 1/3)
    expect(by['webinar']!.survival).toMatchObject({ perCustomerMinor: '16000', months: 4 });
    expect(
      by['webinar']!.survival.curve.map(({ atRisk, lost, censored }) => [atRisk, lost, censored]),
    ).toEqual([
      [1.5, 0, 0],
      [1.5, 0, 0],
      [1.5, 1, 0],
      [0.5, 0, 0.5],
    ]);
    const discounted = await values(`${quarter}&discount=1&horizonMonths=2`);
    const row = discounted.rows.find(({ channel }) => channel === 'webinar')!;
    expect(row.survival).toMatchObject({ perCustomerMinor: '9000', months: 2 }); // 60.00 x (1 + 1/2)
    expect(unattributed[0]!.formula.reason).toBe('no_recurring_revenue');
    expect(unattributed[0]!.survival).toMatchObject({ perCustomerMinor: null, reason: 'no_customers' });
  });

  it('is held against what customers cost: the ad, and the tools that follow it', async () => {
    const { rows, totals, unattributed } = await values(quarter);
    const [paid, webinar] = ['paid-search', 'webinar'].map((name) =>
      rows.find(({ channel }) => channel === name)!,
    );
    expect(paid).toMatchObject({
      cost: { costMinor: '7500', perCustomerMinor: '15000', reason: null },
      ltvToCac: { realised: 2.1333, formula: null },
      payback: { month: 1, reason: null },
    });
    expect(webinar).toMatchObject({
      cost: { costMinor: '0' },
      ltvToCac: { realised: null },
      payback: { month: 0 },
    });
    expect(totals[0]!.cost).toEqual({ costMinor: '7500', perCustomerMinor: '2500', reason: null });
    expect(unattributed[0]).toMatchObject({
      cost: { costMinor: null, perCustomerMinor: null, reason: 'unattributed' },
      payback: { month: null, reason: 'no_cost_per_customer' },
    });
    const media = await values(`${quarter}&cost=paid`);
    expect(media.rows.find(({ channel }) => channel === 'paid-search')!.cost.perCustomerMinor).toBe('12000');
    const campaigns = await values(`${quarter}&groupBy=campaign&allocate=none`);
    const costs = [...campaigns.rows].map((row) => [row.campaign, row.customers, row.cost.costMinor]);
    expect(costs.sort()).toEqual([
      ['(none)', 1.5, '1500'],
      ['Brand', 0.5, '6000'],
    ]);
  });

  it('goes by cohorts; one without customers has its cost', async () => {
    const { rows, totals } = await values(`${quarter}&cohort=month`);
    expect(rows.map(({ cohort, channel }) => `${cohort} ${channel}`).sort()).toEqual([
      '2025-01 paid-search',
      '2025-01 webinar',
    ]);
    expect(totals.map(({ cohort, customers, cost }) => [cohort, customers, cost.perCustomerMinor])).toEqual([
      ['2025-01', 2, '3750'],
      ['2025-02', 1, '0'],
    ]);
    const before = await values('from=2025-01-01&to=2025-01-10&observedUntil=2025-05-01');
    expect(before.rows).toMatchObject([
      {
        ...{ channel: 'paid-search', customers: 0, payback: { reason: 'no_cost_per_customer' } },
        cost: { costMinor: '7500', perCustomerMinor: null, reason: 'no_customers' },
      },
    ]);
  });

  it('goes by the owner of what a customer came with, whatever the model', async () => {
    const { rows } = await values(`${quarter}&groupBy=owner&model=first`);
    expect(
      rows.map(({ owner, customers, realised }) => [owner, customers, realised.marginMinor]).sort(),
    ).toEqual([
      ['ann', 2, '104000'],
      ['bob', 1, '8000'],
    ]);
    expect(rows[0]!.cost.reason).toBe('not_by_this_label');
  });

  it.each(['first', 'last', 'w_shaped', 'markov', 'shapley'])('sums to the same under %s', async (model) => {
    const { rows, unattributed, totals } = await values(`${quarter}&model=${model}`);
    const sum = [...rows, ...unattributed].reduce(
      (total, { realised }) => total + Number(realised.marginMinor),
      0,
    );
    expect(sum).toBe(112_000);
    expect(totals[0]!.customers).toBe(3);
  });

  it('answers as the log stood, and is revenue where no margin was published', async () => {
    const then = await values(`${quarter}&asOf=${beforeChurn}`);
    expect(then.totals[0]!.realised.marginMinor).toBe('120000'); // b still pays
    const early = await values(`${quarter}&asOf=1`);
    expect(early.report).toMatchObject({ marginSource: 'none', margins: [], asOf: 1 });
    expect(early.totals).toEqual([]);
    const { report } = await values('from=2025-01-01&to=2025-04-01');
    expect(Date.parse(report.observedUntil)).toBeLessThanOrEqual(Date.now());
    expect((await values(quarter, await keyOf('other'))).totals).toEqual([]);
  });

  it('is a row a figure as CSV', async () => {
    const text = await csv(`/v1/lifetime-value?${quarter}&discount=0`);
    const lines = text.trim().split('\r\n');
    expect(lines[0]).toBe(
      'cohort,channel,line,month,customers,marginMinor,perCustomerMinor,reason,currency,asOf',
    );
    expect(lines).toContain(`all,paid-search,realised,3,0.5,16000,32000,,EUR,${customerStory.length}`);
    expect(lines).toContain(`all,(total),payback,0,3,,,,EUR,${customerStory.length}`);
  });

  it.each([
    [`${quarter}&groupBy=month`, 'groupBy', 'allowed are channel, campaign'],
    [`${quarter}&cohort=week`, 'cohort', 'allowed are all, month, quarter, year'],
    [`${quarter}&model=first,last`, 'model', 'one model'],
    [`${quarter}&model=influenced`, 'model', 'never sums'],
    [`${quarter}&discount=0x1`, 'discount', 'from 0 to 1'],
    [`${quarter}&horizonMonths=1.5`, 'horizonMonths', 'whole number from 1 to 600'],
    [`${quarter}&currency=USD`, 'currency', 'allowed is EUR'],
    ['from=2025-01-01&to=2025-04-01&observedUntil=2999-01-01', 'observedUntil', 'yet to come'],
    [`${quarter}&conversion=deal.won`, 'conversion', 'allowed are from, to, model'],
    ['to=2025-04-01', 'from', 'missing'],
  ])('refuses %s naming %s', async (query, parameter, detail) => {
    expect(await errors(`/v1/lifetime-value?${query}`)).toEqual([
      { parameter, detail: expect.stringContaining(detail) },
    ]);
  });
});
