import { oneOf } from '@touchstone/contracts';
import { items } from '@touchstone/attribution';
import { type DealDimension, dealChoices, dealDimensions, noLeadLabel } from '@touchstone/funnel';
import { z } from 'zod';
import { queryWithLists } from '../asked-query.js';
import { asOf, paging, publishables, window } from '../attribution/shared-parameters.js';
import { leadQuestion } from '../leads/lead-parameters.js';
import { reportCurrency } from '../report-currency.js';

const dimension = oneOf(dealDimensions);
const filter = (name: DealDimension) =>
  items.optional().meta({
    description: `Deals of this ${name} only. Repeated or with commas; \`${noLeadLabel}\`: those without.`,
  });

const question = {
  ...window,
  ...asOf,
  judgedAt: leadQuestion.judgedAt,
  lookbackDays: publishables.lookbackDays,
  scope: publishables.scope,
  owner: filter('owner'),
  segment: filter('segment'),
  pipeline: filter('pipeline'),
  ...reportCurrency,
};

const dealQueryOf = queryWithLists(dealDimensions, { groupBy: dimension });

/** Parameters of `GET /v1/velocity`. */
export const velocityQuery = dealQueryOf({
  ...question,
  groupBy: items
    .pipe(z.array(dimension))
    .optional()
    .meta({ description: `None or more of ${dealDimensions.join(', ')}; repeated or with commas.` }),
});
export type VelocityRequest = z.output<typeof velocityQuery.schema>;

/** Parameters of `GET /v1/velocity/deals`: those of the report, and which of its numbers. */
export const velocityDealsQuery = dealQueryOf({
  ...question,
  deals: oneOf(dealChoices).default('stalled').meta({ description: 'Which deals.' }),
  ...paging,
});
export type VelocityDealsRequest = z.output<typeof velocityDealsQuery.schema>;
