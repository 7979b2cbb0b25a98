import { type ClickHouse, keyOwners, personIdSql, touchesAsOf } from '@touchstone/facts';
import type { FunnelQuestion } from './funnel-report.js';
import { type LeadDimension, newestLeads, passing } from './lead-labels.js';

/** What a visitor is told by, who is no lead yet. */
export const visitorDimensions = [
  'first_channel',
  'first_campaign',
] as const satisfies readonly LeadDimension[];

/** What a touch is told by, beside how it is classified. */
const columns = ['workspace', 'person_key', 'occurred_at', 'event_id', 'interaction', 'campaign'];
const first = '(occurred_at, event_id) AS place, (toString(channel), toString(campaign)) AS label';

/**
 * SQL of visitors, in the columns of visits to a stage: people by their first touch that is not a view, until their first
 * lead. Who was a lead before anything touched him never was a visitor. Needs the values of `funnelParams`.
 */
export async function visitorsSql(clickhouse: ClickHouse, question: FunnelQuestion): Promise<string> {
  const touches = await touchesAsOf(clickhouse, question, { columns, which: '1' });
  // a page view that comes from the own site begins no visit
  const eligible = `SELECT * FROM (${touches})
    WHERE is_view = 0 AND NOT (interaction = 'page_view' AND channel_rule = 'internal-referrer')`;
  // few keys were of several people; of all others the first touch is the first in the order of the table
  const ofSeveral = `SELECT person_key FROM (${keyOwners}) WHERE length(from_at) > 1`;
  const firsts = `
    SELECT if(k.person_key = '', t.person_key, k.person[1]) AS visitor, place, label
    FROM (
      SELECT person_key, ${first} FROM (${eligible}) WHERE person_key NOT IN (${ofSeveral})
      ORDER BY workspace, person_key, occurred_at, event_id LIMIT 1 BY person_key) AS t
    LEFT ANY JOIN (${keyOwners}) AS k ON t.person_key = k.person_key
    UNION ALL
    SELECT k.person[arrayLastIndex((a, e) -> (a, e) <= place, k.from_at, k.from_event)] AS visitor, place, label
    FROM (SELECT person_key, ${first} FROM (${eligible}) WHERE person_key IN (${ofSeveral})) AS t
    INNER JOIN (${keyOwners}) AS k ON t.person_key = k.person_key`;
  return `
  SELECT *, if(left = 0, 'still', 'advanced') AS fate
  FROM (
    SELECT v.at AS at, tupleElement(v.label, 1) AS first_channel, tupleElement(v.label, 2) AS first_campaign, 'visitor' AS stage,
      if(l.person = '' OR l.created > {judgedAt:Int64}, 0, l.created) AS left
    FROM (
      SELECT ${personIdSql('{workspace:String}', 'visitor')} AS person, toUnixTimestamp64Milli(tupleElement(min(place), 1)) AS at, argMin(label, place) AS label FROM (${firsts})
      GROUP BY visitor HAVING at <= {judgedAt:Int64} AND at < {to:Int64}) AS v
    LEFT ANY JOIN (
      SELECT person, min(toUnixTimestamp64Milli(created_at)) AS created FROM (${newestLeads(['person', 'created_at'])})
      WHERE person != '' GROUP BY person) AS l ON v.person = l.person
    WHERE l.person = '' OR l.created >= v.at)
  WHERE (at >= {from:Int64} OR left >= {from:Int64}) ${passing(question.filters)}`;
}
