import type { ClickHouse } from '@touchstone/facts';
import { readVersions, versionColumns, type JourneyVersion } from './journey-versions.js';
import { journeyParams } from './journeys-sql.js';
import type { AttributionParameters } from './parameters.js';

/** One commit's effect on one conversion: what stood before and after, at all moments it converts at. */
export interface VersionChange extends Pick<
  JourneyVersion,
  'conversionId' | 'version' | 'cause' | 'causeEventId' | 'causePosition'
> {
  /** Versions in force before; one at most, unless the conversion stood at several moments. */
  before: JourneyVersion[];
  after: JourneyVersion[];
}

/** Conversions in one query: their journeys are wide. */
const conversionsPerQuery = 500;

/**
 * Every change of a conversion in the window after a position, up to `asOf`: by conversion id, then by version. They
 * telescope: what stands at `asOf` is what stood at `fromPosition` with all of them applied.
 */
export async function* changesSince(
  clickhouse: ClickHouse,
  fromPosition: number,
  parameters: AttributionParameters,
): AsyncGenerator<VersionChange> {
  const params = { ...journeyParams(parameters), fromPosition };
  for (let after = ''; ;) {
    const found = await clickhouse.query<{ conversion_id: string }>({
      name: 'changed_conversions',
      params: { ...params, after },
      sql: `SELECT DISTINCT conversion_id FROM journeys
        WHERE ${inWindow} AND version > {fromPosition:UInt64} AND version <= {asOf:UInt64} AND conversion_id > {after:String}
        ORDER BY conversion_id LIMIT ${conversionsPerQuery}`,
    });
    const ids = found.map((row) => row.conversion_id);
    if (ids.length > 0) yield* changesOf(await versionsOf(ids), fromPosition);
    if (ids.length < conversionsPerQuery) return;
    after = ids.at(-1)!;
  }

  function versionsOf(ids: string[]) {
    const ofThese = `${inWindow} AND conversion_id IN {ids:Array(String)}`;
    return readVersions(clickhouse, {
      name: 'changed_versions',
      params: { ...params, ids },
      sql: `SELECT ${versionColumns} FROM (
        SELECT * FROM journeys WHERE ${ofThese} AND version > {fromPosition:UInt64} AND version <= {asOf:UInt64}
        UNION ALL
        SELECT * FROM (
          SELECT * FROM journeys WHERE ${ofThese} AND version <= {fromPosition:UInt64}
          ORDER BY converted_at, conversion_id, version DESC LIMIT 1 BY converted_at, conversion_id))
      ORDER BY conversion_id, version, converted_at`,
    });
  }
}

const inWindow = `workspace = {workspace:String} AND kind = {conversion:String}
  AND converted_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND converted_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;

/**
 * Changes out of versions, by conversion id and version; those up to `fromPosition` say what stood then. A conversion
 * that moved has a tombstone and a row of one version: one change.
 */
export function* changesOf(
  versions: Iterable<JourneyVersion>,
  fromPosition: number,
): Generator<VersionChange> {
  let standing = new Map<number, JourneyVersion>();
  let open: VersionChange | null = null;
  let conversionId: string | null = null;
  for (const version of versions) {
    if (open && (open.conversionId !== version.conversionId || open.version !== version.version)) {
      yield open;
      open = null;
    }
    if (conversionId !== version.conversionId) standing = new Map();
    conversionId = version.conversionId;
    if (version.version > fromPosition) {
      const { cause, causeEventId, causePosition } = version;
      open ??= {
        conversionId,
        version: version.version,
        cause,
        causeEventId,
        causePosition,
        before: [],
        after: [],
      };
      const before = standing.get(version.convertedAt);
      if (before) open.before.push(before);
      if (version.isLive) open.after.push(version);
    }
    if (version.isLive) standing.set(version.convertedAt, version);
    else standing.delete(version.convertedAt);
  }
  if (open) yield open;
}
