import type { ClickHouse } from '@touchstone/facts';
import type { JourneyCause } from '@touchstone/timeline';
import { journeyParams, journeySettings, liveJourneys, valueColumns, valueSql } from './journeys-sql.js';
import type { AttributionParameters } from './parameters.js';

/** Conversions that a window held once and does not any more, by what ended them. */
export interface NoLonger {
  cause: JourneyCause;
  conversions: number;
  /** Sum of what they were worth last, in the report's currency; those without a rate add nothing. */
  lastMinor: bigint;
  /** How many of them had no rate. */
  unconverted: number;
}

/** Refunds and credit notes: conversions of a negative amount. They are in every other figure as well. */
export interface Negatives {
  conversions: number;
  valueMinor: bigint;
}

/**
 * Conversions with a tombstone in the window and nothing alive there under the same id, by cause. One that moved out of
 * the window is among them, as `date_changed`.
 */
export async function noLonger(
  clickhouse: ClickHouse,
  parameters: AttributionParameters,
): Promise<NoLonger[]> {
  const rows = await clickhouse.query<{
    cause: JourneyCause;
    conversions: string;
    last_minor: string;
    unconverted: string;
  }>({
    name: 'conversions_no_longer',
    settings: journeySettings,
    params: journeyParams(parameters),
    sql: `
SELECT ended_by AS cause, count() AS conversions, sum(toInt128(ifNull(last_value, 0))) AS last_minor,
  countIf(last_value IS NULL) AS unconverted
FROM (
  SELECT conversion_id, argMax(newest_cause, newest) AS ended_by, argMax(newest_live, (newest_live, newest)) AS is_alive,
    tupleElement(argMax(tuple(last), (had_one, newest)), 1) AS last_value, max(had_one) AS was_one
  FROM (
    SELECT conversion_id, max(version) AS newest, argMax(cause, version) AS newest_cause, argMax(is_live, version) AS newest_live,
      max(is_live) AS had_one, tupleElement(argMaxIf(tuple(${valueSql(parameters)}), version, is_live = 1), 1) AS last
    FROM journeys
    WHERE workspace = {workspace:String} AND kind = {conversion:String}
      AND converted_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
      AND converted_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
      AND version <= {asOf:UInt64}
    GROUP BY converted_at, conversion_id
  )
  GROUP BY conversion_id
)
WHERE is_alive = 0 AND was_one = 1
GROUP BY ended_by
ORDER BY ended_by`,
  });
  return rows.map((row) => ({
    cause: row.cause,
    conversions: Number(row.conversions),
    lastMinor: BigInt(row.last_minor),
    unconverted: Number(row.unconverted),
  }));
}

export async function negatives(
  clickhouse: ClickHouse,
  parameters: AttributionParameters,
): Promise<Negatives> {
  const [row] = await clickhouse.query<{ conversions: string; value_minor: string }>({
    name: 'negative_conversions',
    settings: journeySettings,
    params: journeyParams(parameters),
    sql: `SELECT count() AS conversions, sum(toInt128(ifNull(value, 0))) AS value_minor
      FROM (SELECT ${valueSql(parameters)} AS value FROM (${liveJourneys(parameters, valueColumns)}))
      WHERE value < 0`,
  });
  return { conversions: Number(row?.conversions ?? 0), valueMinor: BigInt(row?.value_minor ?? 0) };
}
