import { personIdSql } from '@touchstone/facts';
import { money } from './money.js';
import { newest } from './newest.js';
import { classifiedTouches, newestKeys, personOf } from './touches.js';
import { column, instant, label, type View, workspaceColumn } from './view.js';

const named = `SELECT workspace, person_key, occurred_at, event_id, channel FROM ${classifiedTouches} WHERE person_key != ''`;
/** Keys that were ever of several people are few: of them alone each touch is asked whose it is. */
const ofSeveral = `SELECT workspace, person_key FROM person_keys WHERE length(from_at) > 1`;

/** What people touched, a row a key or more: `begin` is channel and event of the first, `owner` the surviving key of the person. */
const touched = `
  SELECT t.workspace AS workspace, if(k.person_key = '', t.person_key, k.person[1]) AS owner, if(k.person_key = '', '', k.account_id[1]) AS k_account,
    t.key_touches AS key_touches, t.first_at AS first_at, t.last_at AS last_at, t.begin AS begin
  FROM (
    SELECT workspace, person_key, count() AS key_touches, min(occurred_at) AS first_at, max(occurred_at) AS last_at,
      argMin((toString(channel), event_id), (occurred_at, event_id)) AS begin
    FROM (${named}) GROUP BY workspace, person_key) AS t
  LEFT ANY JOIN ${newestKeys} AS k ON t.workspace = k.workspace AND t.person_key = k.person_key
  WHERE length(k.from_at) < 2
  UNION ALL
  SELECT t.workspace, ${personOf('person')}, ${personOf('account_id')}, 1, t.occurred_at, t.occurred_at,
    (toString(t.channel), t.event_id)
  FROM (SELECT * FROM (${named}) WHERE (workspace, person_key) IN (${ofSeveral})) AS t
  INNER JOIN ${newestKeys} AS k ON t.workspace = k.workspace AND t.person_key = k.person_key
  WHERE length(k.from_at) > 1`;

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
  SELECT workspace, person, argMax(account, latest) AS account_id, sum(of_touches) AS touches, sum(of_leads) AS leads,
    min(earliest) AS first_seen_at, max(latest) AS last_seen_at,
    argMinIf(of_channel, earliest, of_touches > 0) AS first_channel
  FROM (
    SELECT workspace, ${personIdSql('workspace', 'owner')} AS person, argMax(k_account, last_at) AS account, sum(key_touches) AS of_touches,
      0 AS of_leads, min(first_at) AS earliest, max(last_at) AS latest,
      tupleElement(argMin(begin, (first_at, tupleElement(begin, 2))), 1) AS of_channel
    FROM (${touched}) GROUP BY workspace, owner
    UNION ALL
    SELECT workspace, person, account_id, 0, 1, created_at, created_at, ''
    FROM ${newest('leads', 'lead_id')} WHERE person != '')
  GROUP BY workspace, person)`,
};

export const accounts: View = {
  name: 'accounts',
  comment:
    'One row an account, and one with an empty account_id for deals that have none: won_value_minor sums to what was won.',
  columns: [
    workspaceColumn(),
    column('account_id', 'String', 'Pseudonymous account. Empty: deals without an account.'),
    column('segment', label, 'Segment, of the newest deal or lead that has one. Empty: none.'),
    column('leads', 'UInt64', 'Leads of the account.'),
    column('deals', 'UInt64', 'Deals of the account.'),
    column('won_deals', 'UInt64', 'Deals that were won.'),
    column(
      'first_won_at',
      `Nullable(${instant})`,
      'When the first of its deals was won, UTC. NULL: none. When it became a customer, by deal or subscription: customers.',
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
