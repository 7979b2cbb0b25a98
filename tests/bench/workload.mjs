/** Sizes by touches recorded in one year: 10m has 10M touches of 150,000 accounts, and 77,000 won deals. */
export const sizes = { '1m': 15_000, '10m': 150_000, '100m': 1_500_000 };

const dayMs = 86_400_000;
export const yearStart = Date.UTC(2025, 0, 1);
export const yearEnd = Date.UTC(2026, 0, 1);
export const lookbackDays = 90;

/** Largest first; `direct` is one that models look at. */
export const channels = [
  'paid-search',
  'organic-search',
  'email',
  'direct',
  'paid-social',
  'webinar',
  'organic-social',
  'referral',
  'display',
  'event',
  'partner',
  'outbound-call',
];

const accountsAtATime = 15_000;

/**
 * Fills a workspace with touches and won deals, the same ones each time: accounts have 24 touches in the median and 4,275
 * at the 999th of 1,000; the more touches, the more deals. Inside ClickHouse, some accounts at a time, so that memory
 * stays bounded. `years` of history end with the year of the reports; each has as many touches and deals.
 */
export async function fillWorkspace(clickhouse, workspace, accounts, { years = 1, touches = true } = {}) {
  for (let year = 0; year < years; year++)
    for (let first = 0; first < accounts; first += accountsAtATime) {
      const slice = {
        workspace,
        accounts,
        years,
        year,
        first,
        past: Math.min(accounts, first + accountsAtATime),
      };
      if (touches) await clickhouse.command(touchesSql(slice));
      await clickhouse.command(journeysSql(slice));
      if (year === 0) await clickhouse.command(ownersSql(slice));
    }
  await clickhouse.command('OPTIMIZE TABLE journeys FINAL');
}

/** A number in [0, 1) that is always the same for the same place. */
const chance = (...place) => `(cityHash64(${place.join(', ')}) % 1000003 / 1000003)`;
const nth = (of, labels) => `arrayElement([${labels.map((label) => `'${label}'`).join(', ')}], ${of})`;

const channelAt = (x) =>
  nth(`toUInt8(1 + floor(${channels.length} * pow(${chance('account', x, 1)}, 2)))`, channels);
const interactionAt = (x) =>
  nth(`1 + cityHash64(account, ${x}, 2) % 4`, ['ad_click', 'form_submit', 'email_click', 'demo']);
const campaignAt = (x) => `concat('campaign-', toString(cityHash64(account, ${x}, 3) % 200))`;
/** Epoch milliseconds of a touch; the years follow on each other. */
const touchMs = (x, { years }) =>
  `toInt64(${yearEnd - years * 365 * dayMs} + intDiv(${x}, touches) * ${365 * dayMs} + cityHash64(account, ${x}, 4) % ${365 * dayMs})`;
const moment = (ms) => `fromUnixTimestamp64Milli(${ms}, 'UTC')`;

/** Accounts with how many touches and won deals each has a year. */
const accountsSql = ({ accounts, first, past }) => `
  SELECT account, toUInt32(least(5000, greatest(1, floor(24 * pow(q / (1 - q), 0.75))))) AS touches,
    toUInt32(floor(0.0775 * pow(touches, 0.52) + ${chance('account', 5)})) AS deals
  FROM (SELECT number AS account, (cityHash64(number, 6) % ${accounts} + 0.5) / ${accounts} AS q
        FROM numbers(${first}, ${past - first}))`;

const settings = 'SETTINGS max_block_size = 512, max_insert_threads = 1, min_insert_block_size_rows = 65536';

const touchesSql = (slice) => `
INSERT INTO touches (workspace, person_key, visitor_key, occurred_at, event_id, position, event_source, interaction,
  side, is_view, channel, channel_rule, source, medium, campaign, account_keys)
SELECT '${slice.workspace}', concat('person-', toString(account)), concat('person-', toString(account)), ${moment(touchMs('x', slice))},
  concat(toString(account), '-', toString(x)), account * 100000 + x, 'web', ${interactionAt('x')}, 'marketing', 0,
  ${channelAt('x')}, 'utm', 'google', 'cpc', ${campaignAt('x')}, [concat('account-', toString(account))]
FROM (${accountsSql(slice)}) ARRAY JOIN range(${slice.year} * touches, (${slice.year} + 1) * touches) AS x
${settings}`;

/** Each account has one person, whose key is hers from the beginning of time. */
const ownersSql = (slice) => `
INSERT INTO person_keys (workspace, person_key, version, from_at, from_event, person, account_id)
SELECT '${slice.workspace}', concat('person-', toString(account)), 1, [toDateTime64('1970-01-01', 3, 'UTC')], [''],
  [concat('person-', toString(account))], [concat('account-', toString(account))]
FROM (${accountsSql(slice)})`;

const journeysSql = (slice) => `
INSERT INTO journeys (workspace, kind, converted_at, conversion_id, version, is_live, cause, created_at, amount_minor,
  currency, value_minor, value_at_conversion_minor, report_currency, account_id, owner, pipeline, has_identity, touch_at,
  touch_position, touch_channel, touch_interaction, touch_source, touch_medium, touch_campaign, touch_content, touch_flags,
  touch_reach, touch_person, touch_rule, lead_at, lead_id, lead_reach, segment)
SELECT '${slice.workspace}', 'deal.won', ${moment('won')}, concat('deal-', toString(account), '-', toString(deal)),
  1 + account, 1, 'won', ${moment(`won - ${dayMs} * (20 + cityHash64(account, deal, 8) % 60)`)}, amount, 'EUR', amount,
  amount, 'EUR', concat('account-', toString(account)), concat('owner-', toString(account % 20)), 'new', 1,
  arrayMap(t -> ${moment('t.1')}, past), arrayMap(t -> account * 100000 + t.2, past),
  arrayMap(t -> ${channelAt('t.2')}, past), arrayMap(t -> ${interactionAt('t.2')}, past),
  arrayMap(t -> 'google', past), arrayMap(t -> 'cpc', past), arrayMap(t -> ${campaignAt('t.2')}, past),
  arrayMap(t -> '', past), arrayMap(t -> 0, past), arrayMap(t -> 4, past),
  arrayMap(t -> concat('person-', toString(account)), past), arrayMap(t -> 'utm', past),
  [${moment(`won - ${dayMs} * (60 + cityHash64(account, deal, 9) % 90)`)}], [concat('lead-', toString(account))], [4],
  ${nth('1 + account % 3', ['small', 'middle', 'large'])}
FROM (
  SELECT account, deal, amount, won, arrayFilter(t -> t.1 <= won, history) AS past
  FROM (
    SELECT account, deal, 100 + cityHash64(account, deal, 7) % 10000000 AS amount,
      toInt64(${yearEnd - (slice.years - slice.year) * 365 * dayMs} + cityHash64(account, deal, 10) % ${365 * dayMs}) AS won,
      arraySort(arrayMap(x -> (${touchMs('x', slice)}, x), range((${slice.year} + 1) * touches))) AS history
    FROM (${accountsSql(slice)}) ARRAY JOIN range(${slice.year} * deals, (${slice.year} + 1) * deals) AS deal
  )
)
${settings}`;
