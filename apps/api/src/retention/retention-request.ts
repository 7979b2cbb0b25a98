import { oneOf } from '@touchstone/contracts';
import { retentionOrders } from '@touchstone/economics';
import { z } from 'zod';
import { queryOf } from '../asked-query.js';
import { customerParameters, plainNumber } from '../customers/customer-parameters.js';

/** Parameters of `GET /v1/retention`. */
export const retentionQuery = queryOf({
  ...customerParameters,
  atMonths: plainNumber(1, 600, 'whole number')
    .default(12)
    .meta({
      description: 'Months after which rows are compared.',
      examples: [12],
    }),
  sortBy: oneOf(retentionOrders)
    .default('survival')
    .meta({
      description:
        'Those first who stay longest: by the part still there after `atMonths`, or by median lifetime; or by customers.',
      examples: ['survival'],
    }),
});

export type RetentionRequest = z.output<typeof retentionQuery.schema>;
