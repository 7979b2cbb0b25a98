import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { migrate } from '@touchstone/facts';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import type { SplittingParameters } from '@touchstone/attribution';
import { acquisitionKinds, acquisitionsOf } from './acquisitions.js';
import { customerParams } from './customer-question.js';
import { customersSql } from './customers.js';

let engine: Awaited<ReturnType<typeof freshClickHouse>>;
const day = (nth: string) => `toDateTime64('2026-01-01', 3, 'UTC') + toIntervalDay(${nth})`;

beforeAll(async () => {
  engine = await freshClickHouse();
  await migrate(engine.clickhouse);
  // every mix of standing, account and amount, some in two versions; few accounts, so that kinds meet in them
  const account = `if(number % 5 = 0, '', concat('acc_', toString(number % 7)))`;
  for (const version of [1, 2])
    await engine.clickhouse.command(`
      INSERT INTO deals (workspace, deal_id, version, is_live, created_at, status, closed_at, report_currency, account_id)
      SELECT 'acme', toString(number), ${version} * 100, number % 11 != ${version}, ${day('0')},
        ['won', 'won', 'open', 'lost'][1 + (number + ${version}) % 4], ${day(`(number * 37 + ${version}) % 90`)}, 'EUR', ${account}
      FROM numbers(${version === 1 ? 120 : 60})`);
  await engine.clickhouse.command(`
    INSERT INTO subscriptions (workspace, subscription_id, version, is_live, started_at, status, report_currency, account_id,
      change_at, change_monthly_minor)
    SELECT 'acme', toString(number), 150, number % 13 != 0, if(number % 6 = 0, NULL, ${day('(number * 53) % 90')}), 'active', 'EUR',
      ${account}, [${day('(number * 53) % 90')}], [[100, 0, NULL][1 + number % 3]]
    FROM numbers(60)`);
});
afterAll(() => engine.drop());

it.each([
  [120, '2026-01-01', '2026-04-01'],
  [170, '2026-01-20', '2026-02-20'],
  [999, '2026-02-01', '2026-03-01'],
])('finds the conversions that customers came with, as of %s from %s to %s', async (asOf, first, last) => {
  const [from, to] = [Date.parse(first), Date.parse(last)];
  const of = { workspace: 'acme', asOf, from, to, currency: 'EUR', timeZone: 'UTC' };
  let found = 0;
  for (const kind of acquisitionKinds) {
    const ids = (sql: string, params: Record<string, unknown>) =>
      engine.clickhouse.query<{ id: string }>({ name: 'ids', sql: `${sql} ORDER BY id`, params });
    const table = kind === 'deal.won' ? 'deals' : 'subscriptions';
    const id = kind === 'deal.won' ? 'deal_id' : 'subscription_id';
    const { sql, params } = acquisitionsOf(kind, of as SplittingParameters);
    const here = await ids(
      `SELECT DISTINCT ${id} AS id, ${id} AS conversion_id FROM ${table} WHERE ${sql}`,
      params,
    );
    const there = await ids(
      `SELECT conversion_id AS id, conversion_id FROM (${customersSql}) WHERE kind = {kind:String}`,
      {
        ...customerParams({ ...of, observedUntil: to, margins: [] }),
        kind,
      },
    );
    expect(here).toEqual(there);
    found += here.length;
  }
  expect(found).toBeGreaterThan(3);
});
