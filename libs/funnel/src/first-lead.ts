import type { ClickHouse } from '@touchstone/facts';

/**
 * When the first lead of a workspace was created, as of a position, epoch milliseconds: nothing that clocks go by is
 * earlier. null: there are none.
 */
export async function firstLeadAt(
  clickhouse: ClickHouse,
  params: { workspace: string; asOf: number },
): Promise<number | null> {
  const [row] = await clickhouse.query<{ first: string; versions: string }>({
    name: 'first_lead',
    params: { workspace: params.workspace, asOf: params.asOf },
    sql: `SELECT toUnixTimestamp64Milli(min(created_at)) AS first, count() AS versions FROM leads
      WHERE workspace = {workspace:String} AND version <= {asOf:UInt64}`,
  });
  return row && Number(row.versions) > 0 ? Number(row.first) : null;
}
