import { cohortLengths, groupings, monthsOfCohort } from '@touchstone/economics';
import { flag } from '@touchstone/contracts';
import { z } from 'zod';
import { queryOf } from '../asked-query.js';
import { rowParameters } from '../attribution/row-parameters.js';
import { paging } from '../attribution/shared-parameters.js';
import { customerParameters } from './customer-parameters.js';

const { groupBy: _, currency: __, ...question } = customerParameters;

/** Parameters of `GET /v1/lifetime-value/customers`: those of the report, and which of its rows. */
export const customersQuery = queryOf({
  ...question,
  ...rowParameters(groupings),
  unattributed: flag.meta({
    description: '`true`: customers whose journey no touch has credit in, instead of a row.',
  }),
  cohort: z
    .string()
    .refine(
      (cohort) => cohort === 'all' || monthsOfCohort(cohort) !== null,
      'is a cohort such as 2026-03, 2026-Q1, 2026 or all',
    )
    .default('all')
    .meta({
      description: `Cohort of the row, as it is called by ${cohortLengths.join(', ')}.`,
      examples: ['2026-Q1'],
    }),
  subscribed: flag.meta({
    description: '`true`: those with a subscription alone, whom curves are made of.',
  }),
  ...paging,
});

export type CustomersRequest = z.output<typeof customersQuery.schema>;
