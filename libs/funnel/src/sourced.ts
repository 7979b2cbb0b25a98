import { newestJourneys } from '@touchstone/facts';
import { passingDeals, type VelocityQuestion } from './velocity-report.js';

/** Deals and what marketing had to do with them. Amounts are whole minor units of the currency of the report. */
export interface SourcedFigures {
  deals: number;
  valueMinor: bigint;
  /** First eligible touch is marketing. */
  sourced: number;
  sourcedMinor: bigint;
  /** Any eligible touch is marketing. */
  influenced: number;
  influencedMinor: bigint;
}

const inWindow = `workspace = {workspace:String} AND kind IN ('deal.created', 'deal.won') AND version <= {asOf:UInt64}
  AND converted_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
  AND converted_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  AND converted_at <= fromUnixTimestamp64Milli({judgedAt:Int64}, 'UTC')`;

/**
 * One row a deal created or won in the window, with whether marketing sourced and influenced it: by touches that are not
 * views, within the lookback (both ends in), of those who are in scope.
 */
export const journeysSql = ({ filters }: Pick<VelocityQuestion, 'filters'>): string => `
  SELECT kind, owner, segment, pipeline, if(report_currency = {currency:String}, value_minor, NULL) AS value,
    arrayFilter((f, t, r) -> bitAnd(f, 2) = 0 AND bitAnd(r, {scopeBit:UInt8}) != 0
        AND ({lookbackMs:Int64} < 0 OR toUnixTimestamp64Milli(t) >= toUnixTimestamp64Milli(converted_at) - {lookbackMs:Int64}),
      touch_flags, touch_at, touch_reach) AS eligible,
    notEmpty(eligible) AND bitAnd(eligible[1], 1) = 0 AS is_sourced,
    arrayExists(f -> bitAnd(f, 1) = 0, eligible) AS is_influenced
  FROM journeys
  WHERE ${newestJourneys(inWindow)}
    ${passingDeals(filters)}`;

const nothing: SourcedFigures = {
  ...{ deals: 0, valueMinor: 0n, sourced: 0, sourcedMinor: 0n, influenced: 0, influencedMinor: 0n },
};

/** Pipeline (deals created) and revenue (deals won), of rows by kind. */
export function sourcedOf(rows: Record<string, string>[]): {
  pipeline: SourcedFigures;
  revenue: SourcedFigures;
} {
  const of = (kind: string): SourcedFigures => {
    const row = rows.find((one) => one['kind'] === kind);
    if (!row) return nothing;
    return {
      ...{ deals: Number(row['deals']), valueMinor: BigInt(row['value_minor']!) },
      ...{ sourced: Number(row['sourced']), sourcedMinor: BigInt(row['sourced_minor']!) },
      ...{ influenced: Number(row['influenced']), influencedMinor: BigInt(row['influenced_minor']!) },
    };
  };
  return { pipeline: of('deal.created'), revenue: of('deal.won') };
}
