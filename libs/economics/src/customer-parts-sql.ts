import { type CustomersIn, makingCustomers } from './acquisitions.js';
import { begunMonths, monthNumber } from './months-sql.js';
import { named } from './named-sql.js';

/** SQL of margins in force: moments that each begins at, ascending, and their millionths; one at least. */
export interface MarginsSql {
  from: string;
  millionths: string;
}

/** SQL that is true for a subscription that has not ended. */
export const isRunning = ({ until }: Required<CustomersIn>): string =>
  `toUInt8(ifNull(churned_at >= ${until}, 1))`;

/** Margin at a moment, in millionths; the first is in force before its day as well. */
export const marginAt = ({ from, millionths }: MarginsSql, sql: string): string =>
  `${millionths}[greatest(1, arrayLastIndex(m -> m <= ${sql}, ${from}))]`;

/**
 * SQL of won deals, each with what it says of its customer: `columns`, of which a later one may use those before it, over its
 * own and `at`, and `month`, the number of that of its close.
 */
export const wonDeals = (of: Required<CustomersIn>, columns: Record<string, string>): string => `
  SELECT *, ${named({
    is_subscription: 'toUInt8(0)',
    is_running: 'toUInt8(0)',
    ended_at: 'at',
    month: monthNumber('at'),
    ...columns,
  })}
  FROM (${makingCustomers('deal.won', of, ['segment', 'report_currency', 'value_minor', 'owner', 'pipeline'])})`;

/** Where what starts at each of some payments ends: at the next one's. */
export const paymentsEnd = (starts: string): string => `arrayPushBack(arrayPopFront(${starts}), count)`;

/** The first payment of a subscription at or after a moment, 0 for its first one; `count` where there is none yet. */
const paymentAt = (moment: string) => `toInt32(least(count, greatest(0, ${begunMonths('at', moment)})))`;

/**
 * The same of paid subscriptions. An amount is paid in advance: on the day it starts and that day of every month, what is in
 * force then; in a month that has no such day, on its last. `count` is how many payments were in months that have ended;
 * `changed` and `margin_changed` are those from which each amount of `change_monthly_minor`, and each margin, is in force.
 */
export const paidSubscriptions = (
  of: Required<CustomersIn>,
  margins: MarginsSql,
  columns: Record<string, string>,
): string => `
  SELECT *, ${named({
    is_subscription: 'toUInt8(1)',
    is_running: isRunning(of),
    ended_at: 'ifNull(churned_at, at)',
    ...columns,
  })}
  FROM (
    SELECT *, ${named({
      changed: `arrayMap(t -> ${paymentAt('t')}, change_at)`,
      // the first margin is from the first payment on
      margin_changed: `arrayPushFront(arrayPopFront(arrayMap(t -> ${paymentAt('t')}, ${margins.from})), toInt32(0))`,
    })}
    FROM (
      SELECT *, ${monthNumber('at')} AS month, toInt32(greatest(0, ${monthNumber(of.until)} - month)) AS count
      FROM (${makingCustomers('subscription.started', of, ['segment', 'report_currency', 'churned_at', 'change_at'])})))`;
