import {
  type ClickHouse,
  type ClockedLife,
  clockFields,
  columnOf,
  type LeadDecision,
  decisionFields,
  type LeadRow,
} from '@touchstone/facts';
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
/** Tuples as arrays of plain values, in the order of their fields. */
const tuples = (column: string, fields: readonly string[]) =>
  `arrayMap(one -> [${fields
    .map((field) => `one.${columnOf(field)}`)
    .map((value, nth) => (fields[nth]!.endsWith('At') ? `toUnixTimestamp64Milli(${value})` : value))
    .map((value) => `toString(${value})`)
    .join(', ')}], ${column}) AS ${column}`;
const camel = (column: string) => column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A lead as of a position; null where there is none then. */
export async function leadVersion(
  clickhouse: ClickHouse,
  { workspace, leadId, asOf }: { workspace: string; leadId: string; asOf: number },
): Promise<LeadVersion | null> {
  const [row] = await clickhouse.query<Omit<LeadVersion, keyof Tuples> & { isLive: number } & Tuples>({
    name: 'lead_version',
    params: { workspace, leadId, asOf },
    settings: { output_format_json_quote_64bit_integers: 0 },
    sql: `SELECT lead_id AS leadId, version, is_live AS isLive, toUnixTimestamp64Milli(created_at) AS createdAt,
        rules_version AS rulesVersion, ${moments.map((one) => `${millis(one)} AS ${camel(one)}`).join(', ')},
        ${others.map((one) => `${one} AS ${camel(one)}`).join(', ')},
        ${tuples('clocks', clockFields)}, ${tuples('decisions', decisionFields)}
      FROM leads
      WHERE workspace = {workspace:String} AND lead_id = {leadId:String} AND version <= {asOf:UInt64}
      ORDER BY version DESC LIMIT 1`,
  });
  if (!row || row.isLive !== 1) return null;
  const { isLive: _, clocks, decisions, ...lead } = row;
  return {
    ...lead,
    clocks: clocks.map((values) => plainOf<ClockedLife>(clockFields, values)),
    decisions: decisions.map((values) => plainOf<LeadDecision>(decisionFields, values)),
  };
}

/** What the facts keep as tuples. */
interface Tuples {
  clocks: string[][];
  decisions: string[][];
}

function plainOf<T>(fields: readonly (keyof T & string)[], values: readonly string[]): T {
  const plain = (field: string, text: string) => {
    if (field.startsWith('is')) return text === '1';
    if (field.endsWith('At')) return Number(text) || null;
    if (field.endsWith('Ms')) return Number(text) < 0 ? null : Number(text);
    return text;
  };
  return Object.fromEntries(fields.map((field, nth) => [field, plain(field, values[nth]!)])) as T;
}
