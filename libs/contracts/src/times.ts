import { z } from 'zod';

/** An instant: RFC 3339 with an offset, read to the millisecond. */
export const InstantSchema = z.iso
  .datetime({ offset: true, error: 'a time is RFC 3339 with an offset, such as 2026-03-01T09:30:00.000Z' })
  .meta({ description: 'RFC 3339 time with an offset.', examples: ['2026-03-01T09:30:00.000Z'] });

/** A calendar day without a time, YYYY-MM-DD. */
export const DaySchema = z.iso
  .date('a day is YYYY-MM-DD')
  .meta({ description: 'Calendar day, YYYY-MM-DD.', examples: ['2026-03-01'] });

/** Either of them: a bare day means the END of that day in the workspace's time zone. */
export const InstantOrDaySchema = z
  .union([InstantSchema, DaySchema])
  .meta({ description: 'A time, or a bare day that means the end of that day in the workspace time zone.' });
