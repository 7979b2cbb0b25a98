import { creditGroups, creditParts } from './credit-groups.js';
import { creditColumns } from './credit-columns.js';
import { creditNames, creditLabels, creditRows, fixed, noCredit, viewModels } from './credit-rows.js';
import { displaySql } from './money.js';
import { column, instant, label, type View, workspaceColumn } from './view.js';

const rows = creditRows();

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
    ...creditLabels.map((name) =>
      column(
        name,
        label,
        `${name === 'content' ? 'Content id, as content_id of touches,' : name[0]!.toUpperCase() + name.slice(1)} of the touch. Empty: none; ${noCredit}: no touch.`,
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
    ...creditColumns((name) => name),
  ],
  from: `FROM (${rows})`,
};

const dealParts = creditParts('bi_deal_parts', 'Credit of won deals, a row a touch or reason.');
const groups = creditGroups(
  { workspace: 'workspace', day: 'toDate(converted_at)', report_currency: 'report_currency' },
  dealParts,
);
const grouped = (keys: string) => `FROM (
  SELECT ${keys}, day, report_currency,
    ${viewModels
      .map(creditNames)
      .map(({ credit: minor, share }) => `sum(${minor}) AS sum_${minor}, sum(${share}) AS sum_${share}`)
      .join(', ')}
  FROM (${groups}) GROUP BY ${keys}, day, report_currency)`;

const summed = creditColumns((name) => `sum_${name}`);
const dayColumns = [
  column('day', 'Date', 'Day that deals were won on, UTC.'),
  column('currency', label, 'ISO 4217 code of all money of the row.', 'report_currency'),
];

export const creditByChannelDay: View = {
  name: 'credit_by_channel_day',
  behind: [dealParts],
  comment: `One row a channel and day of winning; what no touch has credit for is channel ${noCredit}. ${sideBySide} ${fixed}`,
  columns: [
    workspaceColumn(),
    column('channel', label, `Channel of the touches, or ${noCredit}.`),
    ...dayColumns,
    ...summed,
  ],
  from: grouped('workspace, channel'),
};

export const unattributed: View = {
  name: 'unattributed',
  behind: [dealParts],
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
  from: `${grouped('workspace, reason')} WHERE reason != ''`,
};
