import type { SlaTerms } from '@touchstone/contracts';
import type { LeadRow } from '@touchstone/facts';
import { hourMs } from './behaviour.js';
import type { BusinessClock } from './business-hours.js';

/**
 * How a clock stands. `met`, `breached`: worked in time, or too late. `never_worked`: the time is over, and nobody did.
 * `withdrawn`: the lead's life ended in time without it. `running`: there is time left.
 */
export const clockStates = ['met', 'breached', 'never_worked', 'withdrawn', 'running'] as const;
export type ClockState = (typeof clockStates)[number];

/** Moments are epoch milliseconds, durations working milliseconds. */
export interface Clock {
  startedAt: number;
  /** null while it runs, or ran out without an end. */
  endedAt: number | null;
  limitMs: number;
  elapsedMs: number;
  state: ClockState;
}

/** The clocks of one life of a lead. */
export interface LifeClocks {
  /** When this life began. */
  lifeFrom: number;
  /** Owner when the clock of contact started; empty: none. */
  owner: string;
  isHighIntent: boolean;
  assignedAt: number | null;
  qualifiedAt: number | null;
  touchedAt: number | null;
  /** How it was decided after qualification; null: not yet. */
  outcome: string | null;
  contact: Clock;
  /** null: it was not qualified. */
  disposition: Clock | null;
  /** From qualification to assignment; null where one is missing, or assignment came first. */
  systemDelayMs: number | null;
  /** From assignment to the first sales touch; null where one is missing. */
  humanDelayMs: number | null;
}

export interface ClockTerms {
  terms: Pick<
    SlaTerms,
    'contactHours' | 'highIntentContactHours' | 'highIntentWithinHours' | 'dispositionHours'
  >;
  clock: BusinessClock;
  /** Moment at which clocks are judged; what happened later is not known. */
  judgedAt: number;
}

/** What clocks are told of, as the facts keep it. */
export type ClockedLead = Pick<
  LeadRow,
  'createdAt' | 'entryStatus' | 'entryAt' | 'entryOwner' | 'stageName' | 'stageAt' | 'salesAt' | 'intentAt'
>;

export const decisions = ['accepted', 'rejected', 'disqualified', 'converted'] as const;
const ends: readonly string[] = ['rejected', 'disqualified'];

/** The clocks of each life of a lead that was assigned or qualified in it, by moment. What reports count, one by one. */
export function clocksOf(lead: ClockedLead, { terms, clock, judgedAt }: ClockTerms): LifeClocks[] {
  const entries = lead.entryStatus.map((status, nth) => ({
    ...{ status, at: Math.max(lead.entryAt[nth]!, lead.createdAt), owner: lead.entryOwner[nth]! },
  }));
  const visits = lead.stageName.map((stage, nth) => ({ stage, at: lead.stageAt[nth]! }));
  const lives = visits.filter(({ stage }) => stage === 'lead').map(({ at }) => at);
  return lives.flatMap((lifeFrom, nth) => {
    const lifeTo = lives[nth + 1] ?? Infinity;
    const known = ({ at }: { at: number }) => at >= lifeFrom && at < lifeTo && at <= judgedAt;
    const its = entries.filter(known);
    const assignedAt = its.find(({ status }) => status === 'assigned')?.at ?? null;
    const qualifiedAt = visits.find((visit) => visit.stage === 'mql' && known(visit))?.at ?? null;
    const startedAt = assignedAt ?? qualifiedAt;
    if (startedAt === null) return [];
    const next = lifeTo <= judgedAt ? lifeTo : null;
    const endOf = (from: number, statuses: readonly string[]) =>
      its.find(({ status, at }) => at >= from && statuses.includes(status));
    const over = endOf(startedAt, ends)?.at ?? next;
    const touch = lead.salesAt.find((at) => at >= startedAt && known({ at })) ?? null;
    const touchedAt = touch !== null && (over === null || touch <= over) ? touch : null;
    const isHighIntent = lead.intentAt.some(
      (at) => at <= startedAt && at >= startedAt - terms.highIntentWithinHours * hourMs,
    );
    const decided = qualifiedAt === null ? undefined : endOf(qualifiedAt, decisions);
    const run = (from: number, done: number | null, gone: number | null, hours: number): Clock => {
      const [limitMs, endedAt] = [Math.round(hours * hourMs), done ?? gone];
      const elapsedMs = clock.at(endedAt ?? judgedAt) - clock.at(from);
      const inTime = elapsedMs <= limitMs;
      const unworked = inTime ? (gone === null ? 'running' : 'withdrawn') : 'never_worked';
      const state = done === null ? unworked : inTime ? 'met' : 'breached';
      return { startedAt: from, endedAt, limitMs, elapsedMs, state };
    };
    const between = (from: number | null, to: number | null) =>
      from === null || to === null || to < from ? null : clock.at(to) - clock.at(from);
    const contactHours = isHighIntent ? terms.highIntentContactHours : terms.contactHours;
    return {
      ...{ lifeFrom, isHighIntent, assignedAt, qualifiedAt, touchedAt },
      owner: entries.findLast(({ at }) => at <= startedAt)?.owner ?? '',
      outcome: decided?.status ?? null,
      contact: run(startedAt, touchedAt, over, contactHours),
      disposition:
        qualifiedAt === null ? null : run(qualifiedAt, decided?.at ?? null, next, terms.dispositionHours),
      systemDelayMs: between(qualifiedAt, assignedAt),
      humanDelayMs: between(assignedAt, touchedAt),
    };
  });
}
