import { AttributionRequest } from '@touchstone/attribution';
import { z } from 'zod';
import { asOf, sharing, creditQueryOf } from '../attribution/shared-parameters.js';

const { from, to } = AttributionRequest.shape;
const learning =
  'markov and shapley by conversion_rate learn from the conversions of this window; the others need none.';

/** Parameters of `GET /v1/conversions/{id}/credit`. */
export const creditQuery = creditQueryOf({
  ...sharing,
  ...asOf,
  from: from
    .optional()
    .meta({ description: `Start of the window, in: ${learning}`, examples: ['2026-01-01'] }),
  to: to.optional().meta({ description: 'End of the window, out.', examples: ['2026-04-01'] }),
});

export type CreditRequest = z.output<typeof creditQuery.schema>;
