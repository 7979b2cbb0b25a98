import { DateTime } from 'luxon';

/** Which number comes first in 03/04/2026; null: nothing says it. */
export type DayOrder = 'dmy' | 'mdy' | null;

const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/;
const named = ['LLL d, yyyy', 'LLLL d, yyyy', 'd LLL yyyy', 'd LLLL yyyy', 'd. LLLL yyyy', 'd-LLL-yyyy'];
const languages = ['en', 'de', 'fr', 'es'];

/** The order that the days of a column show: 31/03 or 03/31; else the usual one of where the file comes from. */
export function dayOrderOf(texts: Iterable<string>, usual: DayOrder): DayOrder {
  for (const text of texts) {
    const [, first, second] = slashed.exec(text.trim()) ?? [];
    if (Number(first) > 12) return 'dmy';
    if (Number(second) > 12) return 'mdy';
  }
  return usual;
}

/** A day as exports write it, as YYYY-MM-DD; `ambiguous` where it may be two days, null where it is none. */
export function dayOf(text: string, order: DayOrder): string | null {
  const plain = text.trim();
  const iso = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(plain);
  if (iso) return calendarDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(plain);
  if (german) return calendarDay(Number(german[3]), Number(german[2]), Number(german[1]));
  const [, first, second, year] = slashed.exec(plain) ?? [];
  if (year) {
    if (order === null && first !== second) return 'ambiguous';
    const [day, month] = order === 'mdy' ? [second, first] : [first, second];
    return calendarDay(Number(year), Number(month), Number(day));
  }
  return namedDay(plain);
}

function calendarDay(year: number, month: number, day: number): string | null {
  const date = DateTime.utc(year, month, day);
  return date.isValid ? date.toISODate() : null;
}

function namedDay(text: string): string | null {
  if (!/\p{L}/u.test(text)) return null;
  for (const locale of languages)
    for (const format of named) {
      const date = DateTime.fromFormat(text, format, { locale, zone: 'utc' });
      if (date.isValid) return date.toISODate();
    }
  return null;
}
