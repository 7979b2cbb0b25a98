import { DateTime } from 'luxon';

/** A window of moments in epoch milliseconds, half-open, and the IANA zone whose calendar is meant. */
interface Window {
  from: number;
  to: number;
  timeZone: string;
}

const local = (moment: number, timeZone: string) => DateTime.fromMillis(moment, { zone: timeZone });

/** The days that begin in a window: the first, and the first that is out; YYYY-MM-DD. */
export function daysOf({ from, to, timeZone }: Window): { fromDay: string; toDay: string } {
  const firstFrom = (moment: number) => {
    const at = local(moment, timeZone);
    const day = at.startOf('day');
    return (day < at ? day.plus({ days: 1 }) : day).toISODate()!;
  };
  return { fromDay: firstFrom(from), toDay: firstFrom(to) };
}

/** The months that a window is, YYYY-MM; null where it does not begin and end with months. */
export function wholeMonthsOf({ from, to, timeZone }: Window): string[] | null {
  const months: string[] = [];
  let month = local(from, timeZone);
  if (+month.startOf('month') !== from) return null;
  for (; +month < to; month = month.plus({ months: 1 })) months.push(month.toFormat('yyyy-MM'));
  return +month === to ? months : null;
}
