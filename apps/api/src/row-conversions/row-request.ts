import { oneOf } from '@touchstone/contracts';
import { dimensions, labelSchema, reasons } from '@touchstone/attribution';
import { z } from 'zod';
import { asOf, filtering, paging, sharing, window } from '../attribution/shared-parameters.js';

/** Names of the parameters that say which row is meant, by dimension. */
export const rowParameter = <Dimension extends string>(dimension: Dimension) => `row.${dimension}` as const;

const labels = Object.fromEntries(
  dimensions.map((dimension) => [
    rowParameter(dimension),
    labelSchema(dimension)
      .optional()
      .meta({ description: `Label of the row by ${dimension}; \`(none)\`: without one.` }),
  ]),
) as Record<
  ReturnType<typeof rowParameter<(typeof dimensions)[number]>>,
  z.ZodOptional<ReturnType<typeof labelSchema>>
>;

/** Parameters of `GET /v1/attribution/conversions`: those of the report, and which of its rows. */
export const RowRequestSchema = z.strictObject({
  ...window,
  ...sharing,
  ...filtering,
  ...asOf,
  ...labels,
  reason: oneOf(reasons)
    .optional()
    .meta({ description: 'Conversions that are unattributed for this reason, instead of a row of credit.' }),
  ...paging,
});

export type RowRequest = z.output<typeof RowRequestSchema>;
