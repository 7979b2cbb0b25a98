import type { AlertClock, SlaTerms } from '@touchstone/contracts';
import type { ClickHouse } from '@touchstone/facts';
import { hoursAround } from './known-hours.js';
import { leadSettings } from './lead-labels.js';
import type { SlaQuestion } from './sla-question.js';
import { extended, firstEntry, inLife, judgedLives, lifeColumns, livesSql, slaParams } from './sla-sql.js';

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
  terms: SlaTerms;
  /** Of the business hours. */
  timeZone: string;
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
 * sales touch since then; those that started last come first. Leads of which nothing is known since the clocks in question
 * can have started are not looked at.
 */
export async function leadAlerts(
  clickhouse: ClickHouse,
  question: AlertQuestion,
  { after, limit }: { after: AlertPlace | null; limit: number },
): Promise<{ alerts: LeadAlert[]; next: AlertPlace | null }> {
  const { clock, horizon } = hoursAround(question.terms, question.timeZone, question);
  const seen = question.seen ?? { asOf: 0, judgedAt: question.since };
  const judged: SlaQuestion = { ...question, from: 0, to: 0, groupBy: [], filters: {}, clock };
  const rows = await clickhouse.query<Record<string, string | number>>({
    name: 'lead_alerts',
    settings: leadSettings,
    params: {
      ...slaParams(judged),
      ...{ since: question.since, sinceWorked: clock.at(question.since), horizon, limit: limit + 1 },
      ...{ seenAsOf: seen.asOf, seenAt: seen.judgedAt, seenWorked: clock.at(seen.judgedAt) },
      ...{ afterAt: after?.startedAt ?? Number.MAX_SAFE_INTEGER, afterLead: after?.leadId ?? '' },
      afterClock: after?.clock ?? '',
    },
    sql: alertsSql,
  });
  const alerts = rows.slice(0, limit).map((row): LeadAlert => {
    const [startedAt, from] = [Number(row['started_at']), Number(row['promised_from'])];
    return {
      ...{ leadId: String(row['lead_id']), clock: row['clock'] as AlertClock, startedAt },
      dueAt: from === 0 ? null : clock.after(from, Number(row['limit_ms'])),
      ...{ owner: String(row['owner_then']), isHighIntent: row['is_high'] === 1 },
    };
  });
  const last = alerts.at(-1);
  return { alerts, next: rows.length > limit && last ? last : null };
}

/** Every start of a clock or a wait is one of these moments. */
const isRecent = ['created_at', 'arrayMax(entry_at)', 'arrayMax(stage_at)', 'arrayMax(intent_at)']
  .map((moment) => `${moment} >= fromUnixTimestamp64Milli({horizon:Int64}, 'UTC')`)
  .join(' OR ');

/** Lives with when the lead began to wait: 0 where it showed no intent, was touched, given up or converted. */
const waitingLives = [
  {
    first_touch: `arrayFirst(t -> ${inLife}, sales_ms)`,
    turned: firstEntry("s IN ('rejected', 'disqualified', 'converted')"),
    intent: `arrayFirst(t -> t >= life_from - {highWithinMs:Int64} AND t < life_to AND t <= {judgedAt:Int64}, intent_ms)`,
    owner_now: 'toString(entry_owner[arrayLastIndex(t -> t <= {judgedAt:Int64}, entry_ms)])',
  },
  {
    waits_from: `if(intent > 0 AND life_from <= {judgedAt:Int64} AND first_touch = 0 AND turned = 0 AND next_life = 0,
      greatest(intent, life_from), 0)`,
  },
].reduce<string>(extended, livesSql(isRecent));

const newsFrom = (since: string, seen: string) =>
  `if(version > {seenAsOf:UInt64}, {${since}:Int64}, greatest({${since}:Int64}, {${seen}:Int64}))`;

// a clock that is due while nobody works runs out only when work begins again: hence >=, not >
const ranOut = (clock: string, start: string) =>
  `${clock}_state IN ('breached', 'never_worked') AND ${start}_worked + ${clock}_limit
    >= ${newsFrom('sinceWorked', 'seenWorked')}`;

const alertsSql = `
  SELECT lead_id, is_high, alert.1 AS clock, alert.2 AS started_at, alert.3 AS promised_from, alert.4 AS limit_ms,
    alert.5 AS owner_then
  FROM (${judgedLives(`SELECT ${[...lifeColumns, 'version', 'waits_from', 'owner_now'].join(', ')} FROM (${waitingLives})
    WHERE started > 0 OR waits_from > 0`)})
  ARRAY JOIN arrayFilter(alert -> alert.2 > 0, [
    ('contact', if(started > 0 AND ${ranOut('contact', 'started')}, started, 0), started, contact_limit, owner),
    ('disposition', if(${ranOut('disposition', 'qualified')}, qualified, 0), qualified, disposition_limit, owner),
    ('intent', if(waits_from >= ${newsFrom('since', 'seenAt')}, waits_from, 0),
      if(started > 0 AND contact_state = 'running', started, 0), contact_limit, owner_now)
  ]) AS alert
  WHERE (started_at, lead_id, clock) < ({afterAt:Int64}, {afterLead:String}, {afterClock:String})
  ORDER BY started_at DESC, lead_id DESC, clock DESC
  LIMIT {limit:UInt32}`;
