import { literal } from '@touchstone/facts';
import { createHash } from 'node:crypto';
import { columnsBehindViews } from './columns-behind-views.js';
import { innerViews, viewSettings } from './views.js';

export const biTools = ['metabase', 'superset', 'grafana', 'tableau', 'powerbi', 'dbt'] as const;
export type BiTool = (typeof biTools)[number];

export interface Grant {
  tool: BiTool;
  workspace: string;
  /** Database of the facts. */
  database: string;
  /** The user that Touchstone itself connects as. */
  ownUser: string;
}

const quoted = (name: string): string => `\`${name.replace(/[\\`]/g, '\\$&')}\``;

/** One name for user, role, profile, quota and policies of a tool in a workspace. */
export const grantName = ({ tool, workspace }: Pick<Grant, 'tool' | 'workspace'>): string =>
  `touchstone_bi_${tool}_${workspace}`;

/** What a tool may use, a query and all of them at a time: defaults, and both ends that it may choose between. */
const limits = {
  max_execution_time: 60,
  max_memory_usage: 4_000_000_000,
  max_memory_usage_for_user: 8_000_000_000,
  max_concurrent_queries_for_user: 10,
  max_result_rows: 1_000_000,
  max_result_bytes: 1_000_000_000,
} as const;

/** Names of tables behind the views, as SQL has them. */
const tablesIn = (database: string): [table: string, columns: readonly string[]][] =>
  Object.entries(columnsBehindViews).map(([table, columns]) => [
    `${quoted(database)}.${quoted(table)}`,
    columns,
  ]);

/**
 * Statements for a ClickHouse server that let a tool read the views of one workspace: read-only (2, as tools send settings),
 * within limits. Views read as who asks them, so that the tool may also read what is behind them: inner views, and of tables the
 * columns that the views read, and rows of the workspace. The statements hold the password's hash, never itself; they replace a user that there is.
 * @param password null: the user is there already, and keeps the one that it has
 */
export function grantStatements(grant: Grant, password: string | null): string[] {
  const { workspace, database, ownUser } = grant;
  const name = quoted(grantName(grant));
  const profile = [
    'readonly = 2',
    ...Object.entries(limits).map(([setting, most]) => `${setting} = ${most} MIN 1 MAX ${most}`),
    ...Object.entries(viewSettings).map(([setting, value]) => `${setting} = ${value}`),
    // it mixes up what no row matches with what a row policy hides: rows were missing in the next query
    'use_query_condition_cache = 0 CONST',
  ];
  const tables = tablesIn(database);
  return [
    `CREATE SETTINGS PROFILE OR REPLACE ${name} SETTINGS ${profile.join(', ')}`,
    `CREATE ROLE OR REPLACE ${name}`,
    `GRANT SELECT ON bi.* TO ${name}`,
    ...innerViews.map((view) => `GRANT SELECT ON ${quoted(database)}.${quoted(view.name)} TO ${name}`),
    ...tables.map(([table, columns]) => `GRANT SELECT(${columns.join(', ')}) ON ${table} TO ${name}`),
    // a table with a policy for somebody may show nothing to who has none
    ...tables.map(
      ([table]) =>
        `CREATE ROW POLICY IF NOT EXISTS touchstone_own ON ${table} FOR SELECT USING 1 TO ${quoted(ownUser)}`,
    ),
    ...tables.map(
      ([table]) =>
        `CREATE ROW POLICY OR REPLACE ${name} ON ${table} FOR SELECT USING workspace = ${literal(workspace)} TO ${name}`,
    ),
    `${userWith(name, password)} DEFAULT DATABASE bi SETTINGS PROFILE ${name}`,
    `GRANT ${name} TO ${name}`,
    `SET DEFAULT ROLE ${name} TO ${name}`,
    `CREATE QUOTA OR REPLACE ${name} FOR INTERVAL 1 hour MAX queries = 20000, execution_time = 7200 TO ${name}`,
  ];
}

function userWith(name: string, password: string | null): string {
  if (password === null) return `ALTER USER ${name}`;
  const hash = createHash('sha256').update(password).digest('hex');
  return `CREATE USER OR REPLACE ${name} IDENTIFIED WITH sha256_hash BY ${literal(hash)}`;
}

/**
 * Statements that take back what `grantStatements` gave. Policies `touchstone_own` stay: other grants need them, and alone they
 * narrow nobody whom the server lets read tables without a policy of their own.
 */
export function revokeStatements(grant: Pick<Grant, 'tool' | 'workspace' | 'database'>): string[] {
  const name = quoted(grantName(grant));
  return [
    `DROP USER IF EXISTS ${name}`,
    `DROP QUOTA IF EXISTS ${name}`,
    ...tablesIn(grant.database).map(([table]) => `DROP ROW POLICY IF EXISTS ${name} ON ${table}`),
    `DROP ROLE IF EXISTS ${name}`,
    `DROP SETTINGS PROFILE IF EXISTS ${name}`,
  ];
}

/** Lists who was granted: `name`, `tool` and `workspace` of each user. */
export const listGrantsSql = `SELECT name, extracted[1] AS tool, extracted[2] AS workspace
FROM (SELECT name, extractGroups(name, '(?s)^touchstone_bi_(${biTools.join('|')})_(.+)$') AS extracted FROM system.users)
WHERE notEmpty(extracted) ORDER BY tool, workspace`;

/** Asks whether anything is known of a workspace: one row where it is, else none. */
export const knownWorkspaceSql = ({ workspace, database }: Pick<Grant, 'workspace' | 'database'>): string =>
  `SELECT 1 AS known FROM (${tablesIn(database)
    .map(([table]) => `SELECT 1 FROM ${table} WHERE workspace = ${literal(workspace)} LIMIT 1`)
    .join(' UNION ALL ')}) LIMIT 1`;
