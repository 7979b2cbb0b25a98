import type { ClickHouse } from './clickhouse.js';
import { signColumns } from './reclassification.js';

const signs = Object.values(signColumns);
const classes = ['side', 'is_view', 'channel', 'channel_rule'];

/**
 * SQL of touches that somebody may be known by, classified by the definitions of a position. Needs `workspace` and `asOf`.
 * @param columns of `touches`, beside `side`, `is_view`, `channel` and `channel_rule`
 * @param which condition on the columns of `touches` that none of these decides
 */
export async function touchesAsOf(
  clickhouse: ClickHouse,
  { workspace, asOf }: { workspace: string; asOf: number },
  { columns, which }: { columns: readonly string[]; which: string },
): Promise<string> {
  const known = `workspace = {workspace:String} AND person_key != '' AND position <= {asOf:UInt64} AND ${which}`;
  const [found] = await clickhouse.query<{ newest: string }>({
    name: 'newest_reclassification',
    sql: `SELECT max(version) AS newest FROM reclassified_touches
      WHERE workspace = {workspace:String} AND version <= {asOf:UInt64}`,
    params: { workspace, asOf },
  });
  if (Number(found?.newest ?? 0) === 0)
    return `SELECT ${[...columns, ...classes].join(', ')} FROM touches WHERE ${known}`;
  const reclassified = classes.map(
    (name) => `if(later.version > own.rules_version, later.${name}, own.${name}) AS ${name}`,
  );
  return `
  SELECT ${[...columns.map((name) => `own.${name} AS ${name}`), ...reclassified].join(', ')}
  FROM (SELECT ${[...new Set([...columns, ...signs, ...classes])].join(', ')}, rules_version FROM touches WHERE ${known}) AS own
  LEFT ANY JOIN (
    SELECT ${signs.join(', ')}, ${classes.join(', ')}, version FROM reclassified_touches
    WHERE workspace = {workspace:String} AND version <= {asOf:UInt64}
    ORDER BY version DESC LIMIT 1 BY ${signs.join(', ')}) AS later
  ON ${signs.map((name) => `own.${name} = later.${name}`).join(' AND ')}`;
}
