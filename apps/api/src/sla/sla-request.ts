import { oneOf } from '@touchstone/contracts';
import { clockStates } from '@touchstone/funnel';
import { z } from 'zod';
import { paging } from '../attribution/shared-parameters.js';
import { groupBy, leadQuestion, leadQueryOf } from '../leads/lead-parameters.js';

/** Parameters of `GET /v1/sla`. */
export const slaQuery = leadQueryOf({ ...leadQuestion, ...groupBy });
export type SlaRequest = z.output<typeof slaQuery.schema>;

const outcomes = ['accepted', 'rejected', 'disqualified'] as const;
const clocks = ['contact', 'disposition', 'decision'] as const;
const states = [...clockStates, ...outcomes] as const;

/** Parameters of `GET /v1/sla/leads`: those of the report, and which of its numbers. */
export const slaLeadsQuery = leadQueryOf({
  ...leadQuestion,
  clock: oneOf(clocks).default('contact').meta({ description: 'Which clock, or the decisions of sales.' }),
  state: oneOf(states)
    .optional()
    .meta({ description: 'How the clock stands; of decisions, which. Left out: all.' }),
  reason: z.string().max(500).optional().meta({ description: 'Decisions for this reason only.' }),
  ...paging,
});
export type SlaLeadsRequest = z.output<typeof slaLeadsQuery.schema>;

export const isOutcome = (state: string | undefined): state is (typeof outcomes)[number] =>
  (outcomes as readonly (string | undefined)[]).includes(state);
