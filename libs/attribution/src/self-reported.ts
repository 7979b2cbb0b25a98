import type { ClickHouse } from '@touchstone/facts';
import { conversionSharesSql } from './conversion-shares.js';
import { noLabel } from './dimensions.js';
import type { SplittingParameters } from './grouped-credit.js';
import {
  journeyParams,
  journeySettings,
  liveJourneys,
  scopeBit,
  valueColumns,
  valueSql,
} from './journeys-sql.js';
import type { Model, ModelOptions } from './models.js';
import { conversionParts } from './what-is-split.js';

/** What stands for the answer of conversions whose people were never asked, or said nothing. */
export const notReported = '(not reported)';
/** What stands for the channel of conversions that a model gives nothing of. */
export const notTracked = '(unattributed)';

/** So much of the conversions whose people named a source is tracked in a channel. */
export interface ReportedCell {
  model: Model;
  reported: string;
  tracked: string;
  /** `conversionParts` to one conversion. */
  parts: bigint;
}

/** Conversions by what their people said. */
export interface ReportedSource {
  reported: string;
  conversions: number;
  /** In minor units of the report's currency; those without a rate count 0. */
  valueMinor: bigint;
}

/** A conversion whose people said something, and the channels that a model credits it to. */
export interface ReportedConversion {
  conversionId: string;
  convertedAt: number;
  reported: string;
  /** null: no rate. */
  valueMinor: bigint | null;
  tracked: { channel: string; parts: bigint }[];
}

export interface ReportedPlace {
  convertedAt: number;
  conversionId: string;
}

/** Conversions with the source of the last `self_reported` touch in scope, whatever the lookback: it is no touch of credit. */
function reportedSql(parameters: SplittingParameters): string {
  const nth = `arrayLastIndex((i, r) -> i = 'self_reported' AND bitAnd(r, ${scopeBit(parameters)}) != 0, touch_interaction, touch_reach)`;
  const columns = [...valueColumns, 'touch_interaction', 'touch_source', 'touch_reach'];
  return `
  SELECT conversion_id, toUnixTimestamp64Milli(converted_at) AS at, ${valueSql(parameters)} AS value,
    ${nth} AS nth, toString(touch_source[nth]) AS source,
    multiIf(nth = 0, '${notReported}', source = '', '${noLabel}', source) AS reported
  FROM (${liveJourneys(parameters, columns)})`;
}

const withShares = (parameters: SplittingParameters, shares: string) => `
  SELECT r.conversion_id AS conversion_id, r.at AS at, r.value AS value, r.reported AS reported,
    if(empty(s.labels), ['${notTracked}'], arrayMap(l -> if(l = '', '${noLabel}', l), s.labels)) AS channels,
    if(empty(s.parts), [toInt64(${conversionParts})], s.parts) AS shares
  FROM (${reportedSql(parameters)}) AS r LEFT ANY JOIN (${shares}) AS s ON r.conversion_id = s.conversion_id`;

/** What people say brought them, and beside it what was tracked, by model. Neither changes the other. */
export async function reportedMatrix(
  clickhouse: ClickHouse,
  parameters: SplittingParameters,
  options: ModelOptions,
): Promise<{ cells: ReportedCell[]; sources: ReportedSource[] }> {
  const cells = parameters.models.map(async (model) => {
    const shares = conversionSharesSql(parameters, options, { model, dimension: 'channel', chosen: '1' });
    const rows = await clickhouse.query<{ reported: string; tracked: string; sum: string }>({
      name: 'reported_matrix',
      params: shares.params,
      settings: shares.settings,
      sql: `SELECT reported, tracked, sum(toInt128(part)) AS sum FROM (${withShares(parameters, shares.sql)})
        ARRAY JOIN channels AS tracked, shares AS part GROUP BY reported, tracked ORDER BY reported, tracked`,
    });
    return rows.map(({ reported, tracked, sum }) => ({ model, reported, tracked, parts: BigInt(sum) }));
  });
  const sources = clickhouse.query<{ reported: string; conversions: string; value: string }>({
    name: 'reported_sources',
    params: journeyParams(parameters),
    settings: journeySettings,
    sql: `SELECT reported, count() AS conversions, sum(toInt128(ifNull(r.value, 0))) AS value
      FROM (${reportedSql(parameters)}) AS r GROUP BY reported ORDER BY conversions DESC, reported`,
  });
  const [found, ...all] = await Promise.all([sources, ...cells]);
  return {
    cells: all.flat(),
    sources: found.map(({ reported, conversions, value }) => ({
      reported,
      conversions: Number(conversions),
      valueMinor: BigInt(value),
    })),
  };
}

/** A page of the conversions whose people said something, oldest first, with the credit of one model. */
export async function reportedConversions(
  clickhouse: ClickHouse,
  parameters: SplittingParameters,
  options: ModelOptions,
  { model, after, limit }: { model: Model; after: ReportedPlace | null; limit: number },
): Promise<{ conversions: ReportedConversion[]; hasMore: boolean }> {
  const shares = conversionSharesSql(parameters, options, { model, dimension: 'channel', chosen: '1' });
  const rows = await clickhouse.query<{
    conversion_id: string;
    at: string;
    reported: string;
    value: string | null;
    channels: string[];
    shares: string[];
  }>({
    name: 'reported_conversions',
    params: {
      ...shares.params,
      ...{ afterAt: after?.convertedAt ?? -9e15, afterId: after?.conversionId ?? '', most: limit + 1 },
    },
    settings: shares.settings,
    sql: `SELECT conversion_id, at, reported, value, channels, shares FROM (${withShares(parameters, shares.sql)})
      WHERE reported != '${notReported}' AND (at, conversion_id) > ({afterAt:Int64}, {afterId:String})
      ORDER BY at, conversion_id LIMIT {most:UInt32}`,
  });
  return {
    hasMore: rows.length > limit,
    conversions: rows.slice(0, limit).map((row) => ({
      conversionId: row.conversion_id,
      convertedAt: Number(row.at),
      reported: row.reported,
      valueMinor: row.value === null ? null : BigInt(row.value),
      tracked: row.channels.map((channel, at) => ({ channel, parts: BigInt(row.shares[at]!) })),
    })),
  };
}
