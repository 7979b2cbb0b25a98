import { DateTime } from 'luxon';

export const periodLengths = ['week', 'month', 'quarter', 'all'] as const;
export type PeriodLength = (typeof periodLengths)[number];

/** A stretch of time in a report, half-open, epoch milliseconds. */
export interface Period {
  /** Such as 2026-W07, 2026-03, 2026-Q1, 2026, or `all`. */
  name: string;
  from: number;
  to: number;
}

const formats = { week: "kkkk-'W'WW", month: 'yyyy-MM', quarter: "yyyy-'Q'q" } as const;

/**
 * Cuts a window into calendar periods of a time zone; weeks are those of ISO 8601. The first and the last end with the
 * window, so that the periods are the window, nothing twice.
 */
export function periodsOf(
  { from, to }: Pick<Period, 'from' | 'to'>,
  length: PeriodLength,
  timeZone: string,
): Period[] {
  if (length === 'all') return [{ name: 'all', from, to }];
  const periods: Period[] = [];
  let start = DateTime.fromMillis(from, { zone: timeZone }).startOf(length);
  while (start.toMillis() < to) {
    const end = start.plus({ [`${length}s`]: 1 }).startOf(length);
    periods.push({
      name: start.toFormat(formats[length]),
      from: Math.max(from, start.toMillis()),
      to: Math.min(to, end.toMillis()),
    });
    start = end;
  }
  return periods;
}

/** How a period that can be closed is named. */
export const periodPattern = /^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/;

/** The month, quarter or year of a name such as 2026-03, 2026-Q1 or 2026, in a time zone; null: no such name. */
export function namedPeriod(name: string, timeZone: string): Period | null {
  const [, year, quarter, month] = periodPattern.exec(name) ?? [];
  if (!year) return null;
  const first = quarter ? Number(quarter) * 3 - 2 : Number(month ?? 1);
  const start = DateTime.fromObject({ year: Number(year), month: first }, { zone: timeZone });
  const end = start.plus(quarter ? { quarters: 1 } : month ? { months: 1 } : { years: 1 });
  return { name, from: start.toMillis(), to: end.toMillis() };
}
