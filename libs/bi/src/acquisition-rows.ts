import { conversionParts, type WhatIsSplit } from '@touchstone/attribution';
import { acquisitionKinds, cameWith, makesCustomer } from '@touchstone/economics';
import { creditGroups } from './credit-groups.js';
import { creditRows, newestOf } from './credit-rows.js';
import { newest } from './newest.js';

/** SQL of what every customer came with: `first`, (moment, kind, id) of the first won deal or paid subscription. */
const acquisitions = `
  SELECT workspace, customer, min(came) AS first FROM (
    SELECT workspace, ${cameWith('deal.won')}
    FROM ${newest('deals', 'deal_id')} WHERE ${makesCustomer['deal.won']}
    UNION ALL
    SELECT workspace, ${cameWith('subscription.started')}
    FROM ${newest('subscriptions', 'subscription_id')} WHERE ${makesCustomer['subscription.started']})
  GROUP BY workspace, customer`;

const isFirst = `(workspace, toString(kind), conversion_id) IN (SELECT workspace, first.2, first.3 FROM (${acquisitions}))`;

/** Journeys of what customers come with, of deals with the moment of the opportunity, which a subscription has none of. */
const cameWithThem = (columns: readonly string[]) =>
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

const of = (measures: string) => ({
  ...{ journeysOf: measured(measures), columns: ['measure', 'kind'], split },
});

/**
 * SQL of new customers, a row each share of one: `credit_<model>_minor` is it in `conversionParts`, by the journey of what he
 * came with, whose other columns are those of `creditRows`. Who is one and with what he came is as in reports.
 */
export const customerRows = creditRows({ ...of(`if(${isFirst}, ['customer'], [])`), groupBy: ['channel'] });

/** SQL of sums of the same by `month` and `channel`, and of credit of won deals: `measure` is customer or revenue. */
export const customersAndRevenue = creditGroups(
  {
    ...{ workspace: 'workspace', month: 'toStartOfMonth(toDate(converted_at))' },
    ...{ currency: 'report_currency', measure: 'measure' },
  },
  of(`arrayConcat(if(kind = 'deal.won', ['revenue'], []), if(${isFirst}, ['customer'], []))`),
  'Int128',
);

/** Parts as a number of whole things, to twelve decimals: exact. */
export const wholesSql = (parts: string) => `toDecimal128(${parts}, 12) / ${conversionParts}`;
