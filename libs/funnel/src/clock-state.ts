import type { ClockedLife } from '@touchstone/facts';
import type { BusinessHours } from './business-hours.js';
import { type ClockTerms, limitsOf } from './lead-clocks.js';

/**
 * How a clock stands. `met`, `breached`: worked in time, or too late. `never_worked`: the time is over, and nobody did.
 * `withdrawn`: the lead's life ended in time without it. `running`: there is time left.
 */
export const clockStates = ['met', 'breached', 'never_worked', 'withdrawn', 'running'] as const;
export type ClockState = (typeof clockStates)[number];

export const clockNames = ['contact', 'disposition'] as const;
export type ClockName = (typeof clockNames)[number];

/** A promise in one life of a lead. Moments are epoch milliseconds. */
export interface Clock {
  startedAt: number;
  /** Done, or gone without it; null: neither. */
  endedAt: number | null;
  isDone: boolean;
  /** null: not within 20 years. */
  dueAt: number | null;
}

/** A clock of a life; null where it never started. */
export function clockOf(life: ClockedLife, name: ClockName): Clock | null {
  const startedAt = name === 'contact' ? (life.assignedAt ?? life.qualifiedAt) : life.qualifiedAt;
  if (startedAt === null) return null;
  return name === 'contact'
    ? {
        ...{ startedAt, endedAt: life.contactEndedAt, dueAt: life.contactDueAt },
        isDone: life.touchedAt !== null,
      }
    : {
        ...{ startedAt, endedAt: life.dispositionEndedAt, dueAt: life.dispositionDueAt },
        isDone: life.outcome !== '',
      };
}

/** The state of a clock at a moment; what came later is not known. null: it had not started. */
export function stateOf(clock: Clock | null, judgedAt: number): ClockState | null {
  if (clock === null || clock.startedAt > judgedAt) return null;
  const hasEnded = clock.endedAt !== null && clock.endedAt <= judgedAt;
  const isOver = clock.dueAt !== null && clock.dueAt < (hasEnded ? clock.endedAt! : judgedAt);
  if (hasEnded && clock.isDone) return isOver ? 'breached' : 'met';
  if (isOver) return 'never_worked';
  return hasEnded ? 'withdrawn' : 'running';
}

/** A clock as it stands at a moment. */
export interface JudgedClock {
  state: ClockState;
  startedAt: number;
  /** null: not by then. */
  endedAt: number | null;
  dueAt: number | null;
  limitMs: number;
  /** Working milliseconds until its end, else the moment; null: more than 20 years. */
  elapsedMs: number | null;
}

/** A clock of a life at a moment; null: it had not started. */
export function judgedClock(
  life: ClockedLife,
  name: ClockName,
  { judgedAt, terms, hours }: { judgedAt: number; terms: ClockTerms; hours: BusinessHours },
): JudgedClock | null {
  const clock = clockOf(life, name);
  const state = stateOf(clock, judgedAt);
  if (!clock || !state) return null;
  const { startedAt, dueAt } = clock;
  const endedAt = clock.endedAt !== null && clock.endedAt <= judgedAt ? clock.endedAt : null;
  const limits = limitsOf(terms);
  return {
    ...{ state, startedAt, endedAt, dueAt },
    limitMs: name === 'contact' ? limits.contact(life.isHighIntent) : limits.disposition,
    elapsedMs: hours.between(startedAt, endedAt ?? judgedAt),
  };
}
