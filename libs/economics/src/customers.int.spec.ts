import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { factsBench } from '../../../tests/support/facts-bench.js';
import { plainCustomers, type PlainCustomer, type Question } from '../../../tests/support/plain-customers.js';
import {
  dealFact,
  loadVersions,
  subscriptionFact,
  type Versioned,
} from '../../../tests/support/versioned-facts.js';
import { customerParams } from './customer-question.js';
import { customersSql } from './customers.js';

const facts = factsBench();

/** Customers of a workspace as ClickHouse sees them, by name. */
async function customersIn(workspace: string, question: Question): Promise<Record<string, PlainCustomer>> {
  const rows = await facts.clickhouse.query<Record<string, unknown>>({
    name: 'customers',
    params: customerParams({ workspace, ...question }),
    sql: `SELECT *, toUnixTimestamp64Milli(acquired_at) AS acquired_ms FROM (${customersSql})`,
  });
  return Object.fromEntries(
    rows.map((row) => [
      row['customer'],
      {
        customer: row['customer'],
        acquiredAt: Number(row['acquired_ms']),
        kind: row['kind'],
        conversionId: row['conversion_id'],
        owner: row['owner'],
        segment: row['segment'],
        pipeline: row['pipeline'],
        isRecurring: row['is_recurring'] === 1,
        lacksRate: row['lacks_rate'] === 1,
        revenue: trimmed(row['revenue'] as string[]),
        margin: trimmed(row['margin'] as string[]),
        opening: BigInt(row['opening'] as string),
        lost: BigInt(row['lost'] as string),
        exitMonth: Number(row['exit_month']),
        isLost: row['is_lost'] === 1,
      } as PlainCustomer,
    ]),
  );
}

/** Months at the end without anything say nothing. */
function trimmed(amounts: readonly (string | bigint)[]): bigint[] {
  const all = amounts.map(BigInt);
  return all.slice(0, all.findLastIndex((amount) => amount !== 0n) + 1);
}

const load = async (deals: Versioned<'deals'>[], subscriptions: Versioned<'subscriptions'>[]) => {
  const workspace = facts.workspace();
  const own = <Row extends object>(rows: Row[]) => rows.map((row) => ({ ...row, workspace }));
  if (deals.length > 0) await loadVersions(facts.clickhouse, 'deals', own(deals));
  if (subscriptions.length > 0) await loadVersions(facts.clickhouse, 'subscriptions', own(subscriptions));
  return workspace;
};

const question: Question = {
  asOf: 100,
  from: Date.UTC(2026, 0, 1),
  to: Date.UTC(2026, 3, 1),
  observedUntil: Date.UTC(2026, 5, 15),
  currency: 'EUR',
  timeZone: 'UTC',
  margins: [],
};
const won = (dealId: string, closedAt: number, more: Partial<Versioned<'deals'>> = {}) =>
  dealFact({ dealId, status: 'won', closedAt, closeDay: '2026-01-01', ...more });

