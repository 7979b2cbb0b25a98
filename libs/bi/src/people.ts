import { money } from './money.js';
import { newest } from './newest.js';
import { column, instant, label, type View, workspaceColumn } from './view.js';

export const people: View = {
  name: 'people',
  comment:
    'One row a person who has touched something or created a lead. Pseudonymous: no name, no address; nobody is recognised by what is here.',
  columns: [
    workspaceColumn(),
    column('person', 'String', 'Pseudonymous person.'),
    column(
      'account_id',
      'String',
      'Pseudonymous account that the person belongs to, by the newest touch or lead. Empty: none.',
    ),
    column('touches', 'UInt64', 'Recorded touches, page views each for itself.'),
    column('leads', 'UInt64', 'Leads of the person.'),
    column('first_seen_at', instant, 'First touch or lead, UTC.'),
    column('last_seen_at', instant, 'Last touch or lead, UTC.'),
    column('first_channel', label, 'Channel of the first touch. Empty: no touch.'),
  ],
  from: `FROM (
  SELECT workspace, person, argMax(account, at) AS account_id, countIf(is_touch) AS touches, countIf(NOT is_touch) AS leads,
    min(at) AS first_seen_at, max(at) AS last_seen_at, argMinIf(of_channel, (at, id), is_touch) AS first_channel
  FROM (
    SELECT workspace, person, account_id AS account, occurred_at AS at, event_id AS id, channel AS of_channel, 1 AS is_touch
    FROM bi.touches WHERE person != ''
    UNION ALL
    SELECT workspace, person, account_id, created_at, lead_id, '', 0 FROM bi.leads WHERE person != '')
  GROUP BY workspace, person)`,
};

export const accounts: View = {
  name: 'accounts',
  comment:
    'One row an account, and one with an empty account_id for deals that have none: won_value_minor sums to what was won.',
  columns: [
    workspaceColumn(),
    column('account_id', 'String', 'Pseudonymous account. Empty: deals without an account.'),
    column('segment', label, 'Segment, as of the newest deal or lead. Empty: none.'),
    column('leads', 'UInt64', 'Leads of the account.'),
    column('deals', 'UInt64', 'Deals of the account.'),
    column('won_deals', 'UInt64', 'Deals that were won.'),
    column(
      'first_won_at',
      `Nullable(${instant})`,
      'When the account became a customer: its first won deal, UTC. NULL: none.',
    ),
    column('currency', label, 'ISO 4217 code of the workspace. Empty: no deal.'),
    ...money('won_value', 'Value of the won deals; those without a rate count 0.', {
      minor: 'won_minor',
      currency: 'currency',
    }),
  ],
  from: `FROM (
  SELECT workspace, account_id, argMax(of_segment, (of_segment != '', at)) AS segment, countIf(NOT is_deal) AS leads, countIf(is_deal) AS deals,
    countIf(is_won) AS won_deals, minOrNullIf(assumeNotNull(won_at), is_won) AS first_won_at, max(of_currency) AS currency, sum(minor) AS won_minor
  FROM (
    SELECT workspace, account_id, segment AS of_segment, created_at AS at, 1 AS is_deal, status = 'won' AS is_won,
      closed_at AS won_at, report_currency AS of_currency, if(status = 'won', ifNull(value_minor, 0), 0) AS minor
    FROM ${newest('deals', 'deal_id')} WHERE status != 'deleted'
    UNION ALL
    SELECT workspace, account_id, segment, created_at, 0, 0, NULL, '', 0 FROM ${newest('leads', 'lead_id')} WHERE account_id != '')
  GROUP BY workspace, account_id)`,
};
