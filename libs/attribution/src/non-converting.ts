import { type ClickHouse, keyOwners, touchesAsOf } from '@touchstone/facts';
import { journeyParams } from './journeys-sql.js';
import { convertedGroups, groupOf } from './open-groups.js';
import type { AttributionParameters } from './parameters.js';
import { pathsOf, type PathSource } from './paths.js';
import { viewTouches } from './view-touches-sql.js';

/**
 * How far before the window page views are read, to tell whether a visit is running at its begin. One that runs for
 * longer is taken to begin anew where the reading begins.
 */
export const visitLookbackMs = 24 * 3_600_000;

const kept = [
  ...['workspace', 'person_key', 'visitor_key', 'occurred_at', 'event_id', 'event_source', 'position'],
  ...['interaction', 'source', 'medium', 'campaign'],
];

/** Touches of the window, and so far before it as visits need them. */
const inReach = `occurred_at >= fromUnixTimestamp64Milli({from:Int64} - ${visitLookbackMs}, 'UTC')
  AND occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;

/**
 * Journeys that did not convert: of every buying group without a live conversion of the kind in the window, as of the
 * position, its eligible touches in the window. Visits are counted within the group, over all its page views, as in
 * journeys; filters on conversions do not apply. Touches are what the definitions of the position make of them.
 */
export const nonConvertingPaths = (clickhouse: ClickHouse): PathSource =>
  pathsOf(
    clickhouse,
    async (parameters) =>
      openJourneys(parameters, await touchesAsOf(clickhouse, parameters, { columns: kept, which: inReach })),
    journeyParams,
    {
      // keys lie together, so they are put together one after the other
      optimize_aggregation_in_order: 1,
      aggregation_in_order_max_block_bytes: 5_000_000,
      // touches of groups that did not convert are held until their group is whole: above this, on disk
      max_bytes_before_external_group_by: 300_000_000,
    },
  );

const place = 'at, event_id, event_source, position';

/** Touches are put together by key first: whose a key was is asked once, and not of each touch. */
function openJourneys(parameters: AttributionParameters, touches: string): string {
  const fields = touchFields(parameters, touches);
  const others = `
    SELECT workspace, person_key, groupArray((${place}, channel)) AS touches
    FROM (${fields}) WHERE NOT is_page AND is_eligible AND at >= {from:Int64}
    GROUP BY workspace, person_key`;
  const views = `
    SELECT workspace, person_key, visitor_key,
      groupArray((${place}, channel, campaign, is_internal, is_eligible)) AS touches
    FROM (${fields}) WHERE is_page
    GROUP BY workspace, person_key, visitor_key`;
  return `
SELECT arrayMap(t -> t.5, arraySort(groupArrayArray(touches))) AS channels
FROM (
  SELECT buyers, touches FROM (${ofOpenGroups(parameters, others)})
  UNION ALL
  SELECT buyers, arrayFilter(t -> t.1 >= {from:Int64}, own_views) AS touches
  FROM (
    SELECT buyers, ${viewTouches}
    FROM (
      SELECT buyers, groupArrayArray(touches) AS views FROM (${ofOpenGroups(parameters, views)})
      GROUP BY buyers, visitor_key)))
GROUP BY buyers
HAVING notEmpty(channels)`;
}

/** Touches as far back as visits need them. */
const touchFields = (parameters: AttributionParameters, touches: string) => `
  SELECT workspace, person_key, visitor_key, toUnixTimestamp64Milli(occurred_at) AS at, event_id,
    toString(t.event_source) AS event_source, t.position AS position, toString(t.channel) AS channel,
    interaction = 'page_view' AS is_page, channel_rule = 'internal-referrer' AS is_internal,
    if(t.campaign = '', '', concat(source, '\\n', medium, '\\n', t.campaign)) AS campaign,
    ${eligible(parameters)} AS is_eligible
  FROM (${touches}) AS t`;

/**
 * Arrays `touches` of keys, each with the `buyers` that it stood for, if these did not convert. A key that stood for
 * several, one after the other, has a row for each, with the touches of that stretch.
 */
const ofOpenGroups = (parameters: AttributionParameters, ofKeys: string) => `
  SELECT buyers, * REPLACE if(length(stretches) = 1, touches,
      arrayFilter(t -> arrayLastIndex((moment, event) -> (moment, event) <= (t.1, t.2), from_ms, from_event) = stretch, touches)) AS touches
  FROM (
    SELECT keys.*, from_ms, from_event,
      if(empty(owners.buyers), [keys.person_key], owners.buyers) AS groups, arrayEnumerate(groups) AS stretches
    FROM (${ofKeys}) AS keys
    LEFT ANY JOIN (
      SELECT person_key, arrayMap(at -> toUnixTimestamp64Milli(at), from_at) AS from_ms, from_event,
        arrayMap((p, a) -> ${groupOf(parameters, 'p', 'a')}, person, account_id) AS buyers
      FROM (${keyOwners})) AS owners ON keys.person_key = owners.person_key)
  ARRAY JOIN groups AS buyers, stretches AS stretch
  WHERE buyers NOT IN (${convertedGroups(parameters)})`;

function eligible({ touchScope, countViews }: AttributionParameters): string {
  const side = { marketing: "side != 'sales'", sales: "side = 'sales'", all: '1' }[touchScope];
  return countViews ? side : `(${side} AND is_view = 0)`;
}
