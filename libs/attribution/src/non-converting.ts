import type { ClickHouse } from '@touchstone/facts';
import { journeyParams } from './journeys-sql.js';
import { convertedGroups, groupOf, keyOwners } from './open-groups.js';
import type { AttributionParameters } from './parameters.js';
import { pathsOf, type PathSource } from './paths.js';
import { touchesAsOf } from './touches-as-of.js';
import { viewTouches } from './view-touches-sql.js';

/**
 * Journeys that did not convert: of every buying group without a live conversion of the kind in the window, as of the
 * position, its eligible touches in the window. Visits are counted within the group, over all its page views, as in
 * journeys; filters on conversions do not apply. Touches are what the definitions of the position make of them.
 */
export const nonConvertingPaths = (clickhouse: ClickHouse): PathSource =>
  pathsOf(
    clickhouse,
    async (parameters) => openJourneys(parameters, await touchesAsOf(clickhouse, parameters)),
    journeyParams,
    // every touch of the window is held until its group is whole: above this, on disk
    { max_bytes_before_external_group_by: 300_000_000 },
  );

const place = 'at, event_id, event_source, position';

function openJourneys(parameters: AttributionParameters, touches: string): string {
  return `
SELECT arrayMap(t -> t.5, arraySort(groupArrayArray(touches))) AS channels
FROM (
  SELECT buyers, ${viewTouches},
    arrayFilter(t -> t.1 >= {from:Int64}, arrayConcat(others, own_views)) AS touches
  FROM (
    SELECT buyers,
      groupArrayIf((${place}, channel), NOT is_page AND is_eligible) AS others,
      groupArrayIf((${place}, channel, campaign, is_internal, is_eligible), is_page) AS views
    FROM (${groupTouches(parameters, touches)})
    WHERE buyers NOT IN (${convertedGroups(parameters)})
    GROUP BY buyers, visitor_key))
GROUP BY buyers
HAVING notEmpty(channels)`;
}

/** Touches with their buying groups, as far back as visits need them. */
const groupTouches = (parameters: AttributionParameters, touches: string) => `
  SELECT visitor_key, toUnixTimestamp64Milli(occurred_at) AS at, event_id, toString(t.event_source) AS event_source,
    t.position AS position, toString(t.channel) AS channel, interaction = 'page_view' AS is_page,
    channel_rule = 'internal-referrer' AS is_internal,
    if(t.campaign = '', '', concat(source, '\\n', medium, '\\n', t.campaign)) AS campaign,
    ${eligible(parameters)} AS is_eligible,
    arrayLastIndex((moment, event) -> (moment, event) <= (occurred_at, event_id), from_at, from_event) AS stretch,
    ${groupOf(parameters, 'if(stretch = 0, t.person_key, person[stretch])', 'account_id[stretch]')} AS buyers
  FROM (${touches}) AS t
  LEFT ANY JOIN (${keyOwners}) AS owners ON t.person_key = owners.person_key`;

function eligible({ touchScope, countViews }: AttributionParameters): string {
  const side = { marketing: "side != 'sales'", sales: "side = 'sales'", all: '1' }[touchScope];
  return countViews ? side : `(${side} AND is_view = 0)`;
}
