import type { ClickHouse } from '@touchstone/facts';
import type { Pool } from '@touchstone/runtime';

const tables = {
  person_keys: 'workspace, key',
  identity_evidence: 'workspace, position, nth',
  visits: 'workspace, key, nth',
  account_keys: 'workspace, key',
  account_evidence: 'workspace, position',
  conversions: 'workspace, kind, conversion_id',
  conversion_keys: 'workspace, key, kind, conversion_id',
  rates: 'workspace, from_currency, to_currency, day',
};

/** Everything that projections hold, row by row in a fixed order: two dumps are equal byte for byte or are not. */
export async function dumpProjections(pool: Pool, clickhouse: ClickHouse): Promise<Record<string, string[]>> {
  const dump: Record<string, string[]> = {};
  for (const [table, order] of Object.entries(tables)) {
    const { rows } = await pool.query<{ row: string }>(
      `SELECT row_to_json(t)::text AS row FROM ${table} t ORDER BY ${order}`,
    );
    dump[table] = rows.map(({ row }) => row);
  }
  for (const [table, order] of [
    ['touches', 'workspace, position'],
    ['journeys', 'workspace, kind, conversion_id, version, is_live, converted_at'],
    ['spend', 'workspace, position'],
    ['person_keys', 'workspace, person_key, version'],
    ['account_keys', 'workspace, account_key, version'],
    ['account_lists', 'workspace, position'],
    ['margins', 'workspace, position'],
    ['reclassified_touches', 'ALL'],
    ['deals', 'workspace, deal_id, version'],
    ['subscriptions', 'workspace, subscription_id, version'],
    ['leads', 'workspace, lead_id, version'],
  ] as const) {
    const rows = await clickhouse.query<object>({
      name: `dump_${table}`,
      sql: `SELECT * FROM ${table} ORDER BY ${order}`,
    });
    dump[`facts.${table}`] = rows.map((row) => JSON.stringify(row));
  }
  return dump;
}
