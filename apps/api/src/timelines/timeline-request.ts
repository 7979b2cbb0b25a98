import { z } from 'zod';

/** How a timeline is paged. */
export const TimelineRequestSchema = z.strictObject({
  limit: z.coerce
    .number('is a whole number from 1 to 500')
    .int('is a whole number from 1 to 500')
    .min(1, 'is at least 1')
    .max(500, 'is at most 500')
    .default(100)
    .meta({ description: 'Most items of a page.', examples: [100] }),
  order: z
    .enum(['asc', 'desc'])
    .default('asc')
    .meta({ description: 'Oldest first, or newest first.', examples: ['asc'] }),
  cursor: z
    .string()
    .max(1000)
    .optional()
    .meta({ description: 'nextCursor of the page before; valid for the same id and order only.' }),
});

export type TimelineRequest = z.infer<typeof TimelineRequestSchema>;
