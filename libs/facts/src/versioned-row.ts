import { clockFields, decisionFields } from './clocked-life.js';
import { toInstant } from './instants.js';
import { type DealRow, dealFields } from './deal-row.js';
import { type LeadRow, leadFields } from './lead-row.js';
import { type SubscriptionRow, subscriptionFields } from './subscription-row.js';

/** What is a version of what, and as of when. */
export interface VersionHead {
  workspace: string;
  /** Log position of the commit as of which this is true. */
  version: number;
  /** False: gone from this version on. */
  isLive: boolean;
}

/** Rows of the tables that keep versions of a deal, lead or subscription, their id among the fields. */
export interface VersionedRows {
  deals: DealRow;
  subscriptions: SubscriptionRow;
  leads: LeadRow;
}
export type VersionedTable = keyof VersionedRows;

/** A version as it is written: what it says is JSON already, as versions are told apart by it. */
export interface VersionedRow extends VersionHead {
  table: VersionedTable;
  id: string;
  /** The fields of the table but the id, as a JSON array; without the definitions' version, so that rows which agree say the same. */
  content: string;
  /** Of the definitions that it depends on; undefined where it depends on none. */
  rulesVersion: number | undefined;
}

/** Fields in the order of their columns; the first is the id, the last of leads `rulesVersion`. */
const fields: { [Table in VersionedTable]: readonly (keyof VersionedRows[Table] & string)[] } = {
  deals: dealFields,
  subscriptions: subscriptionFields,
  leads: leadFields,
};

/** Fields of what is kept as tuples, in the order of their elements. */
const tuples: Record<string, readonly string[]> = { clocks: clockFields, decisions: decisionFields };

/** `someField` as the column `some_field`. */
export const columnOf = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Columns of a table in the order of `versionedLine`; the fourth is the id. */
export const versionedColumns = (table: VersionedTable): string[] => [
  'workspace',
  'version',
  'is_live',
  ...fields[table].map(columnOf),
];

/** Column of the id of what a table keeps versions of. */
export const idColumnOf = (table: VersionedTable): string => columnOf(fields[table][0]!);

/** A row as it is written. Fields that end in At are moments, and kept as near as the facts can. */
export function versionedRow<Table extends VersionedTable>(
  table: Table,
  row: VersionedRows[Table] & VersionHead,
): VersionedRow {
  const { workspace, version, isLive } = row;
  const [id, ...content] = fields[table].map((field) => plain(field, row[field as keyof typeof row]));
  const rulesVersion = table === 'leads' ? (content.pop() as number) : undefined;
  return {
    table,
    workspace,
    version,
    isLive,
    id: id as string,
    content: JSON.stringify(content),
    rulesVersion,
  };
}

/** A version as a line of compact JSON for an insert. */
export function versionedLine(row: VersionedRow): string {
  const { workspace, version, isLive, id, content, rulesVersion } = row;
  const head = JSON.stringify([workspace, version, isLive ? 1 : 0, id]);
  const line = `${head.slice(0, -1)},${content.slice(1)}`;
  return rulesVersion === undefined ? line : `${line.slice(0, -1)},${rulesVersion}]`;
}

function plain(field: string, value: unknown): unknown {
  const inside = tuples[field];
  if (inside)
    return (value as Record<string, unknown>[]).map((one) => inside.map((name) => element(name, one[name])));
  if (value === null) return null;
  if (Array.isArray(value)) {
    const isPlain = typeof value[0] === 'string' || Array.isArray(value[0]) || value.length === 0;
    return isPlain ? value : value.map((one) => plain(field, one));
  }
  if (typeof value === 'bigint') return value.toString();
  return field.endsWith('At') ? toInstant(value as number) : value;
}

/** In tuples a moment that is missing is 0, a duration -1: they would be longer if they could be NULL. */
function element(field: string, value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null) return field.endsWith('Ms') ? -1 : 0;
  return plain(field, value);
}
