import { type SlaTerms, weekdays } from '@touchstone/contracts';
import { DateTime } from 'luxon';

/** What business hours are made of. */
export type Hours = Pick<SlaTerms, 'businessHours' | 'holidays'>;

/** A stretch of working time, epoch milliseconds; its end is out. */
export interface Stretch {
  start: number;
  end: number;
}

/**
 * The business hours between two moments, as instants. Wall clock times that a day does not have are moved forward as the
 * clocks are; of those that it has twice the first is meant.
 */
export function workingStretches(
  { businessHours, holidays }: Hours,
  timeZone: string,
  { from, to }: { from: number; to: number },
): Stretch[] {
  const off = new Set(holidays);
  const stretches: Stretch[] = [];
  let day = DateTime.fromMillis(from, { zone: timeZone }).startOf('day');
  while (day.toMillis() < to) {
    const next = day.plus({ days: 1 }).startOf('day');
    const momentOf = (time: string) => {
      const [hour, minute] = time.split(':').map(Number) as [number, number];
      const moment = (hour === 24 ? next : day.set({ hour, minute })).toMillis();
      return Math.min(Math.max(moment, from), to);
    };
    if (!off.has(day.toISODate()!))
      for (const hours of businessHours[weekdays[day.weekday - 1]!])
        append(stretches, { start: momentOf(hours.from), end: momentOf(hours.to) });
    day = next;
  }
  return stretches;
}

function append(stretches: Stretch[], next: Stretch): void {
  const last = stretches.at(-1);
  if (next.end <= next.start) return;
  if (last && next.start <= last.end) last.end = Math.max(last.end, next.end);
  else stretches.push(next);
}
