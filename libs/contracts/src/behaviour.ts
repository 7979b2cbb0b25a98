import { z } from 'zod';
import { strictObject } from './strict-object.js';
import { TextConditionSchema } from './text-condition.js';

const signs = {
  interaction: TextConditionSchema.optional(),
  path: TextConditionSchema.optional().meta({
    description:
      'Path of the page, without its query. A view, such as an opened mail, is met only by interaction.',
  }),
  contentId: TextConditionSchema.optional(),
  channel: TextConditionSchema.optional(),
};

/** Which touches of a person are meant. */
export const BehaviourSchema = strictObject(signs)
  .refine(
    (match) => Object.values(match).some((condition) => condition !== undefined),
    `a behaviour has at least one condition: ${Object.keys(signs).join(', ')}`,
  )
  .meta({
    description:
      'Which touches are meant: those that meet all conditions given. Views (sent, opened, only seen) are meant only where interaction is among them.',
  });

/** Touches that meet all conditions given; views only where `interaction` is among them. */
export type Behaviour = z.infer<typeof BehaviourSchema>;

/** How often a behaviour has to be seen, and within which time. */
export const frequency = {
  atLeast: z
    .int('atLeast is a whole number')
    .min(1, 'atLeast is from 1 to 1000')
    .max(1000, 'atLeast is from 1 to 1000')
    .meta({ description: 'How often it has to be seen.' }),
  withinHours: z
    .number('withinHours is a number of hours')
    .positive('withinHours is above 0')
    .max(876_000, 'withinHours is at most 876000')
    .meta({ description: 'Length of the rolling window; both of its ends are in.' }),
};

/** Name of one rule of several, by which answers show it. */
export const RuleLabelSchema = z
  .string('a name is a text')
  .max(63, 'a name has at most 63 characters')
  .regex(/^[a-z][a-z0-9-]*$/, 'a name is lower-case letters, digits and hyphens, a letter first');
