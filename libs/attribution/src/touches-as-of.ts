import { type ClickHouse, signColumns } from '@touchstone/facts';
import type { AttributionParameters } from './parameters.js';

/**
 * How far before the window page views are read, to tell whether a visit is running at its begin. One that runs for
 * longer is taken to begin anew where the reading begins.
 */
export const visitLookbackMs = 24 * 3_600_000;

const signs = Object.values(signColumns);
const classes = ['side', 'is_view', 'channel', 'channel_rule'];
const kept = [
  ...['workspace', 'person_key', 'visitor_key', 'occurred_at', 'event_id', 'event_source', 'position'],
  ...['interaction', 'source', 'medium', 'campaign'],
];

const inReach = `workspace = {workspace:String} AND person_key != '' AND position <= {asOf:UInt64}
    AND occurred_at >= fromUnixTimestamp64Milli({from:Int64} - ${visitLookbackMs}, 'UTC')
    AND occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;

/** Touches of the window, and so far before it as visits need them, classified by the definitions of the position. */
export async function touchesAsOf(
  clickhouse: ClickHouse,
  { workspace, asOf }: AttributionParameters,
): Promise<string> {
  const [found] = await clickhouse.query<{ newest: string }>({
    name: 'newest_reclassification',
    sql: `SELECT max(version) AS newest FROM reclassified_touches
      WHERE workspace = {workspace:String} AND version <= {asOf:UInt64}`,
    params: { workspace, asOf },
  });
  if (Number(found?.newest ?? 0) === 0)
    return `SELECT ${[...kept, ...classes].join(', ')} FROM touches WHERE ${inReach}`;
  const reclassified = classes.map(
    (name) => `if(later.version > own.rules_version, later.${name}, own.${name}) AS ${name}`,
  );
  return `
  SELECT ${[...kept.map((name) => `own.${name} AS ${name}`), ...reclassified].join(', ')}
  FROM (SELECT ${[...new Set([...kept, ...signs, ...classes])].join(', ')}, rules_version FROM touches WHERE ${inReach}) AS own
  LEFT ANY JOIN (
    SELECT ${signs.join(', ')}, ${classes.join(', ')}, version FROM reclassified_touches
    WHERE workspace = {workspace:String} AND version <= {asOf:UInt64}
    ORDER BY version DESC LIMIT 1 BY ${signs.join(', ')}) AS later
  ON ${signs.map((name) => `own.${name} = later.${name}`).join(' AND ')}`;
}
