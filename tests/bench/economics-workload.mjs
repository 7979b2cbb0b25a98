import { yearEnd, yearStart } from './workload.mjs';

const dayMs = 86_400_000;
const moment = (ms) => `fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC')`;
const nth = (of, labels) => `arrayElement([${labels.map((label) => `'${label}'`).join(', ')}], ${of})`;
const channels = [
  'paid-search',
  'organic-search',
  'email',
  'direct',
  'paid-social',
  'webinar',
  'event',
  'partner',
];
const rejections = ['no-budget', 'no-fit', 'duplicate'];
const settings = 'SETTINGS max_block_size = 8192, max_insert_threads = 1';

/** Leads, of 10M touches a million; deals, won, lost and open, two for each three accounts at the same size. */
const leadsOfAccounts = 20 / 3;

/**
 * Adds to a workspace that has touches and won deals what customers cost and bring and what teams do: 1.3 deals of other
 * outcomes to a won one, leads with stages and clocks, subscriptions, spend; and the journeys of leads and opportunities.
 * The same ones each time.
 */
export async function fillEconomics(clickhouse, workspace, accounts) {
  const work = { workspace, accounts, leads: Math.round(accounts * leadsOfAccounts) };
  for (const sql of [
    wonDeals(work),
    otherDeals(work),
    createdDeals(work),
    subscriptions(work),
    spend(work),
    leads(work),
    leadJourneys(work, 'lead.created'),
    leadJourneys(work, 'lead.qualified'),
  ])
    await clickhouse.command(sql);
  for (const table of ['deals', 'leads', 'journeys'])
    await clickhouse.command(`OPTIMIZE TABLE ${table} FINAL`);
}

const dealColumns = `(workspace, deal_id, version, is_live, created_at, status, closed_at, close_day, amount_minor, currency,
  value_minor, report_currency, account_id, segment, owner, pipeline, stage, stage_name, stage_at, stage_position)`;

/** A deal in the columns of `dealColumns`, of a won deal's journey. */
const dealOf = ({ id, status, closedAt, stages }) => `
  SELECT workspace, ${id}, version, 1, created_at, ${status} AS outcome, ${closedAt} AS closed, toDate32(closed),
    amount_minor, currency, value_minor, report_currency, account_id, segment, owner, pipeline, names[-1], ${stages} AS names,
    arrayMap(j -> created_at + toIntervalDay(7 * (j - 1)), arrayEnumerate(names)), arrayMap(j -> version, names)`;

const wonDeals = ({ workspace }) => `
INSERT INTO deals ${dealColumns} ${dealOf({
  id: 'conversion_id',
  status: "'won'",
  closedAt: 'toNullable(converted_at)',
  stages: "['discovery', 'proposal', 'negotiation']",
})}
FROM journeys WHERE workspace = '${workspace}' AND kind = 'deal.won'`;

const otherDeals = ({ workspace }) => `
INSERT INTO deals ${dealColumns} ${dealOf({
  id: "concat(conversion_id, '-', toString(other))",
  status: "if(other = 1, 'lost', 'open')",
  closedAt: "if(outcome = 'lost', toNullable(converted_at), NULL)",
  stages: "arraySlice(['discovery', 'proposal', 'negotiation'], 1, 1 + cityHash64(conversion_id, other) % 3)",
})}
FROM journeys ARRAY JOIN if(cityHash64(conversion_id) % 10 < 3, [1, 1, 2], if(cityHash64(conversion_id) % 10 < 7, [1, 2], [1])) AS other
WHERE workspace = '${workspace}' AND kind = 'deal.won'
LIMIT 1 BY conversion_id, other`;

const touchColumns = [
  'at',
  'position',
  'channel',
  'interaction',
  'source',
  'medium',
  'campaign',
  'content',
  'flags',
  'reach',
  'person',
  'rule',
];
const journeyColumns = `(workspace, kind, converted_at, conversion_id, version, is_live, cause, created_at, amount_minor, currency,
  value_minor, value_at_conversion_minor, report_currency, account_id, segment, owner, pipeline, has_identity,
  ${touchColumns.map((name) => `touch_${name}`).join(', ')})`;

