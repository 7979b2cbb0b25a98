import { newestVersions } from '@touchstone/facts';
import { cameWith, makesCustomer } from './acquisitions.js';

/** What customers are asked for. Moments are epoch milliseconds. */
export interface CustomersOf {
  workspace: string;
  /** Log position as of which the answer is true. */
  asOf: number;
  /** Window of acquisition, half-open. */
  from: number;
  to: number;
  /** End of what is observed of them, out: what is won, paid or lost from then on is not known yet. */
  observedUntil: number;
  /** Currency of amounts, ISO 4217; those of another one have no rate. */
  currency: string;
  /** IANA zone of calendar months. */
  timeZone: string;
  /** Gross margins: moment from which each is in force, ascending, and millionths of revenue. */
  margins: readonly { from: number; millionths: number }[];
}

/** Values of all `{name:Type}` in the SQL of this file. */
export const customerParams = (of: CustomersOf) => ({
  workspace: of.workspace,
  asOf: of.asOf,
  acquiredFrom: of.from,
  acquiredTo: of.to,
  observedUntil: of.observedUntil,
  currency: of.currency,
  timeZone: of.timeZone,
  marginFrom: of.margins.map(({ from }) => from),
  marginMillionths: of.margins.map(({ millionths }) => millionths),
});

/** Millionths of revenue that all of it is. */
export const wholeMargin = 1_000_000;

const moment = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;
const until = moment('observedUntil');
const local = (sql: string) => `toTimeZone(${sql}, {timeZone:String})`;
/** Number of a calendar month, growing by 1 from month to month. Needs `timeZone`. */
export const monthNumber = (sql: string) => `toInt32(toRelativeMonthNum(${local(sql)}))`;
/** Months that have ended: those before the one that observation ends in. */
const monthsEnd = monthNumber(until);
const monthsBegin = monthNumber(moment('acquiredFrom'));
/** Margin at a moment; the first is in force before its day as well. None: 1, all of it. */
const marginAt = (sql: string) =>
  `if(empty({marginMillionths:Array(Int64)}), ${wholeMargin}, {marginMillionths:Array(Int64)}[
    greatest(1, arrayLastIndex(m -> m <= toUnixTimestamp64Milli(${sql}), {marginFrom:Array(Int64)}))])`;

/** Columns that both have. */
const common = ['account_id', 'segment', 'report_currency'];

/** A month of the window, the value and the margin of what was won in it; nothing of all that. */
const noSale = 'tuple(toInt32(0), toInt64(0), toInt128(0))';

/** Won deals, each with what it brings to its customer. */
const deals = `
  SELECT ${cameWith('deal.won')}, tuple(toString(owner), toString(segment), toString(pipeline)) AS traits,
    toUInt8(0) AS is_subscription, toUInt8(0) AS is_running, at AS ended_at,
    if(report_currency = {currency:String}, value_minor, NULL) AS value, toUInt8(value IS NULL) AS lacks_rate,
    ${monthNumber('at')} - ${monthsBegin} AS month,
    if(month >= 0 AND month < ${monthsEnd} - ${monthsBegin},
      tuple(month, ifNull(value, 0), toInt128(ifNull(value, 0)) * ${marginAt('at')}), ${noSale}) AS sale,
    CAST([], 'Array(Int64)') AS revenue, CAST([], 'Array(Int128)') AS margin,
    toInt128(0) AS opening, toInt128(0) AS lost
  FROM (
    SELECT *, assumeNotNull(closed_at) AS at
    FROM (${newestVersions('deals', 'deal_id', [...common, 'status', 'closed_at', 'value_minor', 'owner', 'pipeline'])})
    WHERE ${makesCustomer['deal.won']} AND closed_at < ${until})`;

/** Whole months from a moment to a later one: its day has come again so many times. Needs `timeZone`. */
export const wholeMonths = (from: string, to: string) =>
  `(${monthNumber(to)} - ${monthNumber(from)} - (addMonths(${local(from)}, ${monthNumber(to)} - ${monthNumber(from)}) > ${to}))`;
/** The same, a month that has begun counted. */
export const begunMonths = (from: string, to: string) =>
  `(${monthNumber(to)} - ${monthNumber(from)} + (addMonths(${local(from)}, ${monthNumber(to)} - ${monthNumber(from)}) < ${to}))`;

/** The first payment of a subscription at or after a moment, 0 for its first one; `count` where there is none yet. */
const paymentAt = (moment: string) => `toInt32(least(count, greatest(0, ${begunMonths('at', moment)})))`;
/** A value for each payment: each holds from its start to the next one's. */
const eachPayment = (starts: string, values: string) =>
  `arrayFlatten(arrayMap((a, b, x) -> arrayWithConstant(b - a, x), ${starts}, arrayPushBack(arrayPopFront(${starts}), count), ${values}))`;

/**
 * Paid subscriptions. An amount is paid in advance: on the day it starts and that day of every month, what is in force
 * then; in a month that has no such day, on its last.
 */
