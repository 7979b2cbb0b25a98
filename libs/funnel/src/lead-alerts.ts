import type { AlertClock } from '@touchstone/contracts';
import type { ClickHouse } from '@touchstone/facts';
import { newestLeads } from './lead-labels.js';
import { slaSettings } from './sla-sql.js';

/** What is looked for. Moments are epoch milliseconds. */
export interface AlertQuestion {
  workspace: string;
  /** Log position as of which leads are known. */
  asOf: number;
  /** Moment at which clocks are judged. */
  judgedAt: number;
  /** What was due, or began to wait, before this is old. */
  since: number;
  /** An earlier look that told all: of leads that did not change since, only what was due after it is asked for. */
  seen: { asOf: number; judgedAt: number } | null;
}

/** A clock that ran out, or a wait. Moments are epoch milliseconds. */
export interface LeadAlert {
  leadId: string;
  clock: AlertClock;
  startedAt: number;
  /** null of a wait that no promise ends. */
  dueAt: number | null;
  /** Of clocks, when they started; of a wait, now. Empty: none. */
  owner: string;
  isHighIntent: boolean;
}

/** A page begins behind this. */
export type AlertPlace = Pick<LeadAlert, 'startedAt' | 'leadId' | 'clock'>;

/**
 * Clocks of contact and disposition that ran out since a moment, and leads that showed intent and wait for their first
 * sales touch since then; those that started last come first.
 */
export async function leadAlerts(
  clickhouse: ClickHouse,
  { workspace, asOf, judgedAt, since, seen }: AlertQuestion,
  { after, limit }: { after: AlertPlace | null; limit: number },
): Promise<{ alerts: LeadAlert[]; next: AlertPlace | null }> {
  const rows = await clickhouse.query<Record<string, string | number>>({
    name: 'lead_alerts',
    settings: slaSettings,
    params: {
      ...{ workspace, asOf, judgedAt, since, limit: limit + 1 },
      ...{ seenAsOf: seen?.asOf ?? 0, seenAt: Math.max(since, seen?.judgedAt ?? since) },
      ...{ afterAt: after?.startedAt ?? Number.MAX_SAFE_INTEGER, afterLead: after?.leadId ?? '' },
      afterClock: after?.clock ?? '',
    },
    sql: alertsSql,
  });
  const alerts = rows.slice(0, limit).map((row): LeadAlert => ({
    ...{ leadId: String(row['lead_id']), clock: row['clock'] as AlertClock },
    ...{ startedAt: Number(row['started_at']), dueAt: Number(row['due_at']) || null },
    ...{ owner: String(row['owner_then']), isHighIntent: row['is_high'] === 1 },
  }));
  const last = alerts.at(-1);
  return { alerts, next: rows.length > limit && last ? last : null };
}

const ms = (moment: string) => `toUnixTimestamp64Milli(${moment})`;

/** Nothing else can be told of: one of these moments is news. */
const hasNews = ['contact_due_at', 'disposition_due_at', 'waited_at']
  .map(
    (moment) => `arrayExists(t -> t >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
      AND t <= fromUnixTimestamp64Milli({judgedAt:Int64}, 'UTC'), clocks.${moment})`,
  )
  .join(' OR ');

const ranOut = (clock: string) =>
  `${clock}_due >= news_from AND ${clock}_due < {judgedAt:Int64} AND (${clock}_end = 0 OR ${clock}_end > ${clock}_due)`;

const alertsSql = `
  SELECT lead_id, is_high, alert.1 AS clock, alert.2 AS started_at, alert.3 AS due_at, alert.4 AS owner_then
  FROM (
    SELECT lead_id, toString(owner) AS owner_now, toString(c.owner) AS owner_before, c.is_high_intent AS is_high,
      if(version > {seenAsOf:UInt64}, {since:Int64}, {seenAt:Int64}) AS news_from,
      ${ms('c.qualified_at')} AS qualified, ${ms('c.assigned_at')} AS assigned, if(assigned > 0, assigned, qualified) AS started,
      ${ms('c.contact_due_at')} AS contact_due, ${ms('c.contact_ended_at')} AS contact_end,
      ${ms('c.disposition_due_at')} AS disposition_due, ${ms('c.disposition_ended_at')} AS disposition_end,
      ${ms('c.waited_at')} AS waited, ${ms('c.wait_ended_at')} AS wait_end,
      waited >= news_from AND waited <= {judgedAt:Int64} AND waited != 0
        AND (wait_end = 0 OR wait_end > {judgedAt:Int64}) AS waits,
      started <= {judgedAt:Int64} AND contact_due >= {judgedAt:Int64} AND (contact_end = 0 OR contact_end > {judgedAt:Int64})
        AS is_promised
    FROM (${newestLeads(['version', 'owner', 'clocks'], hasNews)})
    ARRAY JOIN clocks AS c)
  ARRAY JOIN arrayFilter(alert -> alert.2 != 0, [
    ('contact', if(${ranOut('contact')}, started, 0), contact_due, owner_before),
    ('disposition', if(${ranOut('disposition')}, qualified, 0), disposition_due, owner_before),
    ('intent', if(waits, waited, 0), if(is_promised, contact_due, 0), owner_now)
  ]) AS alert
  WHERE (started_at, lead_id, clock) < ({afterAt:Int64}, {afterLead:String}, {afterClock:String})
  ORDER BY started_at DESC, lead_id DESC, clock DESC
  LIMIT {limit:UInt32}`;
