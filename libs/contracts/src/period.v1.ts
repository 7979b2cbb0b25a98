import { z } from 'zod';
import { InstantSchema } from './times.js';

/** The name of a calendar month, quarter or year. */
export const PeriodNameSchema = z
  .string('a period is a text')
  .regex(
    /^\d{4}(-(Q[1-4]|0[1-9]|1[0-2]))?$/,
    'a period is a month such as 2026-03, a quarter such as 2026-Q1, or a year such as 2026',
  )
  .meta({ description: 'A month, a quarter or a year.', examples: ['2026-03'] });

/**
 * A period was closed: what reports say of it as of a position is what was reported. Closing it again replaces the
 * closing and keeps it in the history.
 */
export const PeriodClosedV1 = z
  .looseObject({
    period: PeriodNameSchema,
    position: z
      .int('position is a whole number')
      .min(0, 'position is at least 0')
      .meta({ description: 'Log position that the period is closed at; it lies before this event.' }),
    from: InstantSchema.meta({ description: 'Start of the period, in, as it was when it was closed.' }),
    to: InstantSchema.meta({ description: 'End of the period, out.' }),
    note: z
      .string()
      .trim()
      .max(1000, 'note has at most 1000 characters')
      .optional()
      .meta({ description: 'Why, for people.' }),
  })
  .meta({ title: 'period.closed.v1', description: 'A month, quarter or year was closed at a log position.' });
