import { oneOf } from './one-of.js';
import { z } from 'zod';
import { InteractionNameSchema } from './interactions.js';
import { areUnique, strictObject } from './strict-object.js';

const days = (name: string) =>
  z
    .number(`${name} is a number of days`)
    .positive(`${name} is above 0`)
    .max(36_500, `${name} is at most 36500`);

/** What reports assume where a request says nothing. */
export const AttributionDefaultsSchema = strictObject({
  lookbackDays: z
    .union([z.literal('none'), days('lookbackDays')], {
      error: () => 'lookbackDays is a number of days above 0, at most 36500, or none',
    })
    .optional()
    .meta({ description: 'Days of 24 h before the conversion; `none`: all touches.' }),
  halfLifeDays: days('halfLifeDays').optional().meta({ description: 'Half-life of time_decay.' }),
  scope: oneOf(['account', 'contacts', 'primary']).optional(),
  touchScope: oneOf(['marketing', 'sales', 'all']).optional(),
}).meta({ description: 'Defaults of attribution reports; what is left out stays the platform’s.' });

export type AttributionDefaults = z.infer<typeof AttributionDefaultsSchema>;

const maxWeight = 100;
const weight = z
  .number('a weight is a number')
  .refine(
    (value) => value >= 0 && value <= maxWeight && Math.round(value * 1e6) / 1e6 === value,
    `a weight is from 0 to ${maxWeight}, with at most 6 decimals`,
  );

const CustomModelSchema = strictObject({
  name: z
    .string()
    .max(63)
    .regex(/^[a-z][a-z0-9-]*$/, 'a name is lower-case letters, digits and hyphens, a letter first'),
  roles: strictObject({
    first: weight.default(0),
    last: weight.default(0),
    lead: weight.default(0),
    opp: weight.default(0),
    middle: weight.default(0).meta({ description: 'Spread evenly over all touches without a role.' }),
  })
    .refine(
      (roles) => Object.values(roles).some((share) => share > 0),
      'at least one of first, last, lead, opp, middle is above 0',
    )
    .meta({ description: 'Weights of the roles; they are divided by their sum.' }),
  interactions: z
    .record(InteractionNameSchema, weight)
    .optional()
    .meta({ description: 'Multipliers by interaction; 1 for those left out.' }),
});

/** A model of the workspace's own: weights by role, multipliers by interaction. */
export type CustomModel = z.infer<typeof CustomModelSchema>;

/** The workspace's own models. */
export const CustomModelsSchema = strictObject({
  models: z
    .array(CustomModelSchema)
    .max(50, 'at most 50 models')
    .refine((models) => areUnique(models.map(({ name }) => name)), 'every model has a name of its own'),
}).meta({ description: 'Custom models of a workspace.' });

export type CustomModels = z.infer<typeof CustomModelsSchema>;