const subscriptions = `
  SELECT ${cameWith('subscription.started')}, tuple('', toString(segment), '') AS traits,
    toUInt8(1) AS is_subscription, toUInt8(ifNull(churned_at >= ${until}, 1)) AS is_running,
    ifNull(churned_at, at) AS ended_at,
    arrayMap(x -> if(report_currency = {currency:String}, x, NULL), change_monthly_minor) AS monthly,
    toUInt8(arrayExists((a, b, x) -> b > a AND x IS NULL, changed, arrayPushBack(arrayPopFront(changed), count), monthly)) AS lacks_rate,
    arrayConcat(arrayWithConstant(changed[1], toInt64(0)),
      ${eachPayment('changed', 'arrayMap(x -> ifNull(x, 0), monthly)')}) AS amounts,
    arrayConcat(arrayWithConstant(greatest(0, month - ${monthsBegin}), toInt64(0)), amounts) AS revenue,
    if(empty({marginMillionths:Array(Int64)}), arrayWithConstant(count, toInt64(${wholeMargin})),
      ${eachPayment('margin_changed', '{marginMillionths:Array(Int64)}')}) AS millionths,
    arrayConcat(arrayWithConstant(greatest(0, month - ${monthsBegin}), toInt128(0)),
      arrayMap((x, m) -> toInt128(x) * m, amounts, millionths)) AS margin,
    ${noSale} AS sale,
    toInt128(arraySum(arrayPopBack(amounts))) AS opening,
    toInt128(arraySum(arrayMap((x, y) -> greatest(0, x - y), arrayPopBack(amounts), arrayPopFront(amounts)))) AS lost
  FROM (
    SELECT *, arrayMap(t -> ${paymentAt('t')}, change_at) AS changed,
      arrayPushFront(arrayPopFront(arrayMap(t -> ${paymentAt(`fromUnixTimestamp64Milli(t, 'UTC')`)}, {marginFrom:Array(Int64)})),
        toInt32(0)) AS margin_changed
    FROM (
      SELECT *, assumeNotNull(started_at) AS at, ${monthNumber('at')} AS month,
        toInt32(greatest(0, ${monthsEnd} - month)) AS count
      FROM (${newestVersions('subscriptions', 'subscription_id', [...common, 'started_at', 'churned_at', 'change_at', 'change_monthly_minor'])})
      WHERE ${makesCustomer['subscription.started']} AND started_at < ${until}))`;

const columns =
  'customer, came, traits, is_subscription, is_running, ended_at, lacks_rate, sale, revenue, margin, opening, lost';
/** Of what counts for a customer: his subscriptions, or where he has none his deals. */
const counted = (aggregate: string, column: string) =>
  `if(is_recurring, ${aggregate}If(${column}, is_subscription), ${aggregate}If(${column}, NOT is_subscription))`;
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
  range(toUInt32(1 + arrayMax(arrayPushBack(arrayMap(s -> tupleElement(s, 1), sales), -1)))) AS sold_months,
  ${sinceAcquired('revenue_by_month', 2)} AS revenue, ${sinceAcquired('margin_by_month', 3)} AS margin,
  arrayMap((x, y) -> x - y, arrayPushBack(margin, toInt128(0)), arrayPushFront(margin, toInt128(0))) AS changes,
  arrayFilter((m, x) -> x != 0, range(toUInt32(length(changes))), changes) AS margin_at,
  arrayFilter(x -> x != 0, changes) AS margin_change,
  ${wholeMonths('acquired_at', until)} AS seen_months,
  greatest(1, ${begunMonths('acquired_at', 'left_at')}) AS left_months,
  toUInt8(has_left AND left_months <= seen_months) AS is_lost, if(is_lost, left_months, seen_months) AS exit_month
FROM (
  SELECT customer, min(came) AS first, argMin(traits, came) AS of_first,
    tupleElement(first, 1) AS acquired_at, tupleElement(first, 2) AS kind, tupleElement(first, 3) AS conversion_id,
    tupleElement(of_first, 1) AS owner, tupleElement(of_first, 2) AS segment, tupleElement(of_first, 3) AS pipeline,
    max(is_subscription) AS is_recurring, ${counted('max', 'c.lacks_rate')} AS lacks_rate,
    toUInt8(is_recurring AND NOT max(is_running)) AS has_left, maxIf(ended_at, is_subscription) AS left_at,
    sumForEach(c.revenue) AS revenue_by_month, sumForEach(c.margin) AS margin_by_month,
    if(is_recurring, [], groupArrayIf(c.sale, NOT is_subscription)) AS sales,
    sum(c.opening) AS opening, sum(c.lost) AS lost
  FROM (SELECT ${columns} FROM (${deals}) UNION ALL SELECT ${columns} FROM (${subscriptions})) AS c
  GROUP BY customer
  HAVING acquired_at >= ${moment('acquiredFrom')} AND acquired_at < ${moment('acquiredTo')})`;

/** Stages that deals have gone through as of the position: `conversion_id`, and `stage`, each once. */
export const stagesSql = `
  SELECT deal_id AS conversion_id, arrayDistinct(stage_name) AS stage
  FROM (${newestVersions('deals', 'deal_id', ['stage_name'])})`;
