import { flag, oneOf } from '@touchstone/contracts';
import { acquisitionCounts, acquisitionDimensions } from '@touchstone/economics';
import { z } from 'zod';
import { rowParameters } from '../attribution/row-parameters.js';
import { asOf, paging, sharing, window, creditQueryOf } from '../attribution/shared-parameters.js';

const { conversion: _, value: __, ...shared } = sharing;

/** Parameters of `GET /v1/acquisition-cost/conversions`: those of the report, and which count of which row. */
export const acquisitionConversionsQuery = creditQueryOf({
  ...window,
  ...shared,
  count: oneOf(acquisitionCounts).default('customers').meta({ description: 'Which count of the row.' }),
  ...rowParameters(acquisitionDimensions, ', whatever its capitals'),
  unattributed: flag.meta({
    description: '`true`: what no touch earned, instead of a row; of its labels month alone.',
  }),
  ...asOf,
  ...paging,
});

export type AcquisitionConversionsRequest = z.output<typeof acquisitionConversionsQuery.schema>;
