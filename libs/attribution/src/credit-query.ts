import type { NamedQuery } from '@touchstone/facts';
import {
  columnOf,
  dimensionSql,
  filtersOn,
  isTouchDimension,
  passes,
  periods,
  type Dimension,
} from './dimensions.js';
import {
  conversionsWithReason,
  journeyParams,
  journeySettings,
  scopeBit,
  type Reason,
} from './journeys-sql.js';
import { modelSqlOf, type ModelSql } from './model-sql.js';
import { hasSeveralRoles, rolesTogether, severalRolesSql } from './role-model-sql.js';
import { isRoleModel, type RoleModel } from './role-models.js';
import { sideBySide } from './split-sql.js';
import type { ModelOptions } from './models.js';
import type { AttributionParameters } from './parameters.js';
import { wholeValue, type WhatIsSplit } from './what-is-split.js';

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
  credit: 'if($nth = 1, minor, 0)',
  share: '$nth = 1',
});

const prefixed = (text: string, prefix: string) => text.replaceAll('$', prefix);

/** SQL of every model, their names made distinct; and what those of several roles have in common. */
function modelsSql(parameters: AttributionParameters, options: ModelOptions, labels: readonly string[]) {
  const several = parameters.models.filter(
    (model): model is RoleModel => isRoleModel(model) && hasSeveralRoles(model),
  );
  const together = several.length > 0 ? rolesTogether(several) : { steps: [] };
  const models = parameters.models.map((model, at): ModelSql => {
    const sql =
      model === 'influenced'
        ? influencedSql(labels)
        : isRoleModel(model) && hasSeveralRoles(model)
          ? severalRolesSql(model, several.indexOf(model) + 1, together)
          : modelSqlOf(model, options);
    const own = (text: string) => prefixed(text, `m${at}_`);
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
  const common = together.steps.map((step) => step.map((text) => prefixed(text, 'roles_')));
  return { models, steps: sideBySide([common, ...models.map(({ steps }) => steps)]) };
}

/** Each step is a query around the one before. */
const inSteps = (base: string, steps: readonly (readonly string[])[]) =>
  steps.reduce((inner, columns) => `SELECT *, ${columns.join(',\n  ')}\nFROM (${inner})`, base);

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

/** What a row of `creditedTouches` is made of. */
export interface CreditedRows extends WhatIsSplit {
  groupBy: readonly Dimension[];
  touchFilters: readonly Dimension[];
  /** Columns of the journey to have beside those that models and dimensions need. */
  columns?: readonly string[];
  /** SQL that chooses conversions; all without it. */
  where?: string;
  /** Columns of the journey with an element a touch, to have beside those of models and dimensions as `own_<column>`. */
  touchColumns?: readonly string[];
  /** SQL of the journeys with these columns; those of the window, as of its position, without it. */
  journeysOf?: (columns: readonly string[]) => string;
}

/**
 * SQL of conversions with their credit, a row a touch (`FROM ... ARRAY JOIN ...`), and what each model says of a row.
 * `i` is the touch, 1 = earliest; `by_<dimension>` its labels, `shown` whether it passes the filters on touches. `journeys` is
 * the same with a row a conversion: `perTouch` are those of its columns that have an element a touch.
 */
export function creditedTouches(
  parameters: AttributionParameters,
  options: ModelOptions,
  {
    groupBy,
    touchFilters,
    amount,
    sign,
    isMoney,
    columns: own = [],
    touchColumns = [],
    where = '1',
    journeysOf,
  }: CreditedRows,
): {
  from: string;
  journeys: string;
  perTouch: string[];
  models: ModelSql[];
  params: Record<string, unknown>;
} {
  const touchKeys = groupBy.filter(isTouchDimension);
  const shown = touchFilters.length > 0 ? ['shown'] : [];
  const { models, steps } = modelsSql(
    parameters,
    options,
    [...touchKeys.map((key) => `by_${key}`), ...shown].length > 0
      ? [...touchKeys.map((key) => `by_${key}`), ...shown]
      : ['arrayWithConstant(n, 1)'],
  );
  const moments = new Set(models.flatMap(({ moments: of }) => of ?? []));
  const arrays = new Set<string>(models.flatMap(({ arrays: of }) => of ?? []));
  const columns = new Set([...(moments.size > 0 ? momentColumns : []), ...own]);
  for (const dimension of [...groupBy, ...touchFilters]) {
    const column = columnOf(dimension);
    if (column) (isTouchDimension(dimension) ? arrays : columns).add(column);
  }
  const touchMoment = momentsSql(parameters);
  const needsMoments =
    moments.size > 0 ||
    models.some((model) => model.needsMoments) ||
    [...groupBy, ...touchFilters].some(
      (dimension) => isTouchDimension(dimension) && periods.includes(dimension),
    );
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
  const ofTouches = touchColumns.map((column) => `own_${column}`);
  const base = `
SELECT converted_at, reason, sign, amount, sign * toInt64(amount) AS minor, n ${needsMoments ? ', touch_ms' : ''}
  ${[...own, ...arrays, ...ofTouches].map((column) => `, ${column}`).join('')}
  ${labels.map((label) => `, ${label}`).join('')}
FROM (
  SELECT ${['converted_at', ...columns].join(', ')}, reason,
    ${amount} AS amount, ${sign} AS sign,
    if(reason = '', eligible, 1) AS n
    ${needsMoments ? ", if(reason = '', arrayMap(t -> toUnixTimestamp64Milli(t), arrayFilter((t, c) -> c, touch_at, counts)), [toInt64(0)]) AS touch_ms" : ''}
    ${[...moments].map((role) => `, ${touchMoment[role]} AS ${role}_ms`).join('')}
    ${[...arrays].map((column) => `, if(reason = '', arrayFilter((x, c) -> c, ${column}, counts), ['']) AS ${column}`).join('')}
    ${touchColumns.map((column) => `, if(reason = '', arrayFilter((x, c) -> c, ${column}, counts), arrayResize(arraySlice(${column}, 1, 0), 1)) AS own_${column}`).join('')}
  FROM (${conversionsWithReason(parameters, [...columns, ...arrays, ...touchColumns], journeysOf, isMoney)})
  WHERE ${where}
)`;
  const perTouch = models.flatMap(({ perTouch: of }) => of ?? []);
  const journeys = inSteps(base, steps);
  return {
    ...{ models, journeys, perTouch },
    params: Object.assign(journeyParams(parameters), ...models.map(({ params }) => params)) as Record<
      string,
      unknown
    >,
    from: `FROM (SELECT *, range(1, toUInt32(n + 1)) AS i FROM (${journeys}))
ARRAY JOIN ${['i', ...shown, ...touchKeys.map((key) => `by_${key}`), ...ofTouches, ...perTouch].join(', ')}`,
  };
}

/**
 * Credit of several models at once, grouped; conversions without credit come as rows with their reason. All integer
 * arithmetic happens in ClickHouse, conversion by conversion; one pass over the journeys.
 * @param sums type of the sums: what does not fit wraps around
 */
export function creditQuery(
  parameters: AttributionParameters,
  options: ModelOptions,
  sums: 'Int64' | 'Int128',
): NamedQuery {
  const { groupBy, filters } = parameters;
  const touchFilters = filtersOn(filters, 'touches');
  const isFiltered = touchFilters.length > 0;
  const { from, models, params } = creditedTouches(parameters, options, {
    groupBy,
    touchFilters,
    ...wholeValue,
  });
  const keys = [
    'reason',
    ...(isFiltered ? ['is_shown'] : []),
    ...groupBy.map((dimension) => `key_${dimension}`),
  ];
  return {
    name: 'attribution_credit',
    settings: journeySettings,
    params,
    sql: `
SELECT reason, ${isFiltered ? 'shown' : '1'} AS is_shown,
  ${groupBy.map((dimension) => `${isFiltered ? `if(shown, toString(by_${dimension}), '')` : `by_${dimension}`} AS key_${dimension},`).join('\n  ')}
  sum(to${sums}(if(i = 1, minor, 0))) AS value_minor, countIf(i = 1) AS conversions,
  ${models.flatMap((model, at) => sumsOf(model, at, sums)).join(',\n  ')}
${from}
GROUP BY ${keys.join(', ')}`,
  };
}

const sumsOf = ({ credit, share, lacks }: ModelSql, at: number, sums: string) => [
  `sum(to${sums}(${credit})) AS credit_${at}`,
  `sum(toFloat64(${share})) AS conversions_${at}`,
  ...(lacks
    ? [
        `sum(to${sums}(if(i = 1 AND ${lacks}, minor, 0))) AS lacking_minor_${at}`,
        `countIf(i = 1 AND ${lacks}) AS lacking_${at}`,
      ]
    : []),
];
