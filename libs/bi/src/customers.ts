import { conversionParts } from '@touchstone/attribution';
import { begunMonths, makesCustomer, cameWith, monthNumber, wholeMonths } from '@touchstone/economics';
import { customerRows } from './acquisition-rows.js';
import { bound, creditNames, viewModels } from './credit-rows.js';
import { newest } from './newest.js';

const until = "now64(3, 'UTC')";
const monthsEnd = monthNumber(until);

const deals = `
  SELECT workspace, ${cameWith('deal.won')}, 0 AS is_subscription, 0 AS is_running, assumeNotNull(closed_at) AS ended_at,
    if(${monthNumber('assumeNotNull(closed_at)')} < ${monthsEnd}, toInt128(ifNull(value_minor, 0)), 0) AS paid
  FROM ${newest('deals', 'deal_id')} WHERE ${makesCustomer['deal.won']} AND closed_at < ${until}`;

/** An amount is paid in advance, on the day of the start and that day of every month, what is in force then. */
const subscriptions = `
  SELECT workspace, ${cameWith('subscription.started')}, 1, ifNull(churned_at >= ${until}, 1), ifNull(churned_at, at),
    arraySum((first, next, monthly) -> toInt128(next - first) * ifNull(monthly, 0),
      changed, arrayPushBack(arrayPopFront(changed), count), change_monthly_minor)
  FROM (
    SELECT *, arrayMap(t -> toInt32(least(count, greatest(0, ${begunMonths('at', 't')}))), change_at) AS changed
    FROM (
      SELECT *, assumeNotNull(started_at) AS at, toInt32(greatest(0, ${monthsEnd} - ${monthNumber('at')})) AS count
      FROM ${newest('subscriptions', 'subscription_id')} WHERE ${makesCustomer['subscription.started']} AND started_at < ${until}))`;

/**
 * SQL of customers, a row each, as `customersSql` of reports has them, observed until now: `first` (moment, kind, id of what
 * he came with), `is_recurring` (has a subscription), `revenue` (what he paid in months that have ended, by subscriptions, or
 * where he has none by won deals), `exit_month` (whole months until all subscriptions had ended, or that he was seen), `is_lost`.
 */
const customers = `
  SELECT *, ${wholeMonths('acquired_at', until)} AS seen_months,
    greatest(1, ${begunMonths('acquired_at', 'left_at')}) AS left_months,
    has_left AND left_months <= seen_months AS is_lost, toUInt32(if(is_lost, left_months, seen_months)) AS exit_month
  FROM (
    SELECT workspace, customer, min(came) AS first, first.1 AS acquired_at, max(is_subscription) AS is_recurring,
      if(is_recurring, sumIf(paid, is_subscription), sumIf(paid, NOT is_subscription)) AS revenue,
      is_recurring AND NOT max(is_running) AS has_left, maxIf(ended_at, is_subscription) AS left_at
    FROM (${deals} UNION ALL ${subscriptions})
    GROUP BY workspace, customer)`;

export const partsNames = viewModels.map((model) => ({ model, parts: creditNames(model).credit }));

/** SQL of customers shared out, a row a customer and touch: columns of `customers` and `customerRows`. */
export const sharedCustomers = bound(
  `SELECT r.*, c.is_recurring AS is_recurring, c.revenue AS revenue, c.exit_month AS exit_month, c.is_lost AS is_lost
  FROM (${customerRows}) AS r
  INNER JOIN (SELECT workspace, first.2 AS kind, first.3 AS conversion_id, is_recurring, revenue, exit_month, is_lost
    FROM (${customers})) AS c
    ON r.workspace = c.workspace AND toString(r.kind) = c.kind AND r.conversion_id = c.conversion_id`,
  {},
);

/** How many parts one customer is. */
export const parts = conversionParts.toString();
