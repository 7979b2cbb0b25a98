import { z } from 'zod';
import { queryOf } from '../asked-query.js';
import { customerParameters, plainNumber } from '../customers/customer-parameters.js';
import { limitParameter } from '../limit-parameter.js';

const { model: _, groupBy: __, valueFunction: ___, customModel: ____, ...parameters } = customerParameters;

/** Parameters of `GET /v1/customer-traits`. */
export const traitsQuery = queryOf({
  ...parameters,
  bestPercent: plainNumber(1, 100)
    .default(25)
    .meta({
      description:
        'How many of those who are still customers are the best: those who bring most margin a month, over the months they paid in.',
      examples: [25],
    }),
  limit: limitParameter({ most: 500, usual: 20 }).meta({ description: 'Most traits of a kind.' }),
});

export type TraitsRequest = z.output<typeof traitsQuery.schema>;
