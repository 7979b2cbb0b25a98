import { describe, expect, it } from '@jest/globals';
import { wholesOf } from '@touchstone/attribution';
import { toldApi } from '../told-api.fixture.spec.js';
import { beforeChurn, customerStory } from './customers.fixture.spec.js';
import type { LifetimeValueAnswer } from '../lifetime-value/lifetime-value-answer.js';
import type { RetentionAnswer } from '../retention/retention-answer.js';
import { type CustomersAnswer, CustomersAnswerSchema } from './customers-answer.js';

const { answer, csv, errors, get, keyOf, tell } = toldApi(customerStory);

const quarter = 'from=2025-01-01&to=2025-04-01&observedUntil=2025-05-01';
const bodyOf = async <Answer>(path: string, key?: string) =>
  (await get(path, key).expect(200)).body as Answer;
const page = (path: string, key?: string) => answer(path, CustomersAnswerSchema, key);

/** Every customer behind a link. */
async function all(link: string, limit = 100): Promise<CustomersAnswer['customers']> {
  const found: CustomersAnswer['customers'] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer = await page(`${link}&limit=${limit}${cursor && `&cursor=${cursor}`}`);
    found.push(...answer.customers);
    cursor = answer.nextCursor;
  }
  return found;
}
/** Exact, of shares to twelve decimals. */
const sumOf = (customers: CustomersAnswer['customers']) =>
  wholesOf(customers.reduce((sum, { share }) => sum + BigInt(Math.round(share * 1e12)), 0n));

