import type { NamedQuery } from '@touchstone/facts';
import { columnOf, dimensionSql, filtersOn, isTouchDimension, passes, type Dimension } from './dimensions.js';
import {
  conversionsWithReason,
  journeyParams,
  journeySettings,
  scopeBit,
  type Reason,
} from './journeys-sql.js';
import { modelSqlOf, type ModelSql } from './model-sql.js';
import type { ModelOptions } from './models.js';
import type { AttributionParameters } from './parameters.js';

/**
 * A row of `creditQuery`: sums of one group. `credit_<n>` and `conversions_<n>` are those of the n-th model of the
 * parameters, `lacking_minor_<n>` and `lacking_<n>` what that model has no touch for. Integers come as text.
 */
export type CreditRow = Partial<Record<Dimension, string>> & {
  reason: Reason | '';
  /** 0: touches that the filters on touches leave out, all in one row; they count for totals alone. */
  shown: number;
  /** Value and number of the conversions that begin in this group; of a reason, or summed over all groups, all of it. */
  value_minor: string;
  conversions: string;
} & Record<string, string | number>;

/** One for the first touch of each label a conversion has: the first that is shown, where touches are filtered. */
const influencedSql = (labels: readonly string[]): ModelSql => ({
  steps: [[`arrayEnumerateUniq(${labels.join(', ')}) AS $nth`]],
  perTouch: ['$nth'],
  credit: 'if($nth = 1, amount, 0)',
  share: '$nth = 1',
});

/** SQL of every model, their names made distinct. */
function modelsSql(parameters: AttributionParameters, options: ModelOptions, labels: readonly string[]) {
  return parameters.models.map((model, at): ModelSql => {
    const sql = model === 'influenced' ? influencedSql(labels) : modelSqlOf(model, options);
    const own = (text: string) => text.replaceAll('$', `m${at}_`);
    return {
      ...sql,
      steps: sql.steps.map((step) => step.map(own)),
      perTouch: sql.perTouch?.map(own) ?? [],
      credit: own(sql.credit),
      share: own(sql.share),
      ...(sql.lacks && { lacks: own(sql.lacks) }),
      params: Object.fromEntries(Object.entries(sql.params ?? {}).map(([name, value]) => [own(name), value])),
    };
  });
}

/** Steps of all models side by side: each is a query around the one before. */
function inSteps(base: string, models: readonly ModelSql[]): string {
  const depth = Math.max(0, ...models.map(({ steps }) => steps.length));
  return Array.from({ length: depth }, (_, at) => models.flatMap(({ steps }) => steps[at] ?? [])).reduce(
    (inner, columns) => `SELECT *, ${columns.join(',\n  ')}\nFROM (${inner})`,
    base,
  );
}

/** Moments of the lead and the opportunity of a kind of conversion, in milliseconds; what has none lies before all time. */
function momentsSql(parameters: AttributionParameters) {
  const never = 'toInt64(-9000000000000000)';
  const created = `ifNull(toUnixTimestamp64Milli(created_at), ${never})`;
  const isLead = parameters.conversion.startsWith('lead.');
  const isDeal = parameters.conversion.startsWith('deal.');
  const nth = `arrayFirstIndex(r -> bitAnd(r, ${scopeBit(parameters)}) != 0, lead_reach)`;
  return {
    lead: isLead ? created : `if(${nth} = 0, ${never}, toUnixTimestamp64Milli(lead_at[${nth}]))`,
    opp: isDeal ? created : never,
  };
}

const momentColumns = ['created_at', 'lead_at', 'lead_reach'];

/** What a row of `creditedTouches` is made of, beside the amount that is split. */
export interface CreditedRows {
  groupBy: readonly Dimension[];
  touchFilters: readonly Dimension[];
  /** Columns of the journey to have beside those that models and dimensions need. */
  columns?: readonly string[];
  /** Absolute amount to split, as UInt64, and its sign; SQL over the journey's `value`. */
  amount: string;
  sign: string;
  /** SQL that chooses conversions; all without it. */
  where?: string;
}

/** The value of the conversion: what reports split. */
export const wholeValue = {
  amount: 'toUInt64(abs(ifNull(value, 0)))',
  sign: 'if(ifNull(value, 0) < 0, -1, 1)',
} as const;

/**
 * SQL of conversions with their credit, a row a touch (`FROM ... ARRAY JOIN ...`), and what each model says of a row.
 * `i` is the touch, 1 = earliest; `by_<dimension>` its labels, `shown` whether it passes the filters on touches.
 */
