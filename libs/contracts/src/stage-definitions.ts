import { z } from 'zod';
import { BehaviourSchema, frequency, RuleLabelSchema } from './behaviour.js';
import { leadStatuses } from './lead.v1.js';
import { areUnique, strictObject } from './strict-object.js';
import { TextConditionSchema } from './text-condition.js';

const conditions = {
  status: z
    .array(z.enum(leadStatuses, { error: () => `a status is one of ${leadStatuses.join(', ')}` }))
    .min(1, 'a list of at least one status')
    .optional()
    .meta({ description: 'The lead is in one of these statuses of the CRM.' }),
  behaviour: strictObject({ touches: BehaviourSchema, ...frequency })
    .optional()
    .meta({ description: 'The person did this so often within the window.' }),
  segment: TextConditionSchema.optional().meta({ description: 'Segment of the account.' }),
  attribute: strictObject({
    name: z.string().min(1, 'an attribute has a name').max(200),
    is: TextConditionSchema,
  })
    .optional()
    .meta({ description: 'An attribute of the lead, else of its account, as a text.' }),
  scoreAtLeast: z
    .number('scoreAtLeast is a number')
    .min(-1e9)
    .max(1e9)
    .optional()
    .meta({ description: 'The score, decayed to the moment, is at least this.' }),
};

const ConditionSchema = strictObject(conditions)
  .refine(
    (condition) => Object.values(condition).filter((one) => one !== undefined).length === 1,
    `a condition is exactly one of ${Object.keys(conditions).join(', ')}`,
  )
  .meta({ description: 'One thing that has to hold.' });

export type StageCondition = z.infer<typeof ConditionSchema>;

const CriterionSchema = strictObject({
  name: RuleLabelSchema,
  all: z.array(ConditionSchema).min(1, 'at least one condition').max(20, 'at most 20 conditions'),
});

/** One way into a stage: all of its conditions hold. */
export type StageCriterion = z.infer<typeof CriterionSchema>;

const criteria = (description: string) =>
  z
    .array(CriterionSchema)
    .min(1, 'at least one criterion')
    .max(20, 'at most 20 criteria')
    .refine((list) => areUnique(list.map(({ name }) => name)), 'every criterion has a name of its own')
    .meta({ description: `${description} Any of the criteria is enough; the first that holds is named.` });

/** What makes a lead an MQL, an SAL and an SQL. */
export const StagesSchema = strictObject({
  mql: criteria('Marketing qualified.').default([
    { name: 'crm-qualified', all: [{ status: ['qualified'] }] },
  ]),
  sal: criteria('Accepted by sales.').default([{ name: 'crm-accepted', all: [{ status: ['accepted'] }] }]),
  sql: criteria('Qualified by sales.').default([{ name: 'crm-converted', all: [{ status: ['converted'] }] }]),
}).meta({
  description:
    'Criteria of the stages between lead and opportunity. A stage that is left out follows the status of the CRM: qualified, accepted, converted.',
});

export type Stages = z.infer<typeof StagesSchema>;
