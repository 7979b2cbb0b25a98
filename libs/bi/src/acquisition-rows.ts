import { conversionParts, type WhatIsSplit } from '@touchstone/attribution';
import { acquisitionKinds, acquisitionsSql, type CustomersIn } from '@touchstone/economics';
import { creditGroups, creditParts } from './credit-groups.js';
import { newestOf } from './credit-rows.js';
import { newest } from './newest.js';

/** Customers of every workspace. */
export const everywhere: CustomersIn = {
  newest: ({ table, id }) => `SELECT * FROM ${newest(table, id)}`,
  keys: ['workspace'],
};

const isFirst = `(workspace, toString(kind), conversion_id) IN (SELECT workspace, first.2, first.3 FROM (${acquisitionsSql(everywhere)}))`;

/** Journeys of what customers come with, of deals with the moment of the opportunity, which a subscription has none of. */
export const cameWithThem = (columns: readonly string[]) =>
  newestOf(acquisitionKinds)(
    columns
      .filter((name) => name !== 'measure')
      .map((name) =>
        name === 'created_at' ? `if(kind = 'deal.won', journeys.created_at, NULL) AS created_at` : name,
      ),
  );

/** What is split: the value of a won deal, or one customer, in parts. */
const measured = (measures: string) => (columns: readonly string[]) =>
  `SELECT *, measure FROM (${cameWithThem([...columns, 'kind'])}) ARRAY JOIN ${measures} AS measure`;
const split: WhatIsSplit = {
  amount: `if(measure = 'customer', toUInt64(${conversionParts}), toUInt64(abs(ifNull(value, 0))))`,
  sign: `if(measure = 'revenue' AND ifNull(value, 0) < 0, -1, 1)`,
  isMoney: `measure = 'revenue'`,
};

export const acquisitionParts = creditParts(
  'bi_acquisition_parts',
  'Customers and won deals shared out, a row a touch or reason.',
  {
    journeysOf: measured(
      `arrayConcat(if(kind = 'deal.won', ['revenue'], []), if(${isFirst}, ['customer'], []))`,
    ),
    columns: ['measure', 'kind'],
    split,
  },
);

/**
 * SQL of new customers, in `conversionParts`, and credit of won deals, by `month` and `channel`: `measure` is customer or
 * revenue. A customer is shared out by the journey of what he came with. Who is one, and with what he came, is as in reports.
 */
export const customersAndRevenue = creditGroups(
  {
    ...{ workspace: 'workspace', month: 'toStartOfMonth(toDate(converted_at))' },
    ...{ currency: 'report_currency', measure: 'measure' },
  },
  acquisitionParts,
  { type: 'Int128', shares: false },
);
