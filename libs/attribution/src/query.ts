import type { NamedQuery } from '@touchstone/facts';
import { reaches } from '@touchstone/timeline';
import { dayMs } from './models.js';
import { modelSql } from './model-sql.js';
import { isValued, type AttributionParameters, type Dimension } from './parameters.js';

/** Why a conversion has no credit to give. */
export const reasons = [
  'no_touch',
  'outside_lookback',
  'no_identity',
  'no_role_touch',
  'unconverted',
] as const;
export type Reason = (typeof reasons)[number];

/** Journeys are few and wide: without these a report runs on one thread. */
const settings = {
  merge_tree_min_rows_for_concurrent_read: 8192,
  merge_tree_min_bytes_for_concurrent_read: 1048576,
};

/** Dimensions that lie on touches, with their column; `month` lies on the conversion. */
const touchColumn: Partial<Record<Dimension, string>> = {
  channel: 'touch_channel',
  campaign: 'touch_campaign',
  source: 'touch_source',
  medium: 'touch_medium',
  interaction: 'touch_interaction',
};

const valueSql = (parameters: AttributionParameters) => {
  if (!isValued(parameters.conversion)) return 'toNullable(toInt64(0))';
  const column = parameters.value === 'latest' ? 'value_minor' : 'value_at_conversion_minor';
  return `if(report_currency = {currency:String}, ${column}, NULL)`;
};

/**
 * Conversions of the window as known at `asOf`: of every key its newest version, unless that is a tombstone. By key and
 * not by id: a conversion that moved has a tombstone at its old moment and is alive at its new one.
 */
const liveJourneys = (columns: readonly string[]) => `
  SELECT * FROM (
    SELECT ${[...new Set(['converted_at', 'conversion_id', 'is_live', ...columns])].join(', ')}
    FROM journeys
    WHERE workspace = {workspace:String} AND kind = {conversion:String}
      AND converted_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
      AND converted_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
      AND version <= {asOf:UInt64}
    ORDER BY workspace DESC, kind DESC, converted_at DESC, conversion_id DESC, version DESC
    LIMIT 1 BY converted_at, conversion_id)
  WHERE is_live = 1`;

const windowOf = (parameters: AttributionParameters) => ({
  workspace: parameters.workspace,
  conversion: parameters.conversion,
  from: parameters.from,
  to: parameters.to,
  asOf: parameters.asOf,
  currency: parameters.currency,
});

/** SQL that is true for a touch (flags `f`, bits of reach `r`) that may get credit. */
function eligibility({ scope, touchScope, countViews }: AttributionParameters): string {
  const side = { marketing: 'bitAnd(f, 1) = 0', sales: 'bitAnd(f, 1) = 1', all: '' }[touchScope];
  const reach = `bitAnd(r, ${{ account: reaches.account, contacts: reaches.contact, primary: reaches.primary }[scope]}) != 0`;
  return [side, countViews ? '' : 'bitAnd(f, 2) = 0', reach].filter(Boolean).join(' AND ');
}

/** A row of `creditQuery`; `credit_<model>` are sums of integers as text, `conversions_<model>` sums of shares. */
export type CreditRow = Partial<Record<Dimension, string>> & { reason: Reason | '' } & Record<
    string,
    string | number
  >;

/**
 * Credit of several models at once, grouped; conversions without credit come as rows with their reason. All integer
 * arithmetic happens in ClickHouse, deal by deal; one pass over the journeys.
 */
