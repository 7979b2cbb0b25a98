import type { ClickHouse } from '@touchstone/facts';
import { readVersions, versionColumns, type JourneyVersion } from './journey-versions.js';
import { journeyParams, liveJourneys } from './journeys-sql.js';
import type { AttributionParameters } from './parameters.js';

/** The conversions of a report as versions, in order and in portions: whoever goes through them holds one at a time. */
export async function* windowVersions(
  clickhouse: ClickHouse,
  parameters: AttributionParameters,
  portion: number,
): AsyncGenerator<JourneyVersion[]> {
  let after = { moment: -9e15, id: '' };
  for (;;) {
    const versions = await readVersions(clickhouse, {
      name: 'window_versions',
      params: {
        ...journeyParams({ ...parameters, from: Math.max(parameters.from, after.moment) }),
        afterMoment: after.moment,
        afterId: after.id,
        portion,
      },
      sql: `SELECT ${versionColumns} FROM (${liveJourneys(parameters, ['*'])}) AS live
        WHERE (toUnixTimestamp64Milli(live.converted_at), live.conversion_id) > ({afterMoment:Int64}, {afterId:String})
        ORDER BY live.converted_at, live.conversion_id LIMIT {portion:UInt32}`,
    });
    if (versions.length > 0) yield versions;
    if (versions.length < portion) return;
    const last = versions.at(-1)!;
    after = { moment: last.convertedAt, id: last.conversionId };
  }
}
