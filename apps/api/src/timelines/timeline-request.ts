import { z } from 'zod';
import { queryOf } from '../asked-query.js';
import { limitParameter } from '../limit-parameter.js';

/** How a timeline is paged. */
export const timelineQuery = queryOf({
  limit: limitParameter({ most: 500, usual: 100 }),
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

export type TimelineRequest = z.output<typeof timelineQuery.schema>;
