import { newestVersions } from '@touchstone/facts';
import { paidSubscriptions, partColumns, wonDeals } from './customer-parts-sql.js';
import { begunMonths, moment, monthNumber, monthsBegin, wholeMonths } from './months-sql.js';
import { named } from './named-sql.js';

/** Of what counts for a customer: his subscriptions, or where he has none his deals. */
const counted = (aggregate: string, column: string) =>
  `if(is_recurring, ${aggregate}If(${column}, is_subscription), ${aggregate}If(${column}, NOT is_subscription))`;

/** The deals and subscriptions of each customer that came in the window, put together. */
const together = `
  SELECT ${named({
    customer: 'customer',
    // what came first: moment, kind, id; and what was known of it
    first: 'min(came)',
    of_first: 'argMin(traits, came)',
    acquired_at: 'tupleElement(first, 1)',
    kind: 'tupleElement(first, 2)',
    conversion_id: 'tupleElement(first, 3)',
    owner: 'tupleElement(of_first, 1)',
    segment: 'tupleElement(of_first, 2)',
    pipeline: 'tupleElement(of_first, 3)',
    is_recurring: 'max(is_subscription)',
    lacks_rate: counted('max', 'c.lacks_rate'),
    has_left: 'toUInt8(is_recurring AND NOT max(is_running))',
    left_at: 'maxIf(ended_at, is_subscription)',
    // by month of the window: what subscriptions paid
    revenue_by_month: 'sumForEach(c.revenue)',
    margin_by_month: 'sumForEach(c.margin)',
    // one by one: what deals sold
    sales: 'if(is_recurring, [], groupArrayIf(c.sale, NOT is_subscription))',
    opening: 'sum(c.opening)',
    lost: 'sum(c.lost)',
  })}
  FROM (SELECT ${partColumns} FROM (${wonDeals}) UNION ALL SELECT ${partColumns} FROM (${paidSubscriptions})) AS c
  GROUP BY customer
  HAVING acquired_at >= ${moment('acquiredFrom')} AND acquired_at < ${moment('acquiredTo')}`;

/** By month since acquisition: what subscriptions paid, or where there is none what deals sold, the `nth` of a sale. */
const sinceAcquired = (paid: string, nth: 2 | 3) =>
  `arraySlice(if(is_recurring, ${paid},
    arrayMap(k -> arraySum(s -> if(tupleElement(s, 1) = k, tupleElement(s, ${nth}), 0), sales), sold_months)),
    1 + ${monthNumber('acquired_at')} - ${monthsBegin})`;

/**
 * Customers that came in the window, a row each. A customer is an account; a deal or subscription without one is a
 * customer of its own. He comes with his first won deal or first paid subscription, whichever is earlier. Columns:
 * - `customer`, `acquired_at`, `kind` and `conversion_id` (what he came with), `owner`, `segment`, `pipeline` of that;
 * - `is_recurring`: has a subscription, then that is what he pays; else his won deals are, at their close;
 * - `revenue`, `margin` (in millionths) by calendar month since acquisition, as far as months have ended; `margin_at` and
 *   `margin_change` the same as months and differences to the month before: most months are like the one before;
 * - `opening` and `lost`: of subscriptions, what was paid in a month whose next has ended, and what of it was not again;
 * - `exit_month`, `is_lost`: whole months since acquisition until all his subscriptions had ended, in the month that this
 *   happened in; of others how many they were seen, all of them whole;
 * - `lacks_rate`: something of it has no rate to the currency, and is not in the amounts.
 */
export const customersSql = `
SELECT customer, acquired_at, kind, conversion_id, owner, segment, pipeline, is_recurring, lacks_rate, opening, lost,
    ${named({
      // from the first month of the window to the last that something was sold in
      sold_months:
        'range(toUInt32(1 + arrayMax(arrayPushBack(arrayMap(s -> tupleElement(s, 1), sales), -1))))',
      revenue: sinceAcquired('revenue_by_month', 2),
      margin: sinceAcquired('margin_by_month', 3),
      // to the month before, and back to nothing after the last
      changes:
        'arrayMap((x, y) -> x - y, arrayPushBack(margin, toInt128(0)), arrayPushFront(margin, toInt128(0)))',
      margin_at: 'arrayFilter((m, x) -> x != 0, range(toUInt32(length(changes))), changes)',
      margin_change: 'arrayFilter(x -> x != 0, changes)',
      seen_months: wholeMonths('acquired_at', moment('observedUntil')),
      left_months: `greatest(1, ${begunMonths('acquired_at', 'left_at')})`,
      is_lost: 'toUInt8(has_left AND left_months <= seen_months)',
      exit_month: 'if(is_lost, left_months, seen_months)',
    })}
FROM (${together})`;

/** Stages that deals have gone through as of the position: `conversion_id`, and `stage`, each once. */
export const stagesSql = `
  SELECT deal_id AS conversion_id, arrayDistinct(stage_name) AS stage
  FROM (${newestVersions('deals', 'deal_id', ['stage_name'])})`;
