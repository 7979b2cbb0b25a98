import {
  AttributionRequest,
  dimensions,
  shownParameters,
  type AttributionParameters,
} from '@touchstone/attribution';
import { z } from 'zod';
import { queryWithLists } from '../asked-query.js';
import { limitParameter } from '../limit-parameter.js';

const shape = AttributionRequest.shape;

/** One that a workspace may have published a default of: left out, that is in force, else the platform's. */
function publishable<Inner extends z.ZodType>(schema: z.ZodDefault<Inner>): z.ZodOptional<Inner> {
  const platform = JSON.stringify(schema.def.defaultValue);
  const description = `${schema.meta()?.description ?? ''} Left out: what the workspace has published, else ${platform}.`;
  return schema.unwrap().optional().meta({ description });
}

/** Those that have such defaults. */
export const publishables = {
  lookbackDays: publishable(shape.lookbackDays),
  scope: publishable(shape.scope),
  touchScope: publishable(shape.touchScope),
  halfLifeDays: publishable(shape.halfLifeDays),
};

/** What decides how a conversion is shared out; the same in every question about credit. */
export const sharing = {
  model: shape.model,
  conversion: shape.conversion,
  ...publishables,
  countViews: shape.countViews,
  valueFunction: shape.valueFunction,
  customModel: shape.customModel,
  value: shape.value,
};

export const grouping = { groupBy: shape.groupBy };

/** The filters of a report, one a dimension. */
export const filtering = Object.fromEntries(
  dimensions.map((dimension) => [dimension, shape[dimension]]),
) as Pick<typeof shape, (typeof dimensions)[number]>;

export const window = { from: shape.from, to: shape.to };

export const asOf = {
  asOf: z
    .string()
    .optional()
    .meta({
      description:
        'As the log stood then: a position, an RFC 3339 time, or a day (its start); without it, now.',
      examples: ['48213'],
    }),
};

export const paging = {
  limit: limitParameter({ most: 500, usual: 100 }),
  cursor: z
    .string()
    .max(2000)
    .optional()
    .meta({ description: 'nextCursor of the page before; valid for the same query only.' }),
};

/** The query of a question about credit: its models, groups and filters may be repeated. */
export const creditQueryOf = queryWithLists(['model', 'groupBy', ...dimensions]);

/** Every parameter that was used, the window, the moment and what makes the rows aside. */
export function usedParameters(parameters: AttributionParameters) {
  const { from: _, to: __, asOf: ___, groupBy: ____, filters: _____, ...used } = shownParameters(parameters);
  return used;
}
