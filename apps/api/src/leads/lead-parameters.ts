import { items } from '@touchstone/attribution';
import { InstantOrDaySchema, oneOf } from '@touchstone/contracts';
import { type LeadDimension, leadDimensions, type LeadFilters, noLeadLabel } from '@touchstone/funnel';
import type { Definitions } from '@touchstone/timeline';
import { z } from 'zod';
import { queryWithLists } from '../asked-query.js';
import { asOf, window } from '../attribution/shared-parameters.js';
import { badParameters } from '../query.js';

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
  judgedAt: InstantOrDaySchema.optional().meta({
    description:
      'Moment at which what runs is judged, a time or a day (its start): what came after it is not known of clocks, stages, closings, scores and activity. Amounts, owners, statuses of leads, reopenings and deletions are those of asOf. Left out, the moment of asOf, and without asOf now.',
    examples: ['2026-04-01T00:00:00.000Z'],
  }),
  ...leadFilters,
};

/** The query of a question about leads: its groups and filters may be repeated. */
export const leadQueryOf = queryWithLists(leadDimensions, { groupBy: dimension });

/**
 * The filters that a request names.
 * @throws Fault `invalid_request` for a team that nobody agreed on
 */
export function filtersIn(
  request: Partial<Record<LeadDimension, string[] | undefined>>,
  { sla }: Pick<Definitions, 'sla'>,
): LeadFilters {
  const teams = [...sla.teams.map(({ name }) => name), noLeadLabel];
  const unknown = request.team?.filter((team) => !teams.includes(team)) ?? [];
  if (unknown.length > 0)
    throw badParameters([
      { parameter: 'team', detail: `${unknown.join(', ')} is not among the teams: ${teams.join(', ')}` },
    ]);
  return Object.fromEntries(
    leadDimensions.flatMap((name) => {
      const labels = request[name];
      return labels ? [[name, labels]] : [];
    }),
  );
}
