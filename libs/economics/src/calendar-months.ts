import { DateTime } from 'luxon';

/** How customers are put together by when they came. */
export const cohortLengths = ['all', 'month', 'quarter', 'year'] as const;
export type CohortLength = (typeof cohortLengths)[number];

/** Name of the cohort that a month (YYYY-MM) belongs to: `all`, 2026-03, 2026-Q1 or 2026. */
export function cohortOf(month: string, length: CohortLength): string {
  const [year, number] = month.split('-') as [string, string];
  if (length === 'all') return 'all';
  if (length === 'month') return month;
  return length === 'year' ? year : `${year}-Q${Math.ceil(Number(number) / 3)}`;
}

/** Months (YYYY-MM) of a cohort by its name; null: `all`, or no name of one. */
export function monthsOfCohort(cohort: string): string[] | null {
  const [, year, month, quarter] = /^(\d{4})(?:-(0[1-9]|1[0-2])|-Q([1-4]))?$/.exec(cohort) ?? [];
  if (year === undefined) return null;
  if (month !== undefined) return [cohort];
  const [first, count] = quarter === undefined ? [1, 12] : [Number(quarter) * 3 - 2, 3];
  return Array.from({ length: count }, (_, nth) => `${year}-${String(first + nth).padStart(2, '0')}`);
}

/** Calendar months that have ended by a moment, of those since the beginning of a month (YYYY-MM). */
export function monthsEnded(month: string, until: number, timeZone: string): number {
  const end = DateTime.fromMillis(until, { zone: timeZone });
  const [year, number] = month.split('-').map(Number) as [number, number];
  return Math.max(0, (end.year - year) * 12 + end.month - number);
}
