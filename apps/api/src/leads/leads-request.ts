import { oneOf } from '@touchstone/contracts';
import { stages } from '@touchstone/funnel';
import { z } from 'zod';
import { queryOf } from '../asked-query.js';
import { asOf, paging } from '../attribution/shared-parameters.js';
import { leadFilters, leadQuestion, leadQueryOf } from './lead-parameters.js';

const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'is a decimal number')
  .transform(Number);

/** Parameters of `GET /v1/leads/{id}`. */
export const leadQuery = queryOf({ ...asOf, judgedAt: leadQuestion.judgedAt });
export type LeadRequest = z.output<typeof leadQuery.schema>;

/** Parameters of `GET /v1/leads`. */
export const leadsQuery = leadQueryOf({
  ...asOf,
  judgedAt: leadQuestion.judgedAt,
  stage: oneOf(stages).optional().meta({ description: 'Leads that are in this stage.' }),
  intent: z
    .string()
    .max(63)
    .optional()
    .meta({ description: 'Leads of which this intent rule fired lately.', examples: ['pricing-page'] }),
  intentWithinHours: decimal
    .refine((hours) => hours > 0 && hours <= 876_000, 'is above 0, at most 876000')
    .optional()
    .meta({ description: 'How long ago is lately; left out, as the terms of the agreement say.' }),
  minScore: decimal.optional().meta({ description: 'Leads that score at least this.' }),
  ...leadFilters,
  ...paging,
});
export type LeadsRequest = z.output<typeof leadsQuery.schema>;
