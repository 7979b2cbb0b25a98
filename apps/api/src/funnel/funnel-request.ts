import { flag, oneOf } from '@touchstone/contracts';
import { funnelBases, stages, visitFates, visitorDimensions } from '@touchstone/funnel';
import { z } from 'zod';
import { paging } from '../attribution/shared-parameters.js';
import { groupBy, leadQuestion, leadQueryOf } from '../leads/lead-parameters.js';

const basis = {
  basis: oneOf(funnelBases).default('cohort').meta({
    description:
      '`cohort`: what became of the visits that began in the window; `period`: what began and what ended in it.',
  }),
};

/** Parameters of `GET /v1/funnel`. */
export const funnelQuery = leadQueryOf({
  ...leadQuestion,
  ...basis,
  ...groupBy,
  visitors: flag.meta({
    description: `\`true\`: the funnel begins with visitors, people from their first touch until their first lead; it reads every touch. They are known by that touch alone: group by and filter on ${visitorDimensions.join(', ')} then.`,
  }),
});
export type FunnelRequest = z.output<typeof funnelQuery.schema>;

/** Parameters of `GET /v1/funnel/leads`: those of the report, and which of its numbers. */
export const funnelLeadsQuery = leadQueryOf({
  ...leadQuestion,
  ...basis,
  stage: oneOf(stages).meta({ description: 'Which stage.', examples: ['mql'] }),
  fate: oneOf(visitFates)
    .optional()
    .meta({ description: 'How the visit ended; left out: all that entered.' }),
  ...paging,
});
export type FunnelLeadsRequest = z.output<typeof funnelLeadsQuery.schema>;
