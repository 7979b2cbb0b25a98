import { alertTypeNames, oneOf } from '@touchstone/contracts';
import { z } from 'zod';
import { queryOf } from '../asked-query.js';
import { paging } from '../attribution/shared-parameters.js';

/** Parameters of `GET /v1/alerts`. */
export const alertsQuery = queryOf({
  type: oneOf(alertTypeNames).optional().meta({ description: 'Alerts of this type only.' }),
  owner: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Alerts about leads of this owner only; empty: of those without one.' }),
  since: z
    .string()
    .optional()
    .meta({
      description: 'Sent at or after this: an RFC 3339 time, or a day (its start).',
      examples: ['2026-03-01'],
    }),
  ...paging,
});
export type AlertsRequest = z.output<typeof alertsQuery.schema>;