export function creditedTouches(
  parameters: AttributionParameters,
  options: ModelOptions,
  { groupBy, touchFilters, amount, sign, columns: own = [], where = '1' }: CreditedRows,
): { from: string; models: ModelSql[]; params: Record<string, unknown> } {
  const touchKeys = groupBy.filter(isTouchDimension);
  const shown = touchFilters.length > 0 ? ['shown'] : [];
  const models = modelsSql(
    parameters,
    options,
    [...touchKeys.map((key) => `by_${key}`), ...shown].length > 0
      ? [...touchKeys.map((key) => `by_${key}`), ...shown]
      : ['arrayMap(t -> 1, touch_ms)'],
  );
  const moments = new Set(models.flatMap(({ moments: of }) => of ?? []));
  const arrays = new Set<string>(models.flatMap(({ arrays: of }) => of ?? []));
  const columns = new Set([...(moments.size > 0 ? momentColumns : []), ...own]);
  for (const dimension of [...groupBy, ...touchFilters]) {
    const column = columnOf(dimension);
    if (column) (isTouchDimension(dimension) ? arrays : columns).add(column);
  }
  const touchMoment = momentsSql(parameters);
  const passing = touchFilters.map((dimension, at) => passes(dimension, `x${at}`));
  const labels = [
    ...groupBy.map((dimension) => `${dimensionSql(dimension)} AS by_${dimension}`),
    ...(shown.length > 0
      ? [
          `arrayMap((${touchFilters.map((_, at) => `x${at}`).join(', ')}) -> ${passing.join(' AND ')}, ${touchFilters.map(dimensionSql).join(', ')}) AS shown`,
        ]
      : []),
    ...[...moments].map((role) => `arrayCount(t -> t <= ${role}_ms, touch_ms) AS ${role}_at_touch`),
  ];
  const base = `
SELECT converted_at, reason, sign, amount, n, touch_ms
  ${[...own, ...arrays].map((column) => `, ${column}`).join('')}
  ${labels.map((label) => `, ${label}`).join('')}
FROM (
  SELECT ${['converted_at', ...columns].join(', ')}, reason,
    ${amount} AS amount, ${sign} AS sign,
    if(reason = '', length(eligible_ms), 1) AS n,
    if(reason = '', eligible_ms, [toInt64(0)]) AS touch_ms
    ${[...moments].map((role) => `, ${touchMoment[role]} AS ${role}_ms`).join('')}
    ${[...arrays].map((column) => `, if(reason = '', arrayFilter((x, c) -> c, ${column}, counts), ['']) AS ${column}`).join('')}
  FROM (${conversionsWithReason(parameters, [...columns, ...arrays])})
  WHERE ${where}
)`;
  const perTouch = models.flatMap(({ perTouch: of }) => of ?? []);
  return {
    models,
    params: Object.assign(journeyParams(parameters), ...models.map(({ params }) => params)) as Record<
      string,
      unknown
    >,
    from: `FROM (SELECT *, arrayEnumerate(touch_ms) AS i FROM (${inSteps(base, models)}))
ARRAY JOIN ${['i', ...shown, ...touchKeys.map((key) => `by_${key}`), ...perTouch].join(', ')}`,
  };
}

/**
 * Credit of several models at once, grouped; conversions without credit come as rows with their reason. All integer
 * arithmetic happens in ClickHouse, conversion by conversion; one pass over the journeys.
 */
export function creditQuery(parameters: AttributionParameters, options: ModelOptions): NamedQuery {
  const { groupBy, filters } = parameters;
  const touchFilters = filtersOn(filters, 'touches');
  const isFiltered = touchFilters.length > 0;
  const { from, models, params } = creditedTouches(parameters, options, {
    groupBy,
    touchFilters,
    ...wholeValue,
  });
  const keys = ['reason', 'is_shown', ...groupBy.map((dimension) => `key_${dimension}`)];
  return {
    name: 'attribution_credit',
    settings: journeySettings,
    params,
    sql: `
SELECT reason, ${isFiltered ? 'shown' : '1'} AS is_shown,
  ${groupBy.map((dimension) => `${isFiltered ? `if(shown, toString(by_${dimension}), '')` : `by_${dimension}`} AS key_${dimension},`).join('\n  ')}
  sum(toInt128(if(i = 1, sign * toInt64(amount), 0))) AS value_minor, countIf(i = 1) AS conversions,
  ${models.flatMap(sumsOf).join(',\n  ')}
${from}
GROUP BY ${keys.join(', ')}`,
  };
}

const sumsOf = ({ credit, share, lacks }: ModelSql, at: number) => [
  `sum(toInt128(sign * toInt64(${credit}))) AS credit_${at}`,
  `sum(toFloat64(${share})) AS conversions_${at}`,
  ...(lacks
    ? [
        `sum(toInt128(if(i = 1 AND ${lacks}, sign * toInt64(amount), 0))) AS lacking_minor_${at}`,
        `countIf(i = 1 AND ${lacks}) AS lacking_${at}`,
      ]
    : []),
];
