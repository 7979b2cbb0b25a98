import { oneOf } from '@touchstone/contracts';
import { periodLengths } from '@touchstone/attribution';
import { z } from 'zod';
import { asOf, sharing, window, creditQueryOf } from '../attribution/shared-parameters.js';
import { reportCurrency } from '../report-currency.js';

/** Parameters of `GET /v1/reconciliation`. */
export const reconciliationQuery = creditQueryOf({
  ...window,
  ...sharing,
  period: oneOf(periodLengths)
    .default('month')
    .meta({
      description: 'What the window is cut into, in the workspace’s zone; weeks are those of ISO 8601.',
      examples: ['month'],
    }),
  ...reportCurrency,
  ...asOf,
});

export type ReconciliationRequest = z.output<typeof reconciliationQuery.schema>;
