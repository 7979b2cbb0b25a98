import { DaySchema, InstantSchema } from '@touchstone/contracts';
import { DateTime } from 'luxon';

/** Epoch milliseconds of an RFC 3339 time, or of the start of a YYYY-MM-DD day in a time zone; null for other texts. */
export function momentOf(text: string, timeZone: string): number | null {
  if (InstantSchema.safeParse(text).success) return Date.parse(text);
  if (DaySchema.safeParse(text).success)
    return DateTime.fromISO(text, { zone: timeZone }).startOf('day').toMillis();
  return null;
}
