import type { ClickHouse } from '@touchstone/facts';
import type { BusinessHours } from './business-hours.js';
import { type ClockName, type ClockState, clockStates } from './clock-state.js';
import { limitsOf } from './lead-clocks.js';
import { labelSql, noLabel } from './lead-labels.js';
import type { SlaQuestion } from './sla-question.js';
import { clocksSql, decisionsSql, slaParams, slaSettings } from './sla-sql.js';

/** Which leads of a report are meant. */
export type SlaChoice =
  | { clock: ClockName; state: ClockState | null }
  | { clock: 'decision'; outcome: 'accepted' | 'rejected' | 'disqualified' | null; reason: string | null };

/** A page begins behind this. */
export interface SlaPlace {
  at: number;
  leadId: string;
  state: string;
}

/** A lead behind a number. Moments are epoch milliseconds, durations working milliseconds. */
export interface SlaLead {
  leadId: string;
  /** When the clock started, or the decision was taken. */
  at: number;
  owner: string;
  team: string;
  channel: string;
  campaign: string;
  /** State of the clock, or the decision. */
  state: string;
  reason: string | null;
  isHighIntent: boolean | null;
  endedAt: number | null;
  limitMs: number | null;
  /** null of decisions, and beyond 20 years. */
  elapsedMs: number | null;
  /** null where it is not within 20 years, and of decisions. */
  dueAt: number | null;
}

/** The leads behind a number of a report, by moment, one row a clock or decision. */
export async function slaLeads(
  clickhouse: ClickHouse,
  question: SlaQuestion & { hours: BusinessHours },
  choice: SlaChoice,
  { after, limit }: { after: SlaPlace | null; limit: number },
): Promise<{ leads: SlaLead[]; next: SlaPlace | null }> {
  const page =
    'AND (at, lead_id, state) > ({afterAt:Int64}, {afterLead:String}, {afterState:String}) ORDER BY at, lead_id, state LIMIT {limit:UInt32}';
  const rows = await clickhouse.query<Record<string, string | number | null>>({
    name: 'sla_leads',
    settings: slaSettings,
    params: {
      ...slaParams(question),
      ...{
        afterAt: after?.at ?? -1,
        afterLead: after?.leadId ?? '',
        afterState: after?.state ?? '',
        limit: limit + 1,
      },
      ...{ state: stateOf(choice), reason: choice.clock === 'decision' ? (choice.reason ?? '') : '' },
    },
    sql: `SELECT *, ${labelSql('team')} AS team FROM (${chosenSql(question, choice)})
      WHERE ({state:String} = '' OR state = {state:String}) ${page}`,
  });
  const leads = rows.slice(0, limit).map((row) => leadOf(row, choice, question));
  const last = leads.at(-1);
  return {
    leads,
    next: rows.length > limit && last ? { at: last.at, leadId: last.leadId, state: last.state } : null,
  };
}

const stateOf = (choice: SlaChoice) => (choice.clock === 'decision' ? choice.outcome : choice.state) ?? '';

const shown = ['channel', 'campaign'] as const;

function chosenSql(question: SlaQuestion, choice: SlaChoice): string {
  if (choice.clock === 'decision')
    return `SELECT lead_id, channel, campaign, owner, at, outcome AS state, reason
      FROM (${decisionsSql(question, shown)}) ${choice.reason === null ? '' : 'WHERE reason = {reason:String}'}`;
  const { clock } = choice;
  return `SELECT lead_id, channel, campaign, owner, is_high, ${clock}_start AS at,
      [${clockStates.map((state) => `'${state}'`).join(', ')}][${clock}_state] AS state,
      ${clock}_end AS ended, ${clock}_due AS due
    FROM (${clocksSql(question, shown)}) WHERE ${clock}_counts`;
}

function leadOf(
  row: Record<string, string | number | null>,
  { clock }: SlaChoice,
  { terms, hours, judgedAt }: SlaQuestion & { hours: BusinessHours },
): SlaLead {
  const [at, isDecision] = [Number(row['at']), clock === 'decision'];
  const isHighIntent = isDecision ? null : row['is_high'] === 1;
  const endedAt = Number(row['ended'] ?? 0) || null;
  const limits = limitsOf(terms);
  return {
    ...{ leadId: String(row['lead_id']), at, state: String(row['state']), isHighIntent, endedAt },
    ...{ owner: String(row['owner']) || noLabel, team: String(row['team']) },
    ...{ channel: String(row['channel']) || noLabel, campaign: String(row['campaign']) || noLabel },
    reason: isDecision ? String(row['reason']) : null,
    limitMs: isDecision ? null : clock === 'contact' ? limits.contact(isHighIntent!) : limits.disposition,
    elapsedMs: isDecision ? null : hours.between(at, endedAt ?? judgedAt),
    dueAt: Number(row['due'] ?? 0) || null,
  };
}
