import { oneOf } from '@touchstone/contracts';
import { z } from 'zod';
import { queryOf } from '../asked-query.js';
import { asOf, paging, window } from '../attribution/shared-parameters.js';
import { reportCurrency } from '../report-currency.js';

/** Groups whose accounts are listed. */
export const listedGroups = ['target', 'rest'] as const;

const wholeFromOne = 'is a whole number from 1 to 1000';

/** Parameters of `GET /v1/target-accounts`. */
export const targetAccountsQuery = queryOf({
  ...window,
  list: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({
      description:
        'Target list; `(none)`: the one without a name. Left out: accounts that are on any list. The others are the rest.',
      examples: ['abm-2026'],
    }),
  engagedTouches: z
    .string()
    .regex(/^\d{1,4}$/, wholeFromOne)
    .transform(Number)
    .refine((touches) => touches >= 1 && touches <= 1000, wholeFromOne)
    .default(1)
    .meta({
      description:
        'An account is engaged from so many eligible marketing touches in the window on; 1 to 1000.',
      examples: [3],
    }),
  group: oneOf(listedGroups)
    .default('target')
    .meta({ description: 'Whose accounts are listed: those of the list, or the rest.' }),
  ...reportCurrency,
  ...asOf,
  ...paging,
});

export type TargetAccountsRequest = z.output<typeof targetAccountsQuery.schema>;
