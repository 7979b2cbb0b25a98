import { money } from './money.js';
import { newestVersion } from './newest.js';
import { column, label, type View, workspaceColumn } from './view.js';

export const spend: View = {
  name: 'spend_by_day',
  comment:
    'One row a platform, account, campaign, day and kind of cost: the latest statement, which replaces earlier ones. cost_minor sums to the ledger a currency; never sum it over currencies.',
  columns: [
    workspaceColumn('s.workspace'),
    column('day', 'Date', 'Calendar day of the cost.', 's.day'),
    column('platform', label, 'Ad platform or supplier.', 's.platform'),
    column('ad_account', label, 'Account at the platform. Empty: there is one only.', 's.account'),
    column('campaign', label, 'Campaign. Empty: a cost without one.', 's.campaign'),
    column('kind', label, 'media, tools, people, agency or other.', 's.kind'),
    column(
      'channel',
      label,
      'Channel by the definitions at the time of the statement. (unmapped): no rule maps it.',
      "if(s.channel = '', '(unmapped)', s.channel)",
    ),
    column('currency', label, 'ISO 4217 code of the cost.', 's.currency'),
    ...money('cost', 'Cost of the day; negative for a credit note.', {
      minor: 's.cost_minor',
      currency: 's.currency',
    }),
  ],
  from: `FROM ${newestVersion('spend', ['day', 'platform', 'account', 'campaign', 'kind'], 'position')} AS s`,
};
