import { noLabel } from '@touchstone/attribution';
import { keyOwners, newestVersions } from '@touchstone/facts';
import { moment } from './months-sql.js';

const inWindow = (sql: string) => `(${sql} >= ${moment('from')} AND ${sql} < ${moment('to')})`;
const asOf = (column: string) => `workspace = {workspace:String} AND ${column} <= {asOf:UInt64}`;

const keys = `
  SELECT account_key, argMax(account_id, version) AS account
  FROM account_keys WHERE ${asOf('version')} GROUP BY account_key`;

/** Who is on which list: of each the last statement under any name of the account. */
export const membershipsSql = `
  SELECT account, if(list = '', '${noLabel}', toString(list)) AS of_list
  FROM account_lists INNER JOIN (${keys}) AS names USING (account_key)
  WHERE ${asOf('position')}
  GROUP BY account, list
  HAVING argMax(is_on, (occurred_at, event_id, position)) = 1`;

/** Lists that were ever named, with those that are on them. */
export const listsSql = `
  SELECT named.of_list AS of_list, countIf(members.account != '') AS accounts
  FROM (SELECT DISTINCT if(list = '', '${noLabel}', toString(list)) AS of_list FROM account_lists
    WHERE ${asOf('position')}) AS named
  LEFT JOIN (${membershipsSql}) AS members ON named.of_list = members.of_list
  GROUP BY of_list ORDER BY of_list`;

/** Whose account somebody belonged to at the moment of a touch. */
const accountThen =
  'owners.account_id[arrayLastIndex((a, e) -> (a, e) <= (t.occurred_at, t.event_id), owners.from_at, owners.from_event)]';

const nothing = {
  names: `CAST([], 'Array(String)')`,
  lists: `CAST([], 'Array(String)')`,
  ...{
    people: '0',
    touches: '0',
    marketing: '0',
    leads: '0',
    opportunities: '0',
    won: '0',
    unconverted: '0',
  },
  ...{ pipeline: 'toInt128(0)', revenue: 'toInt128(0)' },
};
type Figure = keyof typeof nothing;
const figures = Object.keys(nothing) as Figure[];

/** What one table says of accounts; of the other figures it says nothing. */
const saying = (said: Partial<Record<Figure, string>>, from: string) =>
  `SELECT account, ${figures.map((name) => `${said[name] ?? nothing[name]} AS ${name}`).join(', ')} FROM ${from} GROUP BY account`;

const touches = `(
  SELECT if(owners.person_key = '', '', ${accountThen}) AS account, t.interaction AS interaction
  FROM (
    SELECT person_key, occurred_at, event_id, interaction FROM touches
    WHERE ${asOf('position')} AND ${inWindow('occurred_at')} AND has({eligible:Array(String)}, interaction)) AS t
  LEFT ANY JOIN (${keyOwners}) AS owners ON t.person_key = owners.person_key)`;
const people = `(
  SELECT account_id[-1] AS account, person[-1] AS somebody FROM (${keyOwners})
  WHERE account_id[-1] != '' AND NOT startsWith(person_key, 'anonymous:'))`;
const leads = `(SELECT account FROM (${newestVersions('leads', 'lead_id', ['account_id AS account', 'created_at'])}) WHERE ${inWindow('created_at')})`;
const deals = `(
  SELECT account, ${inWindow('created_at')} AS is_created,
    status = 'won' AND ifNull(${inWindow('closed_at')}, 0) AS is_won,
    if(report_currency = {currency:String}, value_minor, NULL) AS value, toInt128(ifNull(value, 0)) AS worth
  FROM (${newestVersions('deals', 'deal_id', ['account_id AS account', 'created_at', 'status', 'closed_at', 'value_minor', 'report_currency'])})
  WHERE is_created OR is_won)`;

/** One row an account that is known as of the position, and one, without an id, of what belongs to none. */
const accounts = `
  SELECT account, arraySort(groupArrayArray(names)) AS names, arraySort(groupArrayArray(lists)) AS lists,
    ${figures
      .slice(2)
      .map((name) => `sum(${name}) AS ${name}`)
      .join(', ')}
  FROM (
    ${[
      saying({ names: 'groupArray(account_key)' }, `(${keys})`),
      saying({ lists: 'groupArray(of_list)' }, `(${membershipsSql})`),
      saying({ people: 'uniqExact(somebody)' }, people),
      saying(
        { touches: 'count()', marketing: 'countIf(has({marketing:Array(String)}, interaction))' },
        touches,
      ),
      saying({ leads: 'count()' }, leads),
      saying(
        {
          ...{ opportunities: 'countIf(is_created)', pipeline: 'sumIf(worth, is_created)' },
          ...{
            won: 'countIf(is_won)',
            revenue: 'sumIf(worth, is_won)',
            unconverted: 'countIf(value IS NULL)',
          },
        },
        deals,
      ),
    ].join('\n    UNION ALL\n    ')})
  GROUP BY account`;

/** The same, each with the group that it belongs to and whether it is engaged. */
export const groupedAccountsSql = `
  SELECT *, marketing >= {engagedTouches:UInt32} AS is_engaged, multiIf(account = '', 'no_account',
      if({list:String} = '', notEmpty(lists), has(lists, {list:String})), 'target', 'rest') AS standing
  FROM (${accounts})`;
