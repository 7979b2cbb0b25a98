import { items } from '@touchstone/attribution';
import { InstantSchema, oneOf } from '@touchstone/contracts';
import { type LeadDimension, leadDimensions, type LeadFilters, noLeadLabel } from '@touchstone/funnel';
import { z } from 'zod';
import { asOf, documented, window } from '../attribution/shared-parameters.js';

const dimension = oneOf(leadDimensions);

const filter = (name: LeadDimension) =>
  items.optional().meta({
    description: `Leads of this ${name.replace('_', ' ')} only. Repeated or with commas; \`${noLeadLabel}\`: those without.`,
  });

/** The filters of questions about leads, one a dimension. */
export const leadFilters = Object.fromEntries(leadDimensions.map((name) => [name, filter(name)])) as Record<
  LeadDimension,
  ReturnType<typeof filter>
>;

export const groupBy = {
  groupBy: items
    .pipe(z.array(dimension))
    .optional()
    .meta({
      description: `None or more of ${leadDimensions.join(', ')}; repeated or with commas. \`first_\`: of the first touch, else of the last that is not direct, at or before creation.`,
      examples: ['owner,channel'],
    }),
};

/** Window, moment and labels: the same in every question about leads. */
export const leadQuestion = {
  ...window,
  ...asOf,
  judgedAt: InstantSchema.optional().meta({
    description: 'Moment at which what still runs is judged; left out, that of asOf, and without asOf now.',
    examples: ['2026-04-01T00:00:00.000Z'],
  }),
  ...leadFilters,
};

/** Parameters that may be repeated. */
export const leadLists: readonly string[] = ['groupBy', ...leadDimensions];

/** The filters that a request names. */
export const filtersIn = (request: Partial<Record<LeadDimension, string[] | undefined>>): LeadFilters =>
  Object.fromEntries(
    leadDimensions.flatMap((name) => {
      const labels = request[name];
      return labels ? [[name, labels]] : [];
    }),
  );

/** The same as documents show it. */
export const documentedLeads = (schema: z.ZodObject) => documented(schema, leadLists, dimension);
