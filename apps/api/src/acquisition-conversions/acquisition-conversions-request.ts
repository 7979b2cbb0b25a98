import { labelSchema } from '@touchstone/attribution';
import { flag, oneOf } from '@touchstone/contracts';
import { acquisitionCounts, acquisitionDimensions, type AcquisitionDimension } from '@touchstone/economics';
import { z } from 'zod';
import { asOf, paging, sharing, window } from '../attribution/shared-parameters.js';
import { rowParameter } from '../row-conversions/row-request.js';

const labels = Object.fromEntries(
  acquisitionDimensions.map((dimension) => [
    rowParameter(dimension),
    labelSchema(dimension)
      .optional()
      .meta({
        description: `Label of the row by ${dimension}, whatever its capitals; \`(none)\`: without one.`,
      }),
  ]),
) as Record<ReturnType<typeof rowParameter<AcquisitionDimension>>, z.ZodOptional<z.ZodString>>;

const { conversion: _, value: __, ...shared } = sharing;

/** Parameters of `GET /v1/acquisition-cost/conversions`: those of the report, and which count of which row. */
export const AcquisitionConversionsRequestSchema = z.strictObject({
  ...window,
  ...shared,
  count: oneOf(acquisitionCounts).default('customers').meta({ description: 'Which count of the row.' }),
  ...labels,
  unattributed: flag.meta({
    description: '`true`: what no touch earned, instead of a row; of its labels month alone.',
  }),
  ...asOf,
  ...paging,
});

export type AcquisitionConversionsRequest = z.output<typeof AcquisitionConversionsRequestSchema>;
