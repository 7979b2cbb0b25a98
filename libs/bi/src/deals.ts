import { money } from './money.js';
import { newest } from './newest.js';
import { column, instant, label, type View, workspaceColumn } from './view.js';

const won = `d.status = 'won'`;

export const deals: View = {
  name: 'deals',
  comment:
    'One row a deal of the CRM, as it stands now. Deleted deals are not in it. value_minor sums to the CRM in the currency of the workspace; amount_minor is in the currency of each deal: never sum it over currencies.',
  columns: [
    workspaceColumn('d.workspace'),
    column('deal_id', 'String', 'Id of the deal in its source.', 'd.deal_id'),
    column('created_at', instant, 'When the deal was created, UTC.', 'd.created_at'),
    column('status', label, 'open, won or lost.', 'd.status'),
    column('is_won', 'UInt8', '1: won.', won),
    column('closed_at', `Nullable(${instant})`, 'When it was won or lost, UTC. NULL: open.', 'd.closed_at'),
    column(
      'close_day',
      'Nullable(Date32)',
      'Day of the close in the time zone of the workspace. NULL: open.',
      'd.close_day',
    ),
    column(
      'days_to_close',
      'Nullable(Float64)',
      'Days of 24 hours from creation to close. NULL: open.',
      "dateDiff('millisecond', d.created_at, d.closed_at) / 86400000",
    ),
    ...money('amount', 'Latest amount of the deal, in deal_currency.', {
      minor: 'd.amount_minor',
      currency: 'd.currency',
    }).map((one) => ({ ...one, comment: one.comment.replace("the row's currency", 'deal_currency') })),
    column('deal_currency', label, 'ISO 4217 code of amount_minor. Empty: no amount is known.', 'd.currency'),
    ...money(
      'value',
      'The amount in the currency of the workspace, at the rate of the close day. NULL: no rate is known.',
      {
        minor: 'd.value_minor',
        currency: 'd.report_currency',
        isNullable: true,
      },
    ),
    ...money(
      'won_value',
      'value of won deals, 0 of others: sums to what was won. Deals without a rate count 0.',
      {
        minor: `if(${won}, ifNull(d.value_minor, 0), 0)`,
        currency: 'd.report_currency',
      },
    ),
    column('currency', label, 'ISO 4217 code of the workspace: of value and won_value.', 'd.report_currency'),
    column('account_id', 'String', 'Pseudonymous account, as in accounts. Empty: none.', 'd.account_id'),
    column('segment', label, 'Segment of the account. Empty: none.', 'd.segment'),
    column('owner', label, 'Owner in the source system. Empty: none.', 'd.owner'),
    column('pipeline', label, 'Pipeline in the source system. Empty: none.', 'd.pipeline'),
    column('stage', label, 'Stage in the source system. Empty: none.', 'd.stage'),
    column(
      'lost_reason',
      label,
      'Why it was lost, as given. Empty: none given, or not lost.',
      'd.lost_reason',
    ),
  ],
  from: `FROM ${newest('deals', 'deal_id')} AS d WHERE d.status != 'deleted'`,
};
