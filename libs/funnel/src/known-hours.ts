import type { SlaTerms } from '@touchstone/contracts';
import { hourMs } from './behaviour.js';
import { BusinessClock, workingStretches } from './business-hours.js';

/** Nobody's hours are looked up further away than this. */
const furthestMs = 20 * 366 * 24 * hourMs;

/**
 * Business hours around two moments, no more of them than it takes: any clock that is due at or after `since` started at
 * or after `horizon`, and one that starts at `judgedAt` is due within them.
 */
export function hoursAround(
  terms: SlaTerms,
  timeZone: string,
  { since, judgedAt }: { since: number; judgedAt: number },
): { clock: BusinessClock; horizon: number } {
  const { contactHours, highIntentContactHours, dispositionHours } = terms;
  const longestMs = Math.ceil(Math.max(contactHours, highIntentContactHours, dispositionHours) * hourMs);
  for (let span = 2 * longestMs; ; span *= 2) {
    const horizon = since - span;
    const clock = new BusinessClock(
      workingStretches(terms, timeZone, { from: horizon, to: judgedAt + span }),
    );
    // the first stretch may begin before the horizon, with its day
    const isEnough =
      clock.at(since) - clock.at(horizon) >= longestMs && clock.after(judgedAt, longestMs) !== null;
    if (isEnough || span > furthestMs) return { clock, horizon };
  }
}
