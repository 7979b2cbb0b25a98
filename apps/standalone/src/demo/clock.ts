import { DateTime } from 'luxon';
import type { Random } from './prng.js';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** The demo's stretch of time in epoch milliseconds: 18 months, whole days, ending at `end`. */
export interface Span {
  start: number;
  end: number;
}

export function spanUntil(end: Date): Span {
  const start = DateTime.fromJSDate(end, { zone: 'utc' }).minus({ months: 18 }).startOf('day');
  return { start: start.toMillis(), end: end.getTime() };
}

export const instant = (at: number): string => new Date(at).toISOString();

/** Calendar day; office hours are on the same day in UTC and in Berlin. */
export const dayOf = (at: number): string => instant(at).slice(0, 10);

/** A moment in [from, to], mostly on working days between 7 and 17 UTC. */
export function momentBetween(random: Random, from: number, to: number): number {
  const raw = Math.floor(random.between(from, Math.max(from, to)));
  let midnight = raw - (raw % day);
  const weekday = new Date(midnight).getUTCDay();
  if ((weekday === 0 || weekday === 6) && random.chance(0.8)) midnight += (weekday === 0 ? 1 : 2) * day;
  const office = midnight + Math.floor(random.between(7 * hour, 17 * hour));
  return office >= from && office <= to ? office : raw;
}

/** First moments (UTC midnight) of the days of a span that are over before its end. */
export function* daysOf({ start, end }: Span): Generator<number> {
  for (let at = start; at + day <= end; at += day) yield at;
}

/** First moments of the calendar months that are over before the span's end. */
export function* monthsOf({ start, end }: Span): Generator<{ from: number; to: number }> {
  let from = DateTime.fromMillis(start, { zone: 'utc' }).startOf('month');
  for (;;) {
    const to = from.plus({ months: 1 });
    if (to.toMillis() > end) return;
    yield { from: from.toMillis(), to: to.toMillis() };
    from = to;
  }
}
