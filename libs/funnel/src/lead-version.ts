import type { ClickHouse, LeadRow } from '@touchstone/facts';
import { millis } from './lead-labels.js';

/** A lead as the facts keep it, and since when. Moments are epoch milliseconds. */
export type LeadVersion = LeadRow & { version: number };

const moments = ['entry_at', 'stage_at', 'stage_left_at', 'sales_at', 'intent_at', 'score_at'];
const others = [
  ...['account_id', 'segment', 'owner', 'status', 'deal_id', 'entry_status', 'entry_position', 'entry_owner'],
  ...[
    'entry_reason',
    'stage_name',
    'stage_rule',
    'stage_events',
    'intent_rule',
    'score_points',
    'score_rule',
  ],
  ...['score_event', 'first_channel', 'first_campaign', 'channel', 'campaign', 'source', 'medium', 'person'],
];
const camel = (column: string) => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A lead as of a position; null where there is none then. */
export async function leadVersion(
  clickhouse: ClickHouse,
  { workspace, leadId, asOf }: { workspace: string; leadId: string; asOf: number },
): Promise<LeadVersion | null> {
  const [row] = await clickhouse.query<LeadVersion & { isLive: number }>({
    name: 'lead_version',
    params: { workspace, leadId, asOf },
    settings: { output_format_json_quote_64bit_integers: 0 },
    sql: `SELECT lead_id AS leadId, version, is_live AS isLive, toUnixTimestamp64Milli(created_at) AS createdAt,
        rules_version AS rulesVersion, ${moments.map((one) => `${millis(one)} AS ${camel(one)}`).join(', ')},
        ${others.map((one) => `${one} AS ${camel(one)}`).join(', ')}
      FROM leads
      WHERE workspace = {workspace:String} AND lead_id = {leadId:String} AND version <= {asOf:UInt64}
      ORDER BY version DESC LIMIT 1`,
  });
  if (!row || row.isLive !== 1) return null;
  const { isLive: _, ...lead } = row;
  return lead;
}
