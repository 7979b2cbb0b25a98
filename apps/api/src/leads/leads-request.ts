import { oneOf } from '@touchstone/contracts';
import { stages } from '@touchstone/funnel';
import { z } from 'zod';
import { asOf, paging } from '../attribution/shared-parameters.js';
import { leadFilters, leadQuestion } from './lead-parameters.js';

const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'is a decimal number')
  .transform(Number);

/** Parameters of `GET /v1/leads/{id}`. */
export const LeadRequestSchema = z.strictObject({ ...asOf, judgedAt: leadQuestion.judgedAt });

/** Parameters of `GET /v1/leads`. */
export const LeadsRequestSchema = z.strictObject({
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
export type LeadsRequest = z.output<typeof LeadsRequestSchema>;
