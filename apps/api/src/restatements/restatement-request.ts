import { AttributionRequest } from '@touchstone/attribution';
import { z } from 'zod';
import { filtering, grouping, paging, sharing, creditQueryOf } from '../attribution/shared-parameters.js';

const moment = z.string().min(1);
const { from, to } = AttributionRequest.shape;

/** Parameters of `GET /v1/restatements`. */
export const restatementQuery = creditQueryOf({
  from: moment.meta({
    description: 'What stood then: a position, an RFC 3339 time, or a day (its start).',
    examples: ['41200'],
  }),
  to: moment.optional().meta({ description: 'What stands then; without it, now.', examples: ['48213'] }),
  windowFrom: from.optional().meta({
    description: 'Start of the window of conversions, in; without it, from the first.',
    examples: ['2026-01-01'],
  }),
  windowTo: to.optional().meta({ description: 'End of the window, out.', examples: ['2026-04-01'] }),
  ...sharing,
  ...grouping,
  ...filtering,
  ...paging,
  spendCursor: paging.cursor.meta({
    description: '`spend.nextCursor` of the page before; valid for the same query only.',
  }),
});

export type RestatementRequest = z.output<typeof restatementQuery.schema>;
