import { newestJourneys } from '@touchstone/facts';
import { reaches } from '@touchstone/timeline';
import { dimensionSql, filterParams, filtersOn, passes } from './dimensions.js';
import { dayMs } from './models.js';
import { isValued, type AttributionParameters } from './parameters.js';

/** Why a conversion has no credit to give. */
export const reasons = [
  'no_touch',
  'outside_lookback',
  'no_identity',
  'no_role_touch',
  'unconverted',
] as const;
export type Reason = (typeof reasons)[number];

/**
 * Journeys are few and wide: without the thresholds a report runs on one thread. Chains of comparisons are not looked for,
 * as for each AND that hashes all the queries within: more than half of what a report of many models took to plan.
 * Conditions are computed whole: picking the rows that a branch is for costs more than the branch.
 */
export const journeySettings = {
  merge_tree_min_rows_for_concurrent_read: 8192,
  merge_tree_min_bytes_for_concurrent_read: 1048576,
  optimize_and_compare_chain: 0,
  short_circuit_function_evaluation: 'disable',
};

/** Values of all `{name:Type}` in the SQL of this file and of dimensions. */
export const journeyParams = (parameters: AttributionParameters) => ({
  workspace: parameters.workspace,
  conversion: parameters.conversion,
  from: parameters.from,
  to: parameters.to,
  asOf: parameters.asOf,
  currency: parameters.currency,
  timeZone: parameters.timeZone,
  lookbackMs: Math.round((parameters.lookbackDays ?? 0) * dayMs),
  ...filterParams(parameters.filters),
});

/** Columns that `valueSql` reads. */
export const valueColumns = ['value_minor', 'value_at_conversion_minor', 'report_currency'];

/** Value of a conversion in minor units of the report's currency; NULL: no rate. */
export const valueSql = (parameters: AttributionParameters) => {
  if (!isValued(parameters.conversion)) return 'toNullable(toInt64(0))';
  const column = parameters.value === 'latest' ? 'value_minor' : 'value_at_conversion_minor';
  return `if(report_currency = {currency:String}, ${column}, NULL)`;
};

/**
 * Conversions of the window as known at `asOf`, that pass the filters on conversions: of every key its newest version,
 * unless that is a tombstone. By key and not by id: a conversion that moved has a tombstone at its old moment and is
 * alive at its new one. Filters do not choose the version: one that no longer passes must not leave an older one to
 * answer. Keys are read first, so that journeys of older versions are not read at all.
 */
export function liveJourneys({ filters }: AttributionParameters, columns: readonly string[]): string {
  const passing = filtersOn(filters, 'conversions').map((dimension) =>
    passes(dimension, dimensionSql(dimension)),
  );
  const inWindow = `workspace = {workspace:String} AND kind = {conversion:String}
    AND converted_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND converted_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND version <= {asOf:UInt64}`;
  return `
  SELECT ${[...new Set(['converted_at', 'conversion_id', ...columns])].join(', ')}
  FROM journeys
  WHERE ${newestJourneys(inWindow)}
    ${passing.map((condition) => `AND ${condition}`).join(' ')}`;
}

/** Bit of a touch's or lead's reach that puts it into the scope. */
export const scopeBit = ({ scope }: Pick<AttributionParameters, 'scope'>) =>
  ({ account: reaches.account, contacts: reaches.contact, primary: reaches.primary })[scope];

/** SQL that is true for a touch (flags `f`, bits of reach `r`) that may get credit. */
function eligibility(parameters: AttributionParameters): string {
  const side = { marketing: 'bitAnd(f, 1) = 0', sales: 'bitAnd(f, 1) = 1', all: '' }[parameters.touchScope];
  const reach = `bitAnd(r, ${scopeBit(parameters)}) != 0`;
  return [side, parameters.countViews ? '' : 'bitAnd(f, 2) = 0', reach].filter(Boolean).join(' AND ');
}

/**
 * Live conversions with `value`, `counts` (1 for each touch that gets credit), `eligible` (how many those are) and
 * `reason`; that is empty where the conversion has credit to give.
 * @param journeysOf where they come from, where not from the window of the parameters
 * @param isMoney SQL that is true where money is split: what has no rate has none; counting needs no rate
 */
export const conversionsWithReason = (
  parameters: AttributionParameters,
  columns: readonly string[],
  journeysOf: (columns: readonly string[]) => string = (needed) => liveJourneys(parameters, needed),
  isMoney = '1',
) => `
  SELECT *, ${valueSql(parameters)} AS value,
    arrayMap((f, r) -> ${eligibility(parameters)}, touch_flags, touch_reach) AS may_count,
    ${
      parameters.lookbackDays === null
        ? 'may_count'
        : `arrayMap((t, m) -> m AND t >= converted_at - toIntervalMillisecond({lookbackMs:Int64}), touch_at, may_count)`
    } AS counts,
    countEqual(counts, 1) AS eligible,
    multiIf(value IS NULL AND ${isMoney}, 'unconverted', has_identity = 0, 'no_identity', eligible > 0, '',
      has(may_count, 1), 'outside_lookback', 'no_touch') AS reason
  FROM (${journeysOf([...valueColumns, 'has_identity', 'touch_at', 'touch_flags', 'touch_reach', ...columns])})`;
