import {
  type AttributionParameters,
  creditedTouches,
  dayMs,
  type Model,
  models as allModels,
  wholeValue,
} from '@touchstone/attribution';
import { displaySql } from './money.js';
import { column, instant, label, literal, type View, type ViewColumn, workspaceColumn } from './view.js';

/** Models that depend on a conversion alone; those that learn from a report's window have no view. */
export const viewModels: readonly Model[] = allModels.filter(
  (model) => model !== 'markov' && model !== 'shapley',
);

/** What every workspace starts with. A view has no parameters: who publishes other defaults asks the API. */
const parameters: AttributionParameters = {
  workspace: '',
  models: viewModels,
  customModels: new Map(),
  groupBy: ['channel', 'campaign', 'source', 'medium', 'content', 'interaction'],
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

const fixed =
  'Won deals; 90 days of lookback; marketing touches of all persons of the account, sent and seen ones left out; half-life 7 days; latest amount; as known now.';

/** The newest version of each won deal of every workspace. */
const wonDeals = (columns: readonly string[]) => `
  SELECT ${[...new Set(['converted_at', 'conversion_id', ...columns])].join(', ')}
  FROM journeys
  WHERE kind = 'deal.won' AND is_live = 1 AND (workspace, converted_at, conversion_id, version) IN (
    SELECT workspace, converted_at, conversion_id, max(version) FROM journeys WHERE kind = 'deal.won'
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

const credited = creditedTouches(
  parameters,
  { halfLifeDays: parameters.halfLifeDays, customModels: new Map(), channelWeights: {} },
  {
    groupBy: parameters.groupBy,
    touchFilters: [],
    columns: ofDeal,
    touchColumns: ofTouch,
    journeysOf: wonDeals,
    ...wholeValue,
  },
);

/** SQL with its parameters in it: of a view they are constants, and the currency that of the row. */
function bound(sql: string): string {
  const values: Record<string, string> = {
    currency: 'report_currency',
    lookbackMs: String((parameters.lookbackDays ?? 0) * dayMs),
  };
  return sql.replace(/\{(\w+):(\w+)\}/g, (_, name: string, type: string) => {
    const value = values[name] ?? (credited.params[name] as string | number | undefined);
    if (value === undefined) throw new Error(`a view has no ${name}`);
    return type === 'String' ? String(value) : `to${type}(${value})`;
  });
}

const noCredit = '(unattributed)';
const touchLabel = (name: string) => `if(reason = '', toString(by_${name}), ${literal(noCredit)})`;

/** Columns of a model; its share is a fraction of the deal. */
const creditNames = (model: Model) => ({ credit: `credit_${model}_minor`, share: `deals_${model}` });

const rowsOfTouches = `
  SELECT workspace, conversion_id, account_id, segment, owner, pipeline, report_currency, version, converted_at, reason,
    toUInt32(if(reason = '', i, 0)) AS touch_number, toUInt32(if(reason = '', n, 0)) AS touches,
    if(reason = '', own_touch_at, NULL) AS touched_at, own_touch_position AS position, own_touch_person AS person,
    ${parameters.groupBy.map((name) => `${touchLabel(name)} AS ${name}`).join(', ')},
    if(i = 1, minor, 0) AS whole_value, toUInt8(i = 1) AS deals,
    ${viewModels
      .map((model, at) => {
        const { credit, share } = credited.models[at]!;
        const names = creditNames(model);
        const split = `if(reason = '', toInt64(${credit}), minor) AS ${names.credit}`;
        return `${split}, if(reason = '', toFloat64(${share}), 1) AS ${names.share}`;
      })
      .join(',\n    ')}
  ${credited.from}`;

/** A deal has credit by most models, and none by one that asks for a touch which it lacks: a row more, for that model alone. */
const lackingRows = viewModels.flatMap((model, at) => {
  const { lacks } = credited.models[at]!;
  if (!lacks) return [];
  const own = (other: Model, value: string) => (other === model ? value : '0');
  return `
  SELECT workspace, conversion_id, account_id, segment, owner, pipeline, report_currency, version, converted_at, 'no_role_touch' AS reason,
    toUInt32(0) AS touch_number, toUInt32(0) AS touches, NULL AS touched_at, toUInt64(0) AS position, '' AS person,
    ${parameters.groupBy.map((name) => `${literal(noCredit)} AS ${name}`).join(', ')},
    toInt64(0) AS whole_value, toUInt8(0) AS deals,
    ${viewModels
      .map((other) => {
        const names = creditNames(other);
        return `toInt64(${own(other, 'minor')}) AS ${names.credit}, toFloat64(${own(other, '1')}) AS ${names.share}`;
      })
      .join(', ')}
  FROM (SELECT * FROM (${credited.journeys}) WHERE reason = '' AND ${lacks})`; // apart: the reason selected is another one
});

const rows = bound([rowsOfTouches, ...lackingRows].join('\n  UNION ALL'));

/** A column of credit and of deals a model. @param of SQL of a column of the rows */
function modelColumns(of: (column: string) => string): ViewColumn[] {
  return viewModels.flatMap((model) => {
    const { credit, share } = creditNames(model);
    const name = credit.replace(/_minor$/, '');
    return [
      column(
        credit,
        'Int64',
        `Credit by ${model} in whole minor units of currency; the column sums to what was won.`,
        of(credit),
      ),
      column(
        name,
        'Decimal(38, 4)',
        `The same in currency, for display: sums are exact in ${credit}.`,
        displaySql(of(credit), 'report_currency'),
      ),
      column(
        share,
        'Float64',
        `Won deals by ${model}, in fractions; the column sums to the number of won deals.`,
        of(share),
      ),
    ];
  });
}

const sideBySide =
  'Models stand side by side, a column each, and every one alone sums to what was won: never add columns of two models.';

export const credit: View = {
  name: 'credit',
  comment: `One row a won deal and touch that may have credit, and a row for what no touch has credit for, with its reason. ${sideBySide} ${fixed}`,
  columns: [
    workspaceColumn(),
    column('deal_id', 'String', 'Deal, as in deals.', 'conversion_id'),
    column('won_at', instant, 'When the deal was won, UTC: the day that credit counts on.', 'converted_at'),
    column(
      'reason',
      label,
      'Empty: a touch. Else why the deal, or one model of it, has no touch: no_touch, outside_lookback, no_identity, no_role_touch or unconverted.',
    ),
    column('touch_number', 'UInt32', 'Which touch of the deal, 1 = earliest. 0: no touch.'),
    column('touches', 'UInt32', 'Touches of the deal that may have credit. 0: none.'),
    column('touched_at', `Nullable(${instant})`, 'Moment of the touch, UTC. NULL: no touch.'),
    column(
      'touch_position',
      'UInt64',
      'Place of the event of the touch in the log, as position in touches. 0: no touch.',
      'position',
    ),
    column('person', 'String', 'Pseudonymous person of the touch, as in people. Empty: no touch.'),
    ...parameters.groupBy.map((name) =>
      column(
        name,
        label,
        `${name === 'content' ? 'Content id' : name[0]!.toUpperCase() + name.slice(1)} of the touch. Empty: none; ${noCredit}: no touch.`,
      ),
    ),
    column('account_id', 'String', 'Account of the deal, as in accounts. Empty: none.'),
    column('segment', label, 'Segment of the account. Empty: none.'),
    column('owner', label, 'Owner of the deal. Empty: none.'),
    column('pipeline', label, 'Pipeline of the deal. Empty: none.'),
    column('currency', label, 'ISO 4217 code of all money of the row.', 'report_currency'),
    column(
      'deal_value_minor',
      'Int64',
      'Whole value of the deal in minor units on its first row, 0 on its others: sums to what was won, deals without a rate as 0.',
      'whole_value',
    ),
    column(
      'deal_value',
      'Decimal(38, 4)',
      'The same in currency, for display.',
      displaySql('whole_value', 'report_currency'),
    ),
    column(
      'deals',
      'UInt8',
      '1 on the first row of a deal, 0 on its others: sums to the number of won deals.',
    ),
    ...modelColumns((name) => name),
  ],
  from: `FROM (${rows})`,
};

const grouped = (keys: readonly string[]) => `FROM (
  SELECT ${keys.join(', ')}, toDate(converted_at) AS day, report_currency, sum(whole_value) AS value, sum(deals) AS all_deals,
    ${viewModels
      .map(creditNames)
      .map(({ credit: minor, share }) => `sum(${minor}) AS sum_${minor}, sum(${share}) AS sum_${share}`)
      .join(', ')}
  FROM (${rows})
  GROUP BY ${keys.join(', ')}, day, report_currency)`;

const summed = modelColumns((name) => `sum_${name}`);
const dayColumns = [
  column('day', 'Date', 'Day that deals were won on, UTC.'),
  column('currency', label, 'ISO 4217 code of all money of the row.', 'report_currency'),
];

export const creditByChannelDay: View = {
  name: 'credit_by_channel_day',
  comment: `One row a channel and day of winning; what no touch has credit for is channel ${noCredit}. ${sideBySide} ${fixed}`,
  columns: [
    workspaceColumn(),
    column('channel', label, `Channel of the touches, or ${noCredit}.`),
    ...dayColumns,
    ...summed,
  ],
  from: grouped(['workspace', 'channel']),
};

export const unattributed: View = {
  name: 'unattributed',
  comment: `One row a reason for no credit and day of winning: the rows ${noCredit} of credit_by_channel_day, taken apart. ${sideBySide} ${fixed}`,
  columns: [
    workspaceColumn(),
    column(
      'reason',
      label,
      'no_touch, outside_lookback, no_identity, no_role_touch (lead_creation alone) or unconverted (no rate: its value counts 0).',
    ),
    ...dayColumns,
    ...summed.map((one) => ({
      ...one,
      comment: one.comment
        .replace(/^Credit by/, 'What has no credit by')
        .replace('Won deals by', 'Won deals without credit by')
        .replace(/; the column sums.*/, '.'),
    })),
  ],
  from: `${grouped(['workspace', 'reason'])} WHERE reason != ''`,
};
