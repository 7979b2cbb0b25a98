import { wholeConversion } from '@touchstone/attribution';
import {
  counted,
  type CustomersIn,
  customersOf,
  marginAt,
  monthNumber,
  paymentsEnd,
} from '@touchstone/economics';
import { wholeMargin } from '@touchstone/facts';
import { cameWithThem, everywhere } from './acquisition-rows.js';
import type { RowsOf } from './credit-rows.js';

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
const customers = customersOf(observed, {
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
  parts: ['paid', 'earned'],
  ofCustomer: { paid: counted('sum', 'c.paid'), earned: counted('sum', 'c.earned') },
});

const known = ['is_recurring', 'paid', 'earned', 'exit_month', 'is_lost'];

/** Customers shared out: the journey of what each came with, and what is `known` of him, as columns of it. */
export const customersShared: RowsOf & { columns: string[] } = {
  journeysOf: (columns) => `
  SELECT j.*, ${known.map((name) => `who.${name}`).join(', ')}
  FROM (${cameWithThem([...columns.filter((name) => !known.includes(name)), 'kind'])}) AS j
  INNER JOIN (SELECT workspace, kind, conversion_id, ${known.join(', ')} FROM (${customers})) AS who
    ON j.workspace = who.workspace AND toString(j.kind) = who.kind AND j.conversion_id = who.conversion_id`,
  columns: known,
  split: wholeConversion,
};
