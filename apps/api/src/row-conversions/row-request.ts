import { oneOf } from '@touchstone/contracts';
import { dimensions, reasons } from '@touchstone/attribution';
import { z } from 'zod';
import { rowParameters } from '../attribution/row-parameters.js';
import { asOf, filtering, paging, sharing, window, creditQueryOf } from '../attribution/shared-parameters.js';

/** Parameters of `GET /v1/attribution/conversions`: those of the report, and which of its rows. */
export const rowQuery = creditQueryOf({
  ...window,
  ...sharing,
  ...filtering,
  ...asOf,
  ...rowParameters(dimensions),
  reason: oneOf(reasons).optional().meta({
    description: 'Conversions that are unattributed for this reason, instead of a row of credit.',
  }),
  ...paging,
});

export type RowRequest = z.output<typeof rowQuery.schema>;
