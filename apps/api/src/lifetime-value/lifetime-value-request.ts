import { oneOf } from '@touchstone/contracts';
import { allocations, cohortLengths } from '@touchstone/economics';
import { z } from 'zod';
import { queryOf } from '../asked-query.js';
import { customerParameters, plainNumber } from '../customers/customer-parameters.js';

/** Which costs count. */
export const costKinds = ['loaded', 'paid'] as const;

/** Parameters of `GET /v1/lifetime-value`. */
export const lifetimeValueQuery = queryOf({
  ...customerParameters,
  cohort: oneOf(cohortLengths)
    .default('all')
    .meta({
      description:
        'By when customers came, in calendar periods of the workspace’s zone; `all`: the whole window.',
      examples: ['quarter'],
    }),
  cost: oneOf(costKinds).default('loaded').meta({
    description: 'What customers cost: everything that was spent in the cohort’s period, or media alone.',
  }),
  allocate: oneOf(allocations).default('media_share').meta({
    description:
      'What tools, people, agencies and other costs without a channel become: spread over channels by their media spend of the month, or `(unmapped)`.',
  }),
  discount: plainNumber(0, 1)
    .default(0.01)
    .meta({
      description: 'Interest of a month that values by survival are discounted by.',
      examples: [0.01],
    }),
  horizonMonths: plainNumber(1, 600, 'whole number')
    .default(60)
    .meta({
      description: 'Most months that values by survival are summed over; never more than were observed.',
      examples: [60],
    }),
});

export type LifetimeValueRequest = z.output<typeof lifetimeValueQuery.schema>;
