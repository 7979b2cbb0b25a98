import type { CustomersIn } from './acquisitions.js';
import { type MarginsSql, paidSubscriptions, wonDeals } from './customer-parts-sql.js';
import { begunMonths, wholeMonths } from './months-sql.js';
import { named } from './named-sql.js';

/** What is to be known of customers beside who they are and how long they stay. SQL of columns by their names. */
export interface CustomerColumns {
  margins: MarginsSql;
  /** Of each won deal, over `wonDeals`, and of each paid subscription; both have all of `parts`. */
  ofDeal: Record<string, string>;
  ofSubscription: Record<string, string>;
  parts: readonly string[];
  /** Aggregates of these: over all of `c` that a customer has. */
  ofCustomer: Record<string, string>;
  /** Which customers are meant; all without it. */
  having?: string;
}

/** Of what counts for a customer: his subscriptions, or where he has none his deals. */
export const counted = (aggregate: string, column: string): string =>
  `if(is_recurring, ${aggregate}If(${column}, is_subscription), ${aggregate}If(${column}, NOT is_subscription))`;

/**
 * SQL of customers, a row each. A customer is an account; a deal or subscription without one is a customer of its own. He
 * comes with his first won deal or first paid subscription, whichever is earlier. Columns, beside `customer`, the keys of where
 * they are looked for and what is asked for:
 * - `acquired_at`, `kind` and `conversion_id`: what he came with;
 * - `is_recurring`: has a subscription, then that is what he pays; else his won deals are, at their close;
 * - `exit_month`, `is_lost`: whole months since acquisition until all his subscriptions had ended, in the month that this
 *   happened in; of others how many they were seen, all of them whole.
 */
export function customersOf(
  of: Required<CustomersIn>,
  { margins, ofDeal, ofSubscription, parts, ofCustomer, having = '1' }: CustomerColumns,
): string {
  const keys = [...of.keys, 'customer'].join(', ');
  const columns = [keys, 'came', 'is_subscription', 'is_running', 'ended_at', ...parts].join(', ');
  return `
SELECT *, ${named({
    seen_months: wholeMonths('acquired_at', of.until),
    left_months: `greatest(1, ${begunMonths('acquired_at', 'left_at')})`,
    is_lost: 'toUInt8(has_left AND left_months <= seen_months)',
    exit_month: 'if(is_lost, left_months, seen_months)',
  })}
FROM (
  SELECT ${keys}, ${named({
    first: 'min(came)',
    acquired_at: 'tupleElement(first, 1)',
    kind: 'tupleElement(first, 2)',
    conversion_id: 'tupleElement(first, 3)',
    is_recurring: 'max(is_subscription)',
    has_left: 'toUInt8(is_recurring AND NOT max(is_running))',
    left_at: 'maxIf(ended_at, is_subscription)',
    ...ofCustomer,
  })}
  FROM (
    SELECT ${columns} FROM (${wonDeals(of, ofDeal)})
    UNION ALL
    SELECT ${columns} FROM (${paidSubscriptions(of, margins, ofSubscription)})) AS c
  GROUP BY ${keys}
  HAVING ${having})`;
}
