import {
  type AttributionParameters,
  creditedTouches,
  dayMs,
  type Model,
  models as allModels,
  type TouchDimension,
  wholeValue,
} from '@touchstone/attribution';
import { literal } from './view.js';

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

/** The newest version of each conversion of a kind, of every workspace. */
const newestOf = (kind: ConversionKind) => (columns: readonly string[]) => `
  SELECT ${[...new Set(['converted_at', 'conversion_id', ...columns])].join(', ')}
  FROM journeys
  WHERE kind = '${kind}' AND is_live = 1 AND (workspace, converted_at, conversion_id, version) IN (
    SELECT workspace, converted_at, conversion_id, max(version) FROM journeys WHERE kind = '${kind}'
    GROUP BY workspace, converted_at, conversion_id)`;

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
const ofTouch = ['touch_at', 'touch_position', 'touch_person'];

/** What the rows of a view of credit are made of. */
interface RowsOf {
  /** Kind of conversion; won deals without it. */
  conversion?: ConversionKind;
  /** SQL of the journeys with these columns; the newest of the kind without it. */
  journeysOf?: (columns: readonly string[]) => string;
  /** Their columns to have beside those of every such view. */
  columns?: readonly string[];
  /** Dimensions of touches to have. */
  groupBy?: readonly TouchDimension[];
  /** What is split, and of which conversions, as in `CreditedRows`; the value of all without it. */
  split?: { amount: string; sign: string; where?: string };
}

export const noCredit = '(unattributed)';

/** Columns of a model; its share is a fraction of the deal. */
export const creditNames = (model: Model) => ({ credit: `credit_${model}_minor`, share: `deals_${model}` });

/**
 * SQL of credit, a row a conversion and touch that may have some, and a row for what no touch has credit for, with its
 * `reason`: `credit_<model>_minor` and `deals_<model>` of each model, `whole_value` and `deals` on the first row alone.
 */
export function creditRows({
  conversion = 'deal.won',
  journeysOf = newestOf(conversion),
  columns = [],
  groupBy = creditLabels,
  split = wholeValue,
}: RowsOf): string {
  const ofRow = [...new Set([...ofDeal, ...columns])];
  const credited = creditedTouches(
    { ...creditParameters, conversion },
    { halfLifeDays: creditParameters.halfLifeDays, customModels: new Map(), channelWeights: {} },
    { groupBy, touchFilters: [], columns: ofRow, touchColumns: ofTouch, journeysOf, ...split },
  );
  const touchLabel = (name: string) => `if(reason = '', toString(by_${name}), ${literal(noCredit)})`;
  const rowsOfTouches = `
  SELECT ${ofRow.join(', ')}, converted_at, reason,
    toUInt32(if(reason = '', i, 0)) AS touch_number, toUInt32(if(reason = '', n, 0)) AS touches,
    if(reason = '', own_touch_at, NULL) AS touched_at, own_touch_position AS position, own_touch_person AS person,
    ${groupBy.map((name) => `${touchLabel(name)} AS ${name}`).join(', ')},
    if(i = 1, minor, 0) AS whole_value, toUInt8(i = 1) AS deals,
    ${viewModels
      .map((model, at) => {
        const { credit, share } = credited.models[at]!;
        const names = creditNames(model);
        const ofTouches = `if(reason = '', toInt64(${credit}), minor) AS ${names.credit}`;
        return `${ofTouches}, if(reason = '', toFloat64(${share}), 1) AS ${names.share}`;
      })
      .join(',\n    ')}
  ${credited.from}`;
  // a deal has credit by most models, and none by one that asks for a touch which it lacks: a row more, for that model alone
  const lackingRows = viewModels.flatMap((model, at) => {
    const { lacks } = credited.models[at]!;
    if (!lacks) return [];
    const own = (other: Model, value: string) => (other === model ? value : '0');
    return `
  SELECT ${ofRow.join(', ')}, converted_at, 'no_role_touch' AS reason,
    toUInt32(0) AS touch_number, toUInt32(0) AS touches, NULL AS touched_at, toUInt64(0) AS position, '' AS person,
    ${groupBy.map((name) => `${literal(noCredit)} AS ${name}`).join(', ')},
    toInt64(0) AS whole_value, toUInt8(0) AS deals,
    ${viewModels
      .map((other) => {
        const names = creditNames(other);
        return `toInt64(${own(other, 'minor')}) AS ${names.credit}, toFloat64(${own(other, '1')}) AS ${names.share}`;
      })
      .join(', ')}
  FROM (SELECT * FROM (${credited.journeys}) WHERE reason = '' AND ${lacks})`; // apart: the reason selected is another one
  });
  return bound([rowsOfTouches, ...lackingRows].join('\n  UNION ALL'), credited.params);
}

/** SQL with its parameters in it: of a view they are constants, and the currency that of the row. */
export function bound(sql: string, params: Record<string, unknown>): string {
  const values: Record<string, string> = {
    currency: 'report_currency',
    lookbackMs: String((creditParameters.lookbackDays ?? 0) * dayMs),
  };
  return sql.replace(/\{(\w+):(\w+)\}/g, (_, name: string, type: string) => {
    const value = values[name] ?? (params[name] as string | number | undefined);
    if (value === undefined) throw new Error(`a view has no ${name}`);
    return type === 'String' ? String(value) : `to${type}(${value})`;
  });
}
