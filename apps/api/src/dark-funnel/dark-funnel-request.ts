import { oneOf } from '@touchstone/contracts';
import { z } from 'zod';
import { asOf, paging, sharing, window, creditQueryOf } from '../attribution/shared-parameters.js';
import { reportCurrency } from '../report-currency.js';

export const darkFunnelConversions = ['deal.won', 'deal.created'] as const;

// self-reported touches are views: with credit for views they would be what they are held against
const { countViews: _, ...shared } = sharing;

/** Parameters of `GET /v1/dark-funnel`. */
export const darkFunnelQuery = creditQueryOf({
  ...window,
  ...shared,
  conversion: oneOf(darkFunnelConversions)
    .default('deal.won')
    .meta({ description: 'Which deals: those won in the window, or those created.' }),
  ...reportCurrency,
  ...asOf,
  ...paging,
});

export type DarkFunnelRequest = z.output<typeof darkFunnelQuery.schema>;
