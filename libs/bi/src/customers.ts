import { wholeConversion } from '@touchstone/attribution';
import {
  counted,
  type CustomersIn,
  customersOf,
  marginAt,
  monthNumber,
  named,
  paymentsEnd,
} from '@touchstone/economics';
import { wholeMargin } from '@touchstone/facts';
import { cameWithThem, everywhere } from './acquisition-rows.js';
import { creditParts } from './credit-groups.js';
import { bound, type RowsOf } from './credit-rows.js';
import { money } from './money.js';
import { column, instant, label, type View, workspaceColumn } from './view.js';

/** Margins in force of each workspace, by days of UTC. */
const published = `
  SELECT workspace, arrayMap(d -> toDateTime64(d, 3, 'UTC'), in_force.1) AS margin_from, in_force.2 AS margin_millionths
  FROM (SELECT workspace, argMax((from_day, millionths), position) AS in_force FROM margins GROUP BY workspace)
  WHERE notEmpty(in_force.1)`;
const margins = { from: 'margin_from', millionths: 'margin_millionths' };
const observed: Required<CustomersIn> = {
  keys: everywhere.keys,
  until: "now64(3, 'UTC')",
  newest: (of) => `
  SELECT fact.*, published.margin_from AS margin_from,
    if(empty(published.margin_millionths), [toUInt32(${wholeMargin})], published.margin_millionths) AS margin_millionths
  FROM (${everywhere.newest(of)}) AS fact LEFT ANY JOIN (${published}) AS published USING (workspace)`,
};

/** Sums over all payments that were in months that have ended, of which each amount has several. */
const overPayments = (each: string) =>
  `arraySum((n, x) -> toInt128(n) * ifNull(x, 0), arrayPopFront(arrayDifference(${each})), change_monthly_minor)`;

/**
 * SQL of customers of all workspaces as in reports, observed until now, in the currency of their facts: beside the columns of
 * `customersOf` what they `paid` in months that have ended, and `earned`, the same times the margin, in millionths.
 */
const customersSql = customersOf(observed, {
  margins,
  ofDeal: {
    paid: `if(month < ${monthNumber(observed.until)}, toInt128(ifNull(value_minor, 0)), 0)`,
    earned: `paid * ${marginAt(margins, 'at')}`,
  },
  ofSubscription: {
    // payments before each change, and the margins of them all
    before: 'arrayPushBack(changed, count)',
    margin_before: `arrayMap(k -> arraySum((a, b, m) -> toInt64(m) * (least(b, k) - least(a, k)),
      margin_changed, ${paymentsEnd('margin_changed')}, margin_millionths), before)`,
    paid: overPayments('before'),
    earned: overPayments('margin_before'),
  },
  parts: ['report_currency', 'paid', 'earned'],
  ofCustomer: {
    report_currency: 'any(c.report_currency)',
    paid: counted('sum', 'c.paid'),
    earned: counted('sum', 'c.earned'),
  },
});

export const customers: View = {
  name: 'customers',
  comment:
    'One row a customer: an account with a won deal or a paid subscription, or one of these without an account. What he came with, what he has paid and brought since, and how long he has stayed; observed until now, in months that have ended. Rows are told apart by came_with and conversion_id. Channels of customers are in acquisition_cost, lifetime_value and retention. Amounts without a rate count 0; here months are those of UTC, where reports have those of the time zone.',
  columns: [
    workspaceColumn(),
    column(
      'account_id',
      'String',
      'Account, as in accounts. Empty: a deal or subscription without one.',
      "if(startsWith(customer, 'account:'), substring(customer, 9), '')",
    ),
    column('acquired_at', instant, 'When he came: with his first won deal or paid subscription, UTC.'),
    column('came_with', label, 'deal.won or subscription.started.', 'kind'),
    column('conversion_id', 'String', 'Id of that deal, as in deals, or of that subscription.'),
    column('is_recurring', 'UInt8', '1: has, or had, a subscription.'),
    column('months', 'UInt32', 'Whole months that he was seen; where he is lost, until then.', 'exit_month'),
    column('is_lost', 'UInt8', '1: all his subscriptions have ended.'),
    column('currency', label, 'ISO 4217 code of all money of the row.', 'report_currency'),
    ...money('realised_revenue', 'What he has paid: by subscriptions, or where he has none by won deals.', {
      minor: 'toInt64(paid)',
      currency: 'report_currency',
    }),
    column(
      'realised_margin_exact',
      'Decimal(38, 6)',
      'Gross margin of that in minor units, not rounded: times the margin in force on the day of each payment, as published last; all of it where none is.',
      `toDecimal128(earned, 6) / ${wholeMargin}`,
    ),
  ],
  from: `FROM (${bound(customersSql, {})})`,
};

const known: Record<string, string> = {
  is_recurring: 'is_recurring',
  exit_month: 'months',
  is_lost: 'is_lost',
  paid: 'toInt128(realised_revenue_minor)',
  earned: `toInt128(realised_margin_exact * ${wholeMargin})`,
};

/**
 * Customers shared out: the journey of what each came with, and what is `known` of him, as columns of it. By the view, and not
 * by what is behind it: for each key of a GROUP BY the engine looks through all queries within, but not through views.
 */
const customersShared: RowsOf = {
  journeysOf: (columns) => `
  SELECT j.*, ${Object.keys(known)
    .map((name) => `who.${name}`)
    .join(', ')}
  FROM (${cameWithThem([...columns.filter((name) => !(name in known)), 'kind'])}) AS j
  INNER JOIN (SELECT workspace, came_with, conversion_id, ${named(known)} FROM bi.customers) AS who
    ON j.workspace = who.workspace AND j.kind = who.came_with AND j.conversion_id = who.conversion_id`,
  columns: Object.keys(known),
  split: wholeConversion,
};

/** What of customers lifetime value and retention group. */
export const customerParts = creditParts(
  'bi_customer_parts',
  'Customers shared out, a row a touch or reason.',
  customersShared,
);
