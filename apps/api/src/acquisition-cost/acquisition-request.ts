import { oneOf } from '@touchstone/contracts';
import { acquisitionDimensions, acquisitionKinds, allocations, revenueBases } from '@touchstone/economics';
import { z } from 'zod';
import { asOf, sharing, window, creditQueryOf } from '../attribution/shared-parameters.js';
import { reportCurrency } from '../report-currency.js';

const groupBy = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [
    ...new Set([given].flat().flatMap((text) => text.split(',').map((name) => name.trim()))),
  ])
  .pipe(z.array(oneOf(acquisitionDimensions)));

/** Parameters of `GET /v1/acquisition-cost`. */
export const acquisitionQuery = creditQueryOf({
  ...window,
  ...sharing,
  conversion: oneOf(acquisitionKinds)
    .default('deal.won')
    .meta({ description: 'Whose revenue counts for ROAS.' }),
  groupBy: groupBy.prefault('channel').meta({
    description: `One or more of ${acquisitionDimensions.join(', ')}; repeated or with commas.`,
    examples: ['channel,month'],
  }),
  basis: oneOf(revenueBases).default('close_date').meta({
    description:
      'Revenue of a period: of what was won in it, or of touches in it, whenever that was won; then the window is whole months.',
  }),
  allocate: oneOf(allocations).default('media_share').meta({
    description:
      'What tools, people, agencies and other costs without a channel become: spread over channels by their media spend of the month, or `(unmapped)`.',
  }),
  ...reportCurrency,
  ...asOf,
});

export type AcquisitionRequest = z.output<typeof acquisitionQuery.schema>;
