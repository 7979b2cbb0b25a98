import { type Dimension, labelSchema } from '@touchstone/attribution';
import { z } from 'zod';

/** Name of the parameter that says which row is meant, by a dimension. */
export const rowParameter = <By extends Dimension>(dimension: By) => `row.${dimension}` as const;

type RowParameters<By extends Dimension, Label> = { [Name in By as `row.${Name}`]: Label };

/** The parameters that say which row is meant, by what rows may be grouped by. */
export const rowParameters = <By extends Dimension>(dimensions: readonly By[], note = '') =>
  Object.fromEntries(
    dimensions.map((dimension) => [
      rowParameter(dimension),
      labelSchema(dimension)
        .optional()
        .meta({ description: `Label of the row by ${dimension}${note}; \`(none)\`: without one.` }),
    ]),
  ) as RowParameters<By, z.ZodOptional<ReturnType<typeof labelSchema>>>;

/** The labels of the row that a request means. */
export const rowLabelsIn = <By extends Dimension>(
  dimensions: readonly By[],
  request: Partial<RowParameters<By, string | undefined>>,
): Partial<Record<By, string>> => {
  const given: Partial<Record<string, string | undefined>> = request;
  return Object.fromEntries(
    dimensions.flatMap((dimension) => {
      const label = given[rowParameter(dimension)];
      return label === undefined ? [] : [[dimension, label]];
    }),
  ) as Partial<Record<By, string>>;
};