describe('GET /v1/lifetime-value/customers', () => {
  it.each([
    'model=linear',
    'model=markov&groupBy=campaign',
    'model=w_shaped&groupBy=content&cohort=month',
    'model=first&groupBy=owner&cohort=quarter',
    'model=time_decay&halfLifeDays=2&groupBy=medium&cohort=year',
    'model=shapley&groupBy=source',
  ])('is linked from each row of lifetime value, and sums to it: %s', async (query) => {
    const { rows, unattributed, totals } = await bodyOf<LifetimeValueAnswer>(
      `/v1/lifetime-value?${quarter}&${query}`,
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const row of [...rows, ...unattributed, ...totals]) {
      const found = await all(row.links.customers);
      expect([row.links, sumOf(found)]).toEqual([row.links, row.customers]);
      expect(sumOf(found.filter((one) => one.hasSubscription))).toBe(row.recurringCustomers);
      expect(new Set(found.map((one) => one.accountId)).size).toBe(found.length);
    }
  });

  it.each(['groupBy=channel', 'groupBy=owner&model=first', `groupBy=campaign&asOf=${beforeChurn}`])(
    'is linked from each row of retention, and sums to those at risk and those lost: %s',
    async (query) => {
      const { rows, unattributed, total } = await bodyOf<RetentionAnswer>(
        `/v1/retention?${quarter}&${query}`,
      );
      for (const row of [...rows, ...unattributed, total]) {
        const found = await all(row.links.customers);
        expect([row.links, sumOf(found)]).toEqual([row.links, row.customers]);
        expect(sumOf(found.filter((one) => one.isLost))).toBe(row.lostCustomers);
        for (const { month, censored } of row.curve)
          expect(sumOf(found.filter((one) => !one.isLost && one.months === month))).toBe(censored);
      }
    },
  );

  it('a customer without a rate is one of the channel that brought him', async () => {
    const unrated = customerStory.map(({ data, ...event }) => {
      const { amount, monthly, ...more } = data as Record<string, unknown>;
      const sek = { amountMinor: 77_000, currency: 'SEK' };
      return {
        ...event,
        data: { ...more, ...(amount ? { amount: sek } : {}), ...(monthly ? { monthly: sek } : {}) },
      };
    });
    const key = await tell('unrated', unrated);
    const path = `?${quarter}&model=linear`;
    const value = await bodyOf<LifetimeValueAnswer>(`/v1/lifetime-value${path}`, key);
    const customers = (rows: { channel?: string | undefined; customers: number }[]) =>
      Object.fromEntries(rows.map((row) => [row.channel, row.customers]));
    expect(customers(value.rows)).toEqual({ 'paid-search': 0.5, webinar: 1.5 });
    expect(value.unattributed).toMatchObject([{ customers: 1, realised: { marginMinor: '0' } }]);
    expect(value.totals).toMatchObject([{ customers: 3, customersWithoutRate: 3 }]);
    const stay = await bodyOf<RetentionAnswer>(`/v1/retention${path}`, key);
    expect(customers(stay.rows)).toEqual({ 'paid-search': 0.5, webinar: 1.5 });
    const ofRow = async (row: string) =>
      (await page(`/v1/lifetime-value/customers${path}&${row}`, key)).customers.map((one) => [
        one.conversionId,
        one.share,
      ]);
    expect(await ofRow('row.channel=webinar')).toEqual([
      ['D-a', 0.5],
      ['D-b', 1],
    ]);
    expect(await ofRow('unattributed=true')).toEqual([['D-c', 1]]);
  });

  it('has shares of twelve digits, which sum to the customers there are', async () => {
    const seven = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name, nth) => ({
      ...customerStory.find(({ id }) => id === 'a-webinar')!,
      id: `ninth-${name}`,
      time: `2025-01-0${nth + 2}T07:00:00Z`,
      data: { person: { email: 'jane@a.example' }, interaction: 'form_submit', campaign: `ninth-${name}` },
    }));
    const key = await tell('ninths', [...seven, ...customerStory]);
    const parts = (numbers: number[]) =>
      numbers.reduce((sum, number) => sum + BigInt(Math.round(number * 1e12)), 0n);
    const { rows, unattributed, totals } = await bodyOf<LifetimeValueAnswer>(
      `/v1/lifetime-value?${quarter}&groupBy=campaign`,
      key,
    );
    expect(rows.find(({ campaign }) => campaign === 'ninth-c')!.customers).toBe(0.111111111111);
    expect(parts([...rows, ...unattributed].map((row) => row.customers))).toBe(3_000_000_000_000n);
    expect(totals[0]!.customers).toBe(3);
    for (const row of rows) {
      const { customers } = await page(row.links.customers, key);
      expect(parts(customers.map(({ share }) => share))).toBe(parts([row.customers]));
    }
    const curves = await bodyOf<RetentionAnswer>(`/v1/retention?${quarter}&groupBy=campaign`, key);
    expect(parts(curves.rows.map((row) => row.customers))).toBe(parts([curves.total.customers]));
    expect(parts(curves.rows.map((row) => row.curve[0]?.atRisk ?? 0))).toBe(
      parts([curves.total.curve[0]!.atRisk]),
    );
  });

  it('tells who they are: when they came and with what, what they have, when they left', async () => {
    const { customers, report, row } = await page(
      `/v1/lifetime-value/customers?${quarter}&row.channel=webinar`,
    );
    expect(row).toEqual({
      ...{ labels: { channel: 'webinar' }, unattributed: false, cohort: 'all', subscribed: false },
    });
    expect(report).toMatchObject({ model: 'linear', asOf: customerStory.length });
    expect(customers).toMatchObject([
      {
        ...{
          conversion: 'deal.won',
          conversionId: 'D-a',
          share: 0.5,
          acquiredAt: '2025-01-10T08:00:00.000Z',
        },
        ...{ dealIds: ['D-a'], subscriptionIds: ['S-a'], churnedAt: null, isLost: false, months: 3 },
      },
      {
        ...{ conversionId: 'D-b', share: 1, acquiredAt: '2025-01-20T08:00:00.000Z' },
        ...{ dealIds: ['D-b'], churnedAt: '2025-03-15T09:00:00.000Z', isLost: true, months: 2 },
      },
    ]);
    for (const { accountId } of customers) expect(accountId).toMatch(/^[^@.]+$/); // nobody's domain
    const { body } = await get(customers[0]!.links.credit).expect(200);
    const shares = (body.touches as { channel: string; credit: Record<string, { share: number }> }[])
      .filter(({ channel }) => channel === 'webinar')
      .map(({ credit }) => credit['linear']!.share);
    expect(shares).toEqual([0.5]);
  });

  it('is the same page by page', async () => {
    const path = `/v1/lifetime-value/customers?${quarter}`;
    const whole = await all(path);
    expect(whole).toHaveLength(3);
    expect(await all(path, 1)).toEqual(whole);
  });

  it('stays at the position of its first page, and is a table as CSV', async () => {
    const key = await tell('growing', customerStory.slice(0, -2));
    const path = `/v1/lifetime-value/customers?${quarter}&limit=1`;
    const first = await page(path, key);
    await tell('growing', customerStory.slice(-2));
    const second = await page(`${path}&cursor=${first.nextCursor}`, key);
    expect([second.report.asOf, second.customers.length, second.nextCursor]).toEqual([
      ...[customerStory.length - 2, 1, null],
    ]);
    await get(`${path}&cursor=${first.nextCursor}`).expect(400);
    const text = await csv(path);
    expect(text.split('\r\n')[0]).toMatch(/^accountId,acquiredAt,conversion,conversionId,share,/);
    expect((await page(path, await keyOf('nobody'))).customers).toEqual([]);
  });

  it.each([
    ['row.channel=a&row.campaign=b', 'row.campaign', 'one label'],
    ['row.channel=a&unattributed=true', 'unattributed', 'one label'],
    ['row.colour=a', 'row.colour', 'row.channel'],
    ['cohort=2026-13-01', 'cohort', '2026-Q1'],
    ['subscribed=yes', 'subscribed', 'allowed are true, false'],
    ['model=influenced', 'model', 'never sums'],
    ['limit=0x5', 'limit', 'whole number'],
    ['cursor=junk', 'cursor', 'not a cursor'],
    [
      'observedUntil=2024-12-30',
      'observedUntil',
      'is before from, allowed is 2024-12-31T23:00:00.000Z or later',
    ],
  ])('refuses %s naming %s', async (query, parameter, detail) => {
    const asked = query.startsWith('observedUntil') ? quarter.replace(/&observedUntil=.*/, '') : quarter;
    expect(await errors(`/v1/lifetime-value/customers?${asked}&${query}`)).toEqual([
      { parameter, detail: expect.stringContaining(detail) },
    ]);
  });
});
