import { creditNames, fixed, noCredit, viewModels } from './credit-rows.js';
import { creditParts } from './credit-groups.js';
import { creditColumns } from './credit-columns.js';
import { displaySql } from './money.js';
import { column, instant, label, type View, workspaceColumn } from './view.js';

/**
 * Versions of won deals, each with what it changes: at its own position its credit comes, at that of the version after it
 * the same credit goes. So the changes of a deal telescope to its newest version.
 */
const changingDeals = (columns: readonly string[]) => `
  SELECT ${[...new Set(['converted_at', 'conversion_id', ...columns])].join(', ')}
  FROM journeys
  ANY INNER JOIN (
    SELECT workspace, converted_at, conversion_id, told.1 AS version,
      if(at < length(all_told), [(toInt8(1), told), (toInt8(-1), all_told[at + 1])], [(toInt8(1), told)]) AS changes
    FROM (
      SELECT workspace, converted_at, conversion_id,
        arraySort(groupArray((version, toString(cause), cause_event_id, cause_position))) AS all_told
      FROM journeys WHERE kind = 'deal.won' GROUP BY workspace, converted_at, conversion_id)
    ARRAY JOIN all_told AS told, arrayEnumerate(all_told) AS at) AS standing
    USING (workspace, converted_at, conversion_id, version)
  WHERE kind = 'deal.won' AND is_live = 1`;

const keys = [
  'workspace',
  'commit_position',
  'conversion_id',
  'converted_at',
  'channel',
  'reason',
  'report_currency',
];
const change = (name: string) => `sum(change.1 * ${name})`;
/** Fractions that come and go as they were leave nothing, in whatever order they are added. */
const shareChange = (name: string) => `round(${change(name)}, 12)`;

const names = viewModels.map(creditNames);

const changes = creditParts(
  'bi_changes',
  'Credit of versions of won deals, a row a touch or reason, with what it changes.',
  { journeysOf: changingDeals, columns: ['changes'] },
);

export const restatements: View = {
  name: 'restatements',
  comment: `One row a commit, won deal, moment of winning, channel and reason whose credit the commit may have changed: by how much, 0 for what stayed. A deal that is won comes, one that is reopened goes; each column sums to what it does in credit, over any commits to the difference between before and after. Positions are places in the log: which event it was is told by GET /v1/restatements. ${fixed}`,
  behind: [changes],
  columns: [
    workspaceColumn(),
    column('position', 'UInt64', 'Log position of the commit that changed it.', 'commit_position'),
    column(
      'cause',
      label,
      'Why, such as won, late_touch, identity_linked, amount_changed, rate, rule, reopened.',
      'of_commit.2',
    ),
    column('cause_event_id', 'String', 'Event behind it. Empty: none of its own.', 'of_commit.3'),
    column('cause_position', 'UInt64', 'Log position of that event. 0: none.', 'of_commit.4'),
    column('deal_id', 'String', 'Deal, as in deals.', 'conversion_id'),
    column(
      'won_at',
      instant,
      'When the deal was won, UTC, by what came or went; a deal that moves goes at one moment and comes at another.',
      'converted_at',
    ),
    column('channel', label, `Channel of the touches, or ${noCredit}.`),
    column('reason', label, 'Empty: touches. Else why the deal, or one model of it, has no touch.'),
    column('currency', label, 'ISO 4217 code of all money of the row.', 'report_currency'),
    column(
      'deal_value_minor',
      'Int64',
      'Change of what was won, in minor units, on the row of the first touch.',
      'value_change',
    ),
    column(
      'deal_value',
      'Decimal(38, 4)',
      'The same in currency, for display.',
      displaySql('value_change', 'report_currency'),
    ),
    column(
      'deals',
      'Int8',
      'Change of the number of won deals, on the row of the first touch.',
      'deals_change',
    ),
    ...creditColumns((name) => `${name}_change`).map((one) => ({
      ...one,
      comment: one.comment
        .replace(/^Credit by/, 'Change of credit by')
        .replace(/^Won deals by/, 'Change of won deals by'),
    })),
  ],
  from: `FROM (
  SELECT ${keys.join(', ')}, any(change.2) AS of_commit,
    ${names.flatMap(({ credit, share }) => [`${change(credit)} AS ${credit}_change`, `${shareChange(share)} AS ${share}_change`]).join(', ')},
    ${change('whole_value')} AS value_change, ${change('deals')} AS deals_change
  FROM (SELECT *, change, change.2.1 AS commit_position FROM ${changes.name} ARRAY JOIN changes AS change)
  GROUP BY ${keys.join(', ')})`,
};
