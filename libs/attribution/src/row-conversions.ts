import type { ClickHouse } from '@touchstone/facts';
import { contributionsOf } from './contributions.js';
import {
  columnOf,
  dimensions,
  dimensionSql,
  isTouchDimension,
  noLabel,
  periods,
  type Dimension,
} from './dimensions.js';
import { readVersions, versionColumns, type JourneyVersion } from './journey-versions.js';
import { conversionsWithReason, journeyParams, journeySettings, type Reason } from './journeys-sql.js';
import type { ModelOptions } from './models.js';
import type { AttributionParameters } from './parameters.js';

/** A row of a report: labels of some of its dimensions, or a reason. Without either: all that is attributed. */
export interface RowOf {
  labels: Partial<Record<Dimension, string>>;
  reason: Reason | null;
}

/** A conversion and what it adds to a row. */
export interface RowConversion {
  version: JourneyVersion;
  creditMinor: bigint;
  conversions: number;
}

/** A place in the order of conversions: by moment, then id. */
export interface ConversionPlace {
  convertedAt: number;
  conversionId: string;
}

export interface RowPage {
  conversions: RowConversion[];
  /** Where the next page begins; null: this was the last. */
  next: ConversionPlace | null;
}

/** Candidates in one query; of which, in one page, at most so many: a page may be shorter than asked for. */
const candidatesPerQuery = 500;
const candidatesPerPage = 20_000;

interface Candidate {
  converted_at_ms: number;
  conversion_id: string;
  version: number;
}

/**
 * Conversions of a row of a report with one model, oldest first: over all pages their credits sum to the row. ClickHouse
 * picks those with a touch of the row's labels, the reference model says what each of them adds.
 * @param options channel weights learned from the whole report, where the model is learned
 */
export async function rowConversions(
  clickhouse: ClickHouse,
  row: RowOf,
  parameters: AttributionParameters,
  options: ModelOptions,
  page: { after: ConversionPlace | null; limit: number },
): Promise<RowPage> {
  const conversions: RowConversion[] = [];
  let after = page.after;
  for (let read = 0; read < candidatesPerPage; read += candidatesPerQuery) {
    const candidates = await candidatesOf(clickhouse, row, parameters, after);
    for (const version of await versionsOf(clickhouse, candidates, parameters)) {
      const share = shareOf(version, row, parameters, options);
      if (share && conversions.length === page.limit) return { conversions, next: after };
      if (share) conversions.push({ version, ...share });
      after = { convertedAt: version.convertedAt, conversionId: version.conversionId };
    }
    if (candidates.length < candidatesPerQuery) return { conversions, next: null };
  }
  return { conversions, next: after };
}

/** What a version adds to a row; null: nothing. */
function shareOf(
  version: JourneyVersion,
  row: RowOf,
  parameters: AttributionParameters,
  options: ModelOptions,
) {
  const groupBy = dimensions.filter((dimension) => row.labels[dimension] !== undefined);
  const wanted = JSON.stringify(groupBy.map((dimension) => row.labels[dimension]));
  const parts = contributionsOf(version, { ...parameters, groupBy }, options).filter(({ group, reason }) =>
    row.reason === null ? JSON.stringify(group) === wanted : reason === row.reason,
  );
  if (parts.length === 0) return null;
  return {
    creditMinor: parts.reduce((sum, part) => sum + part.creditMinor, 0n),
    conversions: parts.reduce((sum, part) => sum + part.conversions, 0),
  };
}

function candidatesOf(
  clickhouse: ClickHouse,
  { labels, reason }: RowOf,
  parameters: AttributionParameters,
  after: ConversionPlace | null,
): Promise<Candidate[]> {
  const wanted = dimensions.filter((dimension) => labels[dimension] !== undefined);
  const columns = wanted.flatMap((dimension) => columnOf(dimension) ?? []);
  const conditions = wanted.flatMap((dimension) => {
    const label = `{row_${dimension}:String}`;
    if (!isTouchDimension(dimension)) return `${dimensionSql(dimension)} = ${label}`;
    // not has(): of an array of LowCardinality it does not find the empty text
    // months and weeks of touches are made from moments: the reference decides alone
    return periods.includes(dimension) ? [] : `arrayExists(x -> x = ${label}, ${dimensionSql(dimension)})`;
  });
  // a journey with credit to give may have none for this model
  const sqlReason = reason === null || reason === 'no_role_touch' ? '' : reason;
  return clickhouse.query<Candidate>({
    name: 'row_candidates',
    settings: { ...journeySettings, output_format_json_quote_64bit_integers: 0 },
    params: {
      ...journeyParams({ ...parameters, from: after?.convertedAt ?? parameters.from }),
      reason: sqlReason,
      afterMoment: after?.convertedAt ?? -9e15,
      afterId: after?.conversionId ?? '',
      ...Object.fromEntries(
        wanted.map((dimension) => [
          `row_${dimension}`,
          labels[dimension] === noLabel ? '' : labels[dimension],
        ]),
      ),
    },
    sql: `
SELECT toUnixTimestamp64Milli(converted_at) AS converted_at_ms, conversion_id, version
FROM (${conversionsWithReason(parameters, ['version', ...columns])})
WHERE ${['reason = {reason:String}', '(converted_at_ms, conversion_id) > ({afterMoment:Int64}, {afterId:String})', ...conditions].join(' AND ')}
ORDER BY converted_at_ms, conversion_id
LIMIT ${candidatesPerQuery}`,
  });
}

/** The whole versions, in the order of the candidates. */
async function versionsOf(
  clickhouse: ClickHouse,
  candidates: Candidate[],
  { workspace, conversion }: AttributionParameters,
): Promise<JourneyVersion[]> {
  if (candidates.length === 0) return [];
  const nameOf = (at: number, id: string, version: number) => `${at} ${version} ${id}`;
  const wanted = new Set(
    candidates.map((one) => nameOf(one.converted_at_ms, one.conversion_id, one.version)),
  );
  const read = await readVersions(clickhouse, {
    name: 'row_versions',
    params: {
      workspace,
      conversion,
      first: candidates[0]!.converted_at_ms,
      last: candidates.at(-1)!.converted_at_ms,
      ids: candidates.map((one) => one.conversion_id),
    },
    sql: `SELECT ${versionColumns} FROM journeys
      WHERE workspace = {workspace:String} AND kind = {conversion:String}
        AND converted_at >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
        AND converted_at <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
        AND conversion_id IN {ids:Array(String)}
      ORDER BY journeys.converted_at, journeys.conversion_id`,
  });
  return read.filter((one) => wanted.has(nameOf(one.convertedAt, one.conversionId, one.version)));
}
