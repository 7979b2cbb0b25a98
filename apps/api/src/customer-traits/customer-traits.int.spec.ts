import { describe, expect, it } from '@jest/globals';
import { toldApi } from '../told-api.fixture.spec.js';
import { beforeChurn, customerStory } from '../customers/customers.fixture.spec.js';
import { type TraitsAnswer, TraitsAnswerSchema } from './traits-answer.js';

const { answer, csv, errors, get, tell } = toldApi(customerStory);

const quarter = 'from=2025-01-01&to=2025-04-01&observedUntil=2025-05-01';
const traits = (query: string) => answer(`/v1/customer-traits?${query}`, TraitsAnswerSchema);
const countsOf = ({ traits: all }: TraitsAnswer) =>
  all.map(({ trait, label, best, churned, lift }) => [trait, label, best.customers, churned.customers, lift]);

describe('GET /v1/customer-traits', () => {
  it('tells what the best had in common before the deal, with counts and lift', async () => {
    const answer = await traits(quarter);
    // a stays, at 80.00 a month; b is lost; of c, who has no subscription, nobody knows
    expect(answer).toMatchObject({
      ...{ kept: { customers: 1 }, best: { customers: 1, fromMarginPerMonthMinor: '8000' } },
      churned: { customers: 1 },
      report: { bestPercent: 25, asOf: customerStory.length },
    });
    expect(countsOf(answer)).toEqual([
      ['campaign', 'Brand', 1, 0, null],
      ['channel', 'paid-search', 1, 0, null],
      ['interaction', 'ad_click', 1, 0, null],
      ['stage', 'Closed won', 1, 0, null],
      ['stage', 'Discovery', 1, 0, null],
      ['channel', 'webinar', 1, 1, 1],
      ['content', 'roi-webinar', 1, 1, 1],
      ['interaction', 'webinar_attended', 1, 1, 1],
    ]);
    expect(answer.traits[0]).toMatchObject({
      reason: 'none_of_the_churned',
      best: { share: 1 },
      churned: { share: 0 },
    });
  });

  it('the best are by margin of a paid month, as lifetime value says it, whatever the day they began on', async () => {
    const began = (name: string, time: string) => ({
      ...{
        specversion: '1.0' as const,
        id: `S-${name}`,
        source: 'test',
        type: 'subscription.started.v1',
        time,
      },
      data: {
        ...{ subscriptionId: `S-${name}`, account: { domain: `${name}.example` } },
        monthly: { amountMinor: 10_000, currency: 'EUR' },
      },
    });
    const margin = customerStory.find(({ id }) => id === 'margin')!;
    const half = { rule: 'margin', definition: { margins: [{ from: '2022-01-01', margin: '0.50' }] } };
    const key = await tell('twins', [
      customerStory[0]!,
      { ...margin, data: half },
      began('early', '2023-01-02T09:00:00Z'),
      began('late', '2023-01-20T09:00:00Z'),
    ]);
    const path = 'from=2023-01-01&to=2023-02-01&observedUntil=2023-03-15';
    const { body } = await get(`/v1/customer-traits?${path}&bestPercent=50`, key).expect(200);
    expect(body).toMatchObject({
      ...{ kept: { customers: 2 }, best: { customers: 2, fromMarginPerMonthMinor: '5000' } },
    });
    const value = await get(`/v1/lifetime-value?${path}`, key).expect(200);
    expect(value.body.totals[0].recurring.marginPerMonthMinor).toBe('5000');
  });

  it('has at most so many of a kind, and touches that may get credit alone', async () => {
    const few = await traits(`${quarter}&limit=1`);
    expect(few.traits.map(({ trait }) => trait)).toEqual([
      'campaign',
      'channel',
      'interaction',
      'stage',
      'content',
    ]);
    const near = await traits(`${quarter}&lookbackDays=3`);
    expect(countsOf(near).find(([, label]) => label === 'webinar')).toEqual([
      'channel',
      'webinar',
      1,
      0,
      null,
    ]);
  });

  it('says why there is no lift: nobody had left by then', async () => {
    const { kept, churned, traits: all } = await traits(`${quarter}&asOf=${beforeChurn}&bestPercent=100`);
    expect([kept.customers, churned.customers]).toEqual([2, 0]);
    expect(all.every(({ lift, reason }) => lift === null && reason === 'no_churned')).toBe(true);
    expect(all.find(({ label }) => label === 'webinar')!.best).toEqual({ customers: 2, share: 1 });
    expect((await traits('from=2024-01-01&to=2024-02-01')).best.fromMarginPerMonthMinor).toBeNull();
  });

  it('is a row a trait as CSV', async () => {
    const text = await csv(`/v1/customer-traits?${quarter}`);
    const lines = text.trim().split('\r\n');
    expect(lines[0]).toBe(
      'trait,label,bestCustomers,bestShare,churnedCustomers,churnedShare,lift,reason,asOf',
    );
    expect(lines).toContain(`channel,webinar,1,1,1,1,1,,${customerStory.length}`);
  });

  it.each([
    [`${quarter}&bestPercent=0`, 'bestPercent', 'from 1 to 100'],
    [`${quarter}&limit=501`, 'limit', 'at most 500'],
    [`${quarter}&model=first`, 'model', 'allowed are from, to'],
  ])('refuses %s naming %s', async (query, parameter, detail) => {
    expect(await errors(`/v1/customer-traits?${query}`)).toEqual([
      { parameter, detail: expect.stringContaining(detail) },
    ]);
  });
});
