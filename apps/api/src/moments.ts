import { DaySchema, InstantSchema } from '@touchstone/contracts';
import { DateTime } from 'luxon';

/** RFC 3339 in UTC, of epoch milliseconds. */
export const iso = (moment: number): string => new Date(moment).toISOString();

/** Epoch milliseconds of an RFC 3339 time, or of the start of a YYYY-MM-DD day in a time zone; null for other texts. */
export function momentOf(text: string, timeZone: string): number | null {
  if (InstantSchema.safeParse(text).success) return Date.parse(text);
  if (DaySchema.safeParse(text).success)
    return DateTime.fromISO(text, { zone: timeZone }).startOf('day').toMillis();
  return null;
}
