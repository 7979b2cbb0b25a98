import type { ClickHouse } from '@touchstone/facts';
import { leadSettings, newestLeads } from './lead-labels.js';

/** Leads that were created in a window, as of a log position. Moments are epoch milliseconds, `to` is not in. */
export interface CreatedLeadsQuestion {
  workspace: string;
  asOf: number;
  from: number;
  to: number;
}

/**
 * How many leads were created in a window, and the ids of all of them, ascending; of more than `most` those of the
 * smallest hashes, which are the same ones whoever asks, and have nothing to do with what becomes of a lead.
 */
export async function leadsCreated(
  clickhouse: ClickHouse,
  { workspace, asOf, from, to }: CreatedLeadsQuestion,
  most: number,
): Promise<{ created: number; leadIds: string[] }> {
  const rows = await clickhouse.query<{ lead_id: string; created: string }>({
    name: 'leads_created',
    settings: leadSettings,
    params: { workspace, asOf, from, to, most },
    sql: `SELECT lead_id, created FROM (
      SELECT lead_id, count() OVER () AS created
      FROM (${newestLeads(['toUnixTimestamp64Milli(created_at) AS created_ms'])})
      WHERE created_ms >= {from:Int64} AND created_ms < {to:Int64}
      ORDER BY cityHash64(lead_id), lead_id LIMIT {most:UInt32})
      ORDER BY lead_id`,
  });
  return { created: Number(rows[0]?.created ?? 0), leadIds: rows.map((row) => row.lead_id) };
}