/** Opportunities: the deals that were won, with their touches up to creation. */
const createdDeals = ({ workspace }) => `
INSERT INTO journeys ${journeyColumns}
SELECT workspace, 'deal.created', created_at AS at, conversion_id, version, 1, 'created', created_at, amount_minor, currency,
  value_minor, value_minor, report_currency, account_id, segment, owner, pipeline, 1,
  ${touchColumns.map((name) => `arrayResize(touch_${name}, arrayCount(t -> t <= at, touch_at))`).join(', ')}
FROM journeys WHERE workspace = '${workspace}' AND kind = 'deal.won'
${settings}`;

/** One for each account that won a deal: it grows after half a year, and one in five ends. */
const subscriptions = ({ workspace }) => `
INSERT INTO subscriptions (workspace, subscription_id, version, is_live, account_id, segment, deal_id, plan, started_at,
  churned_at, status, change_at, change_monthly_minor, report_currency, currency)
SELECT workspace, concat('sub-', account), 1, 1, account, segment, deal, 'team', toNullable(start),
  if(leaves, toNullable(leaving), NULL), if(leaves, 'churned', 'active'),
  if(leaves, [start, start + toIntervalDay(60), leaving], [start, start + toIntervalDay(60)]),
  if(leaves, [monthly, 2 * monthly, 0], [monthly, 2 * monthly]), 'EUR', 'EUR'
FROM (
  SELECT workspace, account_id AS account, any(segment) AS segment, argMin(conversion_id, converted_at) AS deal,
    min(converted_at) AS start, cityHash64(account) % 5 = 0 AS leaves,
    start + toIntervalDay(90 + cityHash64(account, 1) % 200) AS leaving, toNullable(toInt64(1000 + cityHash64(account, 2) % 100000)) AS monthly
  FROM journeys WHERE workspace = '${workspace}' AND kind = 'deal.won' GROUP BY workspace, account_id)`;

/** 200 campaigns of paid channels each day, tools and people once a month. */
const spend = ({ workspace }) => `
INSERT INTO spend (workspace, day, platform, account, campaign, kind, position, cost_minor, currency, channel, given_channel)
SELECT '${workspace}', toDate(${moment(yearStart)}) + intDiv(number, 202) AS day, 'ads', '',
  if(number % 202 < 200, concat('campaign-', toString(number % 202)), ''),
  multiIf(number % 202 < 200, 'media', number % 202 = 200, 'tools', 'people'), number + 1,
  100 + cityHash64(number) % 50000, 'EUR',
  if(number % 202 < 200, ${nth('1 + number % 202 % 8', channels)}, '') AS of, of
FROM numbers(${365 * 202})`;

/** A lead's moment of creation and what becomes of it, by its number. */
const leadsSql = ({ accounts, leads: count }) => `
  SELECT number AS lead, number % ${accounts} AS account, cityHash64(number, 20) % 100 AS fate,
    ${yearStart} + cityHash64(number, 21) % ${365 * dayMs} AS created,
    created + cityHash64(number, 22) % ${2 * dayMs} AS assigned, assigned + cityHash64(number, 23) % ${3 * dayMs} AS touched,
    touched + cityHash64(number, 24) % ${10 * dayMs} AS qualified, qualified + cityHash64(number, 25) % ${4 * dayMs} AS judged,
    judged + cityHash64(number, 26) % ${20 * dayMs} AS converted
  FROM numbers(${count})`;

/** The clocks of a lead around the clock, and what was decided: each is assigned, and lives once. */
const clocks = `
  [(moments[1], seller, 0, moments[2], if(stages > 1, moments[4], ${moment(0)}) AS mql,
    if(steps > 2, moments[3], ${moment(0)}) AS contacted, if(steps > 4, entries[5], ''), contacted, moments[2] + toIntervalHour(24),
    if(steps > 2, touched - assigned, -1), if(steps > 4, moments[5], ${moment(0)}), if(stages > 1, mql + toIntervalHour(48), mql),
    if(steps > 4, judged - qualified, -1), -1, ${moment(0)}, ${moment(0)})],
  if(steps > 4, [(moments[5], entries[5], seller, if(fate < 20, '', ${nth('1 + lead % 3', rejections)}), 1)], [])`;