export function creditQuery(parameters: AttributionParameters): NamedQuery {
  const { groupBy, lookbackDays } = parameters;
  const sql = parameters.models.map((model) => ({ model, ...modelSql[model] }));
  const names = new Set(
    groupBy.map((dimension) => touchColumn[dimension]).filter((column) => column !== undefined),
  );
  if (sql.some((model) => model.needsChannels)) names.add('touch_channel');
  const columns = [...names];
  const perDeal = sql.flatMap((model) => model.perDeal);
  const perTouch = sql.flatMap((model) => model.perTouch);
  const keys = ['reason', ...groupBy];
  const sums = sql.flatMap(({ model, credit, share }) => [
    `sum(toInt128(sign * toInt64(${credit}))) AS credit_${model}`,
    `sum(toFloat64(${share})) AS conversions_${model}`,
  ]);
  const keySql = groupBy.map((dimension) =>
    dimension === 'month'
      ? `formatDateTime(converted_at, '%Y-%m', {timeZone:String}) AS month`
      : `${touchColumn[dimension]!} AS ${dimension}`,
  );
  return {
    name: 'attribution_credit',
    settings,
    params: {
      ...windowOf(parameters),
      timeZone: parameters.timeZone,
      lookbackMs: Math.round((lookbackDays ?? 0) * dayMs),
      halfLifeMs: parameters.halfLifeDays * dayMs,
    },
    sql: `
SELECT ${[...keys.slice(0, 1), ...keySql, ...sums].join(',\n  ')}
FROM (
  SELECT converted_at, reason, sign, amount, n, ${[...columns, ...perDeal].map((column) => `${column}, `).join('')}
    arrayEnumerate(touch_ms) AS i
  FROM (
    SELECT converted_at, reason, sign, amount,
      if(reason = '', length(eligible_ms), 1) AS n,
      if(reason = '', eligible_ms, [toInt64(0)]) AS touch_ms
      ${columns.map((column) => `, if(reason = '', arrayFilter((x, c) -> c, ${column}, counts), ['']) AS ${column}`).join('\n      ')}
    FROM (
      SELECT *, ${valueSql(parameters)} AS value,
        toUInt64(abs(ifNull(value, 0))) AS amount, if(ifNull(value, 0) < 0, -1, 1) AS sign,
        arrayMap((f, r) -> ${eligibility(parameters)}, touch_flags, touch_reach) AS may_count,
        ${
          lookbackDays === null
            ? 'may_count'
            : `arrayMap((t, m) -> m AND t >= converted_at - toIntervalMillisecond({lookbackMs:Int64}), touch_at, may_count)`
        } AS counts,
        arrayMap(t -> toUnixTimestamp64Milli(t), arrayFilter((t, c) -> c, touch_at, counts)) AS eligible_ms,
        multiIf(value IS NULL, 'unconverted', has_identity = 0, 'no_identity', notEmpty(eligible_ms), '',
          has(may_count, 1), 'outside_lookback', 'no_touch') AS reason
      FROM (${liveJourneys(['value_minor', 'value_at_conversion_minor', 'report_currency', 'has_identity', 'touch_at', 'touch_flags', 'touch_reach', ...columns])})
    )
  )
)
ARRAY JOIN ${['i', ...columns, ...perTouch].join(', ')}
GROUP BY ${keys.join(', ')}`,
  };
}

export interface TotalRow {
  is_converted: number;
  currency: string;
  conversions: string;
  amount_minor: string;
  value_minor: string;
}

/** What the CRM says of the same window, from the conversions alone: nothing of touches or models is in it. */
export function crmTotalQuery(parameters: AttributionParameters): NamedQuery {
  return {
    name: 'attribution_crm_total',
    settings,
    params: windowOf(parameters),
    sql: `
SELECT is_converted, if(is_converted, '', currency) AS currency, count() AS conversions,
  sum(toInt128(amount_minor)) AS amount_minor, sum(toInt128(ifNull(value, 0))) AS value_minor
FROM (
  SELECT currency, amount_minor, ${valueSql(parameters)} AS value, value IS NOT NULL AS is_converted
  FROM (${liveJourneys(['amount_minor', 'currency', 'value_minor', 'value_at_conversion_minor', 'report_currency'])})
)
GROUP BY is_converted, currency
ORDER BY is_converted, currency`,
  };
}