describe('customers', () => {
  it('come with their first won deal, and pay by the subscription they have', async () => {
    const workspace = await load(
      [
        won('D-1', Date.UTC(2026, 0, 20), { accountId: 'a', owner: 'ann' }),
        won('D-2', Date.UTC(2026, 1, 20), { accountId: 'a', owner: 'bob' }),
      ],
      [
        subscriptionFact({
          accountId: 'a',
          startedAt: Date.UTC(2026, 0, 31),
          changeAt: [Date.UTC(2026, 0, 31), Date.UTC(2026, 3, 1)],
          changeMonthlyMinor: [1000n, 1500n],
        }),
      ],
    );
    expect(await customersIn(workspace, question)).toEqual({
      'account:a': {
        ...{
          customer: 'account:a',
          acquiredAt: Date.UTC(2026, 0, 20),
          kind: 'deal.won',
          conversionId: 'D-1',
        },
        ...{ owner: 'ann', segment: '', pipeline: '', isRecurring: true, lacksRate: false },
        // paid on Jan 31, Feb 28, Mar 31, Apr 30 and May 31; June has not ended
        revenue: [1000n, 1000n, 1000n, 1500n, 1500n],
        margin: [1000n, 1000n, 1000n, 1500n, 1500n].map((amount) => amount * 1_000_000n),
        ...{ opening: 4500n, lost: 0n, exitMonth: 4, isLost: false },
      },
    });
  });

  it('without a subscription bring their deals, at the margin of the day of the close', async () => {
    const workspace = await load(
      [
        won('D-1', Date.UTC(2026, 0, 31, 23), { accountId: 'a', valueMinor: 101n }),
        won('D-2', Date.UTC(2026, 2, 20), { accountId: 'a', valueMinor: -1n }),
        won('D-3', Date.UTC(2026, 5, 10), { accountId: 'a', valueMinor: 7n }),
        won('D-4', Date.UTC(2026, 1, 1), { valueMinor: null }),
        won('D-5', Date.UTC(2025, 11, 31), { accountId: 'old' }),
        won('D-6', Date.UTC(2026, 2, 1), { accountId: 'old' }),
        dealFact({ dealId: 'D-7', accountId: 'open' }),
      ],
      [],
    );
    const margins = [
      { from: Date.UTC(2026, 1, 1), millionths: 500_000 },
      { from: Date.UTC(2026, 2, 1), millionths: 800_000 },
    ];
    const found = await customersIn(workspace, { ...question, margins, timeZone: 'Europe/Berlin' });
    expect(Object.keys(found).sort()).toEqual(['account:a', 'deal.won:D-4']);
    expect(found['account:a']).toMatchObject({
      revenue: [101n, -1n], // in Berlin he came in February
      margin: [101n * 500_000n, -800_000n],
      isRecurring: false,
      isLost: false,
    });
    expect(found['deal.won:D-4']).toMatchObject({ revenue: [], lacksRate: true });
  });

  it('are lost with the end of their last subscription, in the month it happens in', async () => {
    const start = Date.UTC(2026, 0, 10);
    const ends = (subscriptionId: string, accountId: string, churnedAt: number | null) =>
      subscriptionFact({
        ...{ subscriptionId, accountId, startedAt: start, churnedAt },
        ...{ changeAt: [start, ...(churnedAt ? [churnedAt] : [])] },
        ...{ changeMonthlyMinor: [900n, ...(churnedAt ? [0n] : [])] },
      });
    const workspace = await load(
      [],
      [
        ends('S-1', 'both', Date.UTC(2026, 1, 1)),
        ends('S-2', 'both', Date.UTC(2026, 2, 10)), // to the day two months
        ends('S-3', 'one', Date.UTC(2026, 1, 1)),
        ends('S-4', 'one', null),
        ends('S-5', 'soon', Date.UTC(2026, 0, 11)),
        ends('S-6', 'late', Date.UTC(2026, 5, 12)), // in a month that is not seen whole
        ends('S-7', 'after', Date.UTC(2026, 6, 1)),
        subscriptionFact({ subscriptionId: 'S-8', accountId: 'free', changeMonthlyMinor: [0n] }),
      ],
    );
    const found = await customersIn(workspace, question);
    const exits = Object.values(found).map(({ customer, isLost, exitMonth }) => [
      customer,
      isLost,
      exitMonth,
    ]);
    expect(exits.sort()).toEqual([
      ['account:after', false, 5],
      ['account:both', true, 2],
      ['account:late', false, 5],
      ['account:one', false, 5],
      ['account:soon', true, 1],
    ]);
    expect(found['account:both']).toMatchObject({
      opening: 900n + 1800n,
      lost: 1800n,
      revenue: [1800n, 900n],
    });
  });

  it('are as the log stood', async () => {
    const workspace = await load(
      [
        won('D-1', Date.UTC(2026, 0, 20), { accountId: 'a', version: 5 }),
        won('D-1', Date.UTC(2026, 0, 20), { accountId: 'a', version: 9, valueMinor: 5n }),
        won('D-1', Date.UTC(2026, 0, 20), { accountId: 'a', version: 12, isLive: false }),
      ],
      [],
    );
    const at = async (asOf: number) =>
      Object.values(await customersIn(workspace, { ...question, asOf })).map(({ revenue }) => revenue);
    expect([await at(4), await at(5), await at(10), await at(12)]).toEqual([[], [[10_000n]], [[5n]], []]);
  });

  it('are those of the plain implementation, on any history', async () => {
    const start = Date.UTC(2025, 10, 1);
    const hour = 3_600_000;
    const moment = fc.integer({ min: 0, max: 300 * 24 * 4 }).map((quarters) => start + quarters * 900_000);
    const account = fc.constantFrom('', 'a', 'b', 'c', 'd');
    const version = fc.integer({ min: 1, max: 60 });
    const amount = fc.oneof(
      fc.constant(null),
      fc.bigInt({ min: 0n, max: 3n }),
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
    );
    const deal = fc
      .record({
        dealId: fc.constantFrom('D-1', 'D-2', 'D-3', 'D-4', 'D-5'),
        status: fc.constantFrom('won', 'won', 'won', 'lost', 'open'),
        ...{ closedAt: moment, accountId: account, version, owner: account, segment: account },
        valueMinor: fc.oneof(amount, fc.constant(-7n)),
        reportCurrency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
        isLive: fc.boolean(),
      })
      .map((more) => dealFact({ ...more, closeDay: '2026-01-01' }));
    const subscription = fc
      .record({
        subscriptionId: fc.constantFrom('S-1', 'S-2', 'S-3', 'S-4', 'S-5', 'S-6'),
        ...{ accountId: account, version, segment: account },
        startedAt: fc.oneof(moment, moment, moment, fc.constant(null)),
        churnedAfterHours: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 24 * 200 })),
        changes: fc.array(fc.record({ afterHours: fc.integer({ min: 0, max: 24 * 120 }), amount }), {
          maxLength: 3,
        }),
        first: amount,
        reportCurrency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
        isLive: fc.constantFrom(true, true, true, false),
      })
      .map(({ churnedAfterHours, changes, first, ...more }) => {
        const startedAt = more.startedAt ?? start;
        const churnedAt = churnedAfterHours === null ? null : startedAt + churnedAfterHours * hour;
        const later = changes
          .map((change) => ({ at: startedAt + change.afterHours * hour, amount: change.amount }))
          .filter(({ at }) => churnedAt === null || at < churnedAt);
        const all = [
          { at: startedAt, amount: first },
          ...later,
          ...(churnedAt === null ? [] : [{ at: churnedAt, amount: 0n }]),
        ];
        const sorted = all.sort((a, b) => a.at - b.at);
        return subscriptionFact({
          ...more,
          churnedAt,
          changeAt: sorted.map(({ at }) => at),
          changeMonthlyMinor: sorted.map((change) => change.amount),
        });
      });
    // one version of one id says one thing
    const history = <Row extends { version: number }>(row: fc.Arbitrary<Row>, id: keyof Row) =>
      fc.uniqueArray(row, { selector: (one) => `${String(one[id])} ${one.version}`, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(
        history(deal, 'dealId'),
        history(subscription, 'subscriptionId'),
        fc.record({
          asOf: fc.integer({ min: 20, max: 60 }),
          window: fc.tuple(moment, moment).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
          observedUntil: moment,
          timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
          margins: fc
            .array(fc.record({ from: moment, millionths: fc.integer({ min: 0, max: 1_000_000 }) }), {
              maxLength: 3,
            })
            .map((all) => all.sort((a, b) => a.from - b.from)),
        }),
        async (deals, subscriptions, { window: [from, to], ...rest }) => {
          const asked = { ...rest, from, to, currency: 'EUR' };
          const workspace = await load(deals, subscriptions);
          const expected = plainCustomers(deals, subscriptions, asked).map((one) => [
            one.customer,
            { ...one, revenue: trimmed(one.revenue), margin: trimmed(one.margin) },
          ]);
          expect(await customersIn(workspace, asked)).toEqual(Object.fromEntries(expected));
        },
      ),
      { numRuns: 80 },
    );
  });
});