const leads = (work) => `
INSERT INTO leads (workspace, lead_id, version, is_live, created_at, person, account_id, segment, owner, status, deal_id,
  entry_status, entry_at, entry_position, entry_owner, entry_reason, stage_name, stage_at, stage_left_at, stage_rule,
  stage_events, sales_at, score_at, score_points, score_rule, score_event, first_channel, first_campaign, channel, campaign,
  source, medium, clocks, decisions)
SELECT '${work.workspace}', concat('L-', toString(lead)), 1, 1, ${moment('created')}, concat('person-', toString(account)),
  concat('account-', toString(account)), ${nth('1 + account % 3', ['small', 'middle', 'large'])}, concat('owner-', toString(account % 20)) AS seller,
  entries[-1], if(fate < 10, concat('deal-', toString(account), '-0'), ''),
  arraySlice(['new', 'assigned', 'contacted', 'qualified', if(fate < 20, 'accepted', 'rejected'), 'converted'], 1, steps) AS entries,
  arraySlice(moments, 1, steps), arrayMap(e -> lead + 1, entries), arrayMap((e, j) -> if(j = 1, '', seller), entries, arrayEnumerate(entries)),
  arrayMap(e -> if(e = 'rejected', ${nth('1 + lead % 3', rejections)}, ''), entries),
  arraySlice(['lead', 'mql', 'sal', 'sql'], 1, stages) AS visits, stage_moments,
  arrayPushBack(arraySlice(stage_moments, 2), ${moment(0)}), arrayMap(s -> s, visits),
  arrayMap(s -> [concat('event-', toString(lead))], visits),
  if(steps >= 3, [moments[3], moments[3] + toIntervalDay(2)], []), [moments[1], moments[1] + toIntervalDay(1)], [5, 10],
  ['form', 'pricing'], ['event-1', 'event-2'], ${nth('1 + lead % 8', channels)}, 'campaign-1', ${nth('1 + intDiv(lead, 8) % 8', channels)},
  concat('campaign-', toString(lead % 200)), 'google', 'cpc', ${clocks}
FROM (
  SELECT *, multiIf(fate < 10, 6, fate < 30, 5, fate < 40, 4, fate < 80, 3, 2) AS steps,
    [${['created', 'assigned', 'touched', 'qualified', 'judged', 'converted'].map(moment).join(', ')}] AS moments,
    multiIf(fate < 10, 4, fate < 20, 3, fate < 40, 2, 1) AS stages,
    arraySlice([moments[1], moments[4], moments[5], moments[6]], 1, stages) AS stage_moments
  FROM (${leadsSql(work)}))`;

/** Ten touches a lead at most, in the 120 days before. */
const leadJourneys = (work, kind) => `
INSERT INTO journeys ${journeyColumns}
SELECT '${work.workspace}', '${kind}', at, concat('L-', toString(lead)), 1, 1, 'created', ${moment('created')}, 0, '', 0, 0, '',
  concat('account-', toString(account)), ${nth('1 + account % 3', ['small', 'middle', 'large'])}, concat('owner-', toString(account % 20)), '', 1,
  arraySort(arrayMap(x -> at - toIntervalMillisecond(cityHash64(lead, x, 30) % ${120 * dayMs}), touches)) AS moments,
  arrayMap(x -> lead * 10 + x, touches), arrayMap(x -> ${nth('1 + cityHash64(lead, x, 31) % 8', channels)}, touches),
  arrayMap(x -> 'form_submit', touches), arrayMap(x -> 'google', touches), arrayMap(x -> 'cpc', touches),
  arrayMap(x -> concat('campaign-', toString(cityHash64(lead, x, 32) % 200)), touches), arrayMap(x -> '', touches),
  arrayMap(x -> 0, touches), arrayMap(x -> 7, touches), arrayMap(x -> concat('person-', toString(account)), touches), arrayMap(x -> 'utm', touches)
FROM (
  SELECT *, ${moment(kind === 'lead.created' ? 'created' : 'qualified')} AS at, range(1 + cityHash64(lead, 33) % 10) AS touches
  FROM (${leadsSql(work)}) ${kind === 'lead.created' ? '' : 'WHERE fate < 40'})
${settings}`;

export const economicsWindow = { from: yearStart, to: yearEnd };
