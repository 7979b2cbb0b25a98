import { type SlaTerms, weekdays } from '@touchstone/contracts';
import { DateTime } from 'luxon';

/** A stretch of working time, epoch milliseconds; its end is out. */
export interface Stretch {
  start: number;
  end: number;
}

/**
 * The business hours of whole days, from the day of one moment through that of another, as instants. Wall clock times
 * that a day does not have are moved forward as the clocks are; of those that it has twice the first is meant.
 */
export function workingStretches(
  { businessHours, holidays }: Pick<SlaTerms, 'businessHours' | 'holidays'>,
  timeZone: string,
  { from, to }: { from: number; to: number },
): Stretch[] {
  const off = new Set(holidays);
  const stretches: Stretch[] = [];
  let day = DateTime.fromMillis(from, { zone: timeZone }).startOf('day');
  while (day.toMillis() <= to) {
    const next = day.plus({ days: 1 }).startOf('day');
    const momentOf = (time: string) => {
      const [hour, minute] = time.split(':').map(Number) as [number, number];
      return (hour === 24 ? next : day.set({ hour, minute })).toMillis();
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

/** Counts working time only; knows the stretches that it is given, and stands still beyond them. */
export class BusinessClock {
  /** Working milliseconds before each stretch. */
  private readonly before: number[] = [];

  constructor(private readonly stretches: readonly Stretch[]) {
    let sum = 0;
    for (const { start, end } of stretches) {
      this.before.push(sum);
      sum += end - start;
    }
  }

  /** Working milliseconds up to a moment, from the first stretch on. */
  at(moment: number): number {
    const nth = this.stretches.findLastIndex(({ start }) => start <= moment);
    if (nth < 0) return 0;
    const { start, end } = this.stretches[nth]!;
    return this.before[nth]! + Math.min(moment, end) - start;
  }

  /** When so much working time has passed; null where that is beyond the stretches. */
  after(moment: number, workingMs: number): number | null {
    const wanted = this.at(moment) + workingMs;
    const nth = this.before.findLastIndex((sum) => sum < wanted);
    if (nth < 0) return moment;
    const { start, end } = this.stretches[nth]!;
    const due = start + wanted - this.before[nth]!;
    return due <= end ? due : null;
  }

  /** Starts, ends and working time before, as parallel lists; the first is before all time, so that every moment has one. */
  get table(): { starts: number[]; ends: number[]; before: number[] } {
    return {
      starts: [0, ...this.stretches.map(({ start }) => start)],
      ends: [0, ...this.stretches.map(({ end }) => end)],
      before: [0, ...this.before],
    };
  }
}
