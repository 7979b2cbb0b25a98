import { literal, newestJourneys } from '@touchstone/facts';
import {
  type AttributionParameters,
  AttributionRequest,
  creditedTouches,
  dayMs,
  type Model,
  type ModelOptions,
  models as allModels,
  parametersOf,
  type TouchDimension,
  type WhatIsSplit,
  wholeValue,
} from '@touchstone/attribution';

/** Models that depend on a conversion alone; those that learn from a report's window have no view. */
export const viewModels: readonly Model[] = allModels.filter(
  (model) => model !== 'markov' && model !== 'shapley',
);

type ConversionKind = AttributionParameters['conversion'];

/** Labels of touches that credit is told by. */
export const creditLabels: readonly TouchDimension[] = [
  'channel',
  'campaign',
  'source',
  'medium',
  'content',
  'interaction',
];

/** What a report has that says nothing else. A view has no parameters: who publishes other defaults asks the API. */
const creditParameters = ofDefaults();
function ofDefaults(): AttributionParameters {
  const request = AttributionRequest.parse({ model: [...viewModels], from: '2000-01-01', to: '2100-01-01' });
  const found = parametersOf(request, { workspace: '', currency: '', timeZone: 'UTC', position: 0 });
  if ('problem' in found) throw new Error(found.problem);
  return found.parameters;
}

export const fixed =
  'Won deals; 90 days of lookback; marketing touches of all persons of the account, sent and seen ones left out; half-life 7 days; latest amount; as known now.';

/** The newest version of each conversion of some kinds, of every workspace. */
export const newestOf = (kinds: readonly ConversionKind[]) => (columns: readonly string[]) => `
  SELECT ${[...new Set(['converted_at', 'conversion_id', ...columns])].join(', ')}
  FROM journeys
  WHERE ${newestJourneys(`kind IN (${kinds.map(literal).join(', ')})`)}`;

/** Columns of a journey that every view of credit may need. */
const ofDeal = [
  'workspace',
  'conversion_id',
  'account_id',
  'segment',
  'owner',
  'pipeline',
  'report_currency',
  'version',
];

/** What the rows of a view of credit are made of. */
export interface RowsOf {
  /** SQL of the journeys with these columns; the newest of won deals without it. */
  journeysOf?: (columns: readonly string[]) => string;
  /** Their columns to have beside those of every such view. */
  columns?: readonly string[];
  /** Dimensions of touches to have. */
  groupBy?: readonly TouchDimension[];
  /** What is split, and of which conversions, as in `CreditedRows`; the value of all without it. */
  split?: WhatIsSplit & { where?: string };
}

/** Of models that learn nothing. */
const modelOptions: ModelOptions = {
  ...{ halfLifeDays: creditParameters.halfLifeDays, customModels: new Map() },
  channelWeights: {},
};

export const noCredit = '(unattributed)';

/** Columns of a model; its share is a fraction of the deal. */
export const creditNames = (model: Model) => ({ credit: `credit_${model}_minor`, share: `deals_${model}` });

/** The newest of won deals. */
const wonDeals = newestOf(['deal.won']);

/**
 * `FROM` of a row a conversion and touch that may have credit, and a row a reason for what no touch has credit for: `why` of
 * the whole conversion, which then is one touch to every model; `lacking` the number of the model that has no touch for it,
 * whose row comes after the touches, as the others have theirs. `is_touch` is true for touches, `i` counts the rows,
 * `by_<dimension>` labels them, what has no touch as `noCredit`. Besides, what each model says of a row.
 */
