import { oneOf } from '@touchstone/contracts';
import { z } from 'zod';
import { queryOf } from '../asked-query.js';
import { asOf, publishables, sharing, window } from '../attribution/shared-parameters.js';
import { reportCurrency } from '../report-currency.js';

export const contentFilters = ['all', 'unused', 'unused_by_sales'] as const;

/** Parameters of `GET /v1/content`. */
export const contentQuery = queryOf({
  ...window,
  lookbackDays: publishables.lookbackDays,
  scope: publishables.scope,
  touchScope: publishables.touchScope,
  countViews: sharing.countViews,
  value: sharing.value,
  show: oneOf(contentFilters)
    .default('all')
    .meta({ description: 'All content, what nobody used in the window, or what sales did not use in it.' }),
  ...reportCurrency,
  ...asOf,
});

export type ContentRequest = z.output<typeof contentQuery.schema>;
