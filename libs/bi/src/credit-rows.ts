import { literal } from '@touchstone/facts';
import {
  type AttributionParameters,
  creditedTouches,
  dayMs,
  type Model,
  type ModelOptions,
  models as allModels,
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

/** What every workspace starts with. A view has no parameters: who publishes other defaults asks the API. */
export const creditParameters: AttributionParameters = {
  workspace: '',
  models: viewModels,
  customModels: new Map(),
  groupBy: ['channel'],
  filters: {},
  from: 0,
  to: 0,
  conversion: 'deal.won',
  lookbackDays: 90,
  scope: 'account',
  touchScope: 'marketing',
  countViews: false,
  halfLifeDays: 7,
  valueFunction: 'revenue',
  value: 'latest',
  asOf: 0,
  currency: '',
  timeZone: 'UTC',
  details: false,
};

export const fixed =
  'Won deals; 90 days of lookback; marketing touches of all persons of the account, sent and seen ones left out; half-life 7 days; latest amount; as known now.';

/** The newest version of each conversion of some kinds, of every workspace. */
export const newestOf = (kinds: readonly ConversionKind[]) => (columns: readonly string[]) => {
  const isOne = `kind IN (${kinds.map(literal).join(', ')})`;
  return `
  SELECT ${[...new Set(['converted_at', 'conversion_id', ...columns])].join(', ')}
  FROM journeys
  WHERE ${isOne} AND is_live = 1 AND (workspace, kind, converted_at, conversion_id, version) IN (
    SELECT workspace, kind, converted_at, conversion_id, max(version) FROM journeys WHERE ${isOne}
    GROUP BY workspace, kind, converted_at, conversion_id)`;
};

/** Columns of a journey that every view of credit may need. */
export const ofDeal = [
  'workspace',
  'conversion_id',
  'account_id',
  'segment',
  'owner',
  'pipeline',
  'report_currency',
  'version',
];
const ofTouch = ['touch_at', 'touch_position', 'touch_person'];

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
export const modelOptions: ModelOptions = {
  ...{ halfLifeDays: creditParameters.halfLifeDays, customModels: new Map() },
  channelWeights: {},
};

export const noCredit = '(unattributed)';

/** Columns of a model; its share is a fraction of the deal. */
export const creditNames = (model: Model) => ({ credit: `credit_${model}_minor`, share: `deals_${model}` });

/**
 * SQL of credit, a row a conversion and touch that may have some, and a row for what no touch has credit for, with its
 * `reason`: `credit_<model>_minor` and `deals_<model>` of each model, `whole_value` and `deals` on the first row alone.
 */
export function creditRows({
  journeysOf = newestOf(['deal.won']),
  columns = [],
  groupBy = creditLabels,
  split = wholeValue,
}: RowsOf): string {
  const ofRow = [...new Set([...ofDeal, ...columns])];
  const credited = creditedTouches(creditParameters, modelOptions, {
    groupBy,
    touchFilters: [],
    columns: ofRow,
    touchColumns: ofTouch,
    journeysOf,
    ...split,
  });
  // a deal has credit by most models, and none by one that asks for a touch which it lacks: a row more, for that model alone
  const lacking = credited.models.flatMap(({ lacks }, at) =>
    lacks ? [`if(why = '' AND i = 1 AND ${lacks}, [${at + 1}], [])`] : [],
  );
  const ofModel = (at: number, ofTouch: string, whole: string) =>
    `multiIf(is_touch, ${ofTouch}, lacking IN (0${credited.models[at]!.lacks ? `, ${at + 1}` : ''}), ${whole}, 0)`;
  const sql = `
  SELECT ${ofRow.join(', ')}, converted_at, if(lacking > 0, 'no_role_touch', why) AS reason,
    toUInt32(if(is_touch, i, 0)) AS touch_number, toUInt32(if(is_touch, n, 0)) AS touches,
    if(is_touch, own_touch_at, NULL) AS touched_at, if(is_touch, own_touch_position, 0) AS position,
    if(is_touch, own_touch_person, '') AS person,
    ${groupBy.map((name) => `if(is_touch, toString(by_${name}), ${literal(noCredit)}) AS ${name}`).join(', ')},
    if(i = 1 AND lacking = 0, minor, 0) AS whole_value, toUInt8(i = 1 AND lacking = 0) AS deals,
    ${viewModels
      .map((model, at) => {
        const { credit, share } = credited.models[at]!;
        const names = creditNames(model);
        const split = `${ofModel(at, `toInt64(${credit})`, 'minor')} AS ${names.credit}`;
        return `${split}, ${ofModel(at, `toFloat64(${share})`, '1')} AS ${names.share}`;
      })
      .join(',\n    ')}
  FROM (
    SELECT *, lacking, why = '' AND lacking = 0 AS is_touch
    FROM (SELECT *, reason AS why ${credited.from})
    ARRAY JOIN arrayConcat([0], ${lacking.join(', ')}) AS lacking)`;
  return bound(sql, credited.params);
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