export function rowsOfCredit(
  { journeysOf = wonDeals, columns = [], groupBy = creditLabels, split = wholeValue }: RowsOf,
  touchColumns: readonly string[] = [],
) {
  const ofRow = [...new Set([...ofDeal, ...columns])];
  const { journeys, perTouch, models, params } = creditedTouches(creditParameters, modelOptions, {
    ...{ groupBy, touchFilters: [], columns: ofRow, touchColumns, journeysOf },
    ...split,
  });
  const lacking = models.flatMap(({ lacks }, at) => (lacks ? [`if(${lacks}, [${at + 1}], [])`] : []));
  const labels = groupBy.map((name) => `by_${name}`);
  const arrays = [...touchColumns.map((name) => `own_${name}`), ...perTouch];
  return {
    ...{ ofRow, params },
    models: models.map(({ credit, share, lacks }, at) => {
      const sql = (ofTouch: string, whole: string) =>
        lacks
          ? `multiIf(is_touch, ${ofTouch}, lacking IN (0, ${at + 1}), ${whole}, 0)`
          : `if(lacking = 0, ${ofTouch}, 0)`;
      return { credit: sql(`toInt64(${credit})`, 'minor'), share: sql(`toFloat64(${share})`, '1') };
    }),
    from: `FROM (
    SELECT *, lacking = 0 AND why = '' AS is_touch
    FROM (
      SELECT * REPLACE (${[
        ...arrays.map((name) => `arrayResize(${name}, n + length(lacks)) AS ${name}`),
        ...labels.map(
          (name) =>
            `arrayResize(if(why = '', ${name}, []), n + length(lacks), ${literal(noCredit)}) AS ${name}`,
        ),
      ].join(', ')}),
        arrayConcat(arrayWithConstant(n, 0), lacks) AS lacking, arrayEnumerate(lacking) AS i
      FROM (SELECT *, reason AS why, if(why = '', arrayConcat(${lacking.join(', ')}), []) AS lacks FROM (${journeys})))
    ARRAY JOIN ${['lacking', 'i', ...arrays, ...labels].join(', ')})`,
  };
}

/**
 * SQL of credit, a row a conversion and touch that may have some, and a row for what no touch has credit for, with its
 * `reason`: `credit_<model>_minor` and `deals_<model>` of each model, `whole_value` and `deals` on the first row alone.
 */
export function creditRows(): string {
  return creditSql(rowsOfCredit({}, ['touch_at', 'touch_position', 'touch_person']), [
    'if(is_touch, i, 0) AS touch_number, toUInt32(if(is_touch, n, 0)) AS touches',
    'if(is_touch, own_touch_at, NULL) AS touched_at, if(is_touch, own_touch_position, 0) AS position',
    `if(is_touch, own_touch_person, '') AS person`,
    ...creditLabels.map((name) => `by_${name} AS ${name}`),
  ]);
}

/** The same of any `rowsOfCredit`. @param ofTouch what to tell of touches, beside why a row is none */
export function creditSql(
  { ofRow, models, from, params }: ReturnType<typeof rowsOfCredit>,
  ofTouch: readonly string[],
): string {
  const credited = viewModels.map((model, at) => {
    const { credit, share } = creditNames(model);
    return `${models[at]!.credit} AS ${credit}, ${models[at]!.share} AS ${share}`;
  });
  const sql = `
  SELECT ${[...ofRow, 'converted_at'].join(', ')}, if(lacking > 0, 'no_role_touch', why) AS reason,
    ${[...ofTouch, 'if(i = 1, minor, 0) AS whole_value, toUInt8(i = 1) AS deals', ...credited].join(',\n    ')}
  ${from}`;
  return bound(sql, params);
}

/** SQL with its parameters in it: of a view they are constants, and the currency that of the row. */
export function bound(sql: string, params: Record<string, unknown>): string {
  const values: Record<string, string> = {
    timeZone: literal(creditParameters.timeZone),
    currency: 'report_currency',
    lookbackMs: String((creditParameters.lookbackDays ?? 0) * dayMs),
  };
  return sql.replace(/\{(\w+):(\w+)\}/g, (_, name: string, type: string) => {
    const value = values[name] ?? (params[name] as string | number | undefined);
    if (value === undefined) throw new Error(`a view has no ${name}`);
    return type === 'String' ? String(value) : `to${type}(${value})`;
  });
}
