import { newestVersions, wholeMargin } from '@touchstone/facts';
import { cameWith, makesCustomer } from './acquisitions.js';
import { begunMonths, moment, monthNumber, monthsBegin, monthsEnd } from './months-sql.js';
import { named } from './named-sql.js';

const until = moment('observedUntil');
const inCurrency = `report_currency = {currency:String}`;
const margins = '{marginMillionths:Array(Int64)}';
const common = ['account_id', 'segment', 'report_currency'];

/** What won deals and subscriptions say of their customers alike. */
export const partColumns = [
  ...['customer', 'came', 'traits', 'is_subscription', 'is_running', 'ended_at', 'lacks_rate'],
  ...['sale', 'revenue', 'margin', 'opening', 'lost'],
].join(', ');

/** A month of the window, the value and the margin of what was won in it; nothing of all that. */
const noSale = 'tuple(toInt32(0), toInt64(0), toInt128(0))';

/** Margin at a moment; the first is in force before its day as well. None: 1, all of it. */
const marginAt = (sql: string) =>
  `if(empty(${margins}), ${wholeMargin}, ${margins}[
    greatest(1, arrayLastIndex(m -> m <= toUnixTimestamp64Milli(${sql}), {marginFrom:Array(Int64)}))])`;

/** Won deals, each with what it brings to its customer: a sale, in the month of its close. */
export const wonDeals = `
  SELECT ${cameWith('deal.won')}, ${named({
    traits: 'tuple(toString(owner), toString(segment), toString(pipeline))',
    is_subscription: 'toUInt8(0)',
    is_running: 'toUInt8(0)',
    ended_at: 'at',
    value: `if(${inCurrency}, value_minor, NULL)`,
    lacks_rate: 'toUInt8(value IS NULL)',
    month: `${monthNumber('at')} - ${monthsBegin}`,
    sale: `if(month >= 0 AND month < ${monthsEnd} - ${monthsBegin},
      tuple(month, ifNull(value, 0), toInt128(ifNull(value, 0)) * ${marginAt('at')}), ${noSale})`,
    revenue: `CAST([], 'Array(Int64)')`,
    margin: `CAST([], 'Array(Int128)')`,
    opening: 'toInt128(0)',
    lost: 'toInt128(0)',
  })}
  FROM (
    SELECT *, assumeNotNull(closed_at) AS at
    FROM (${newestVersions('deals', 'deal_id', [...common, 'status', 'closed_at', 'value_minor', 'owner', 'pipeline'])})
    WHERE ${makesCustomer['deal.won']} AND closed_at < ${until})`;

/** The first payment of a subscription at or after a moment, 0 for its first one; `count` where there is none yet. */
const paymentAt = (moment: string) => `toInt32(least(count, greatest(0, ${begunMonths('at', moment)})))`;
/** Where what starts at each of some payments ends: at the next one's. */
const ends = (starts: string) => `arrayPushBack(arrayPopFront(${starts}), count)`;
/** A value for each payment: each holds from its start to the next one's. */
const eachPayment = (starts: string, values: string) =>
  `arrayFlatten(arrayMap((a, b, x) -> arrayWithConstant(b - a, x), ${starts}, ${ends(starts)}, ${values}))`;
/** Zeros for the months of the window before the first payment. */
const monthsBefore = (type: string) => `arrayWithConstant(greatest(0, month - ${monthsBegin}), ${type}(0))`;
/** Each payment but the last, and each but the first: a month, and the month after it. */
const [earlier, later] = ['arrayPopBack(amounts)', 'arrayPopFront(amounts)'];

/**
 * Paid subscriptions. An amount is paid in advance: on the day it starts and that day of every month, what is in force
 * then; in a month that has no such day, on its last.
 */
export const paidSubscriptions = `
  SELECT ${cameWith('subscription.started')}, ${named({
    traits: `tuple('', toString(segment), '')`,
    is_subscription: 'toUInt8(1)',
    is_running: `toUInt8(ifNull(churned_at >= ${until}, 1))`,
    ended_at: 'ifNull(churned_at, at)',
    // what it costs a month from each change on; null without a rate, which counts where it is ever paid
    monthly: `arrayMap(x -> if(${inCurrency}, x, NULL), change_monthly_minor)`,
    lacks_rate: `toUInt8(arrayExists((a, b, x) -> b > a AND x IS NULL, changed, ${ends('changed')}, monthly))`,
    // payment by payment; nothing is paid before the first change
    amounts: `arrayConcat(arrayWithConstant(changed[1], toInt64(0)),
      ${eachPayment('changed', 'arrayMap(x -> ifNull(x, 0), monthly)')})`,
    revenue: `arrayConcat(${monthsBefore('toInt64')}, amounts)`,
    millionths: `if(empty(${margins}), arrayWithConstant(count, toInt64(${wholeMargin})),
      ${eachPayment('margin_changed', margins)})`,
    margin: `arrayConcat(${monthsBefore('toInt128')},
      arrayMap((x, m) -> toInt128(x) * m, amounts, millionths))`,
    sale: noSale,
    opening: `toInt128(arraySum(${earlier}))`,
    lost: `toInt128(arraySum(arrayMap((x, y) -> greatest(0, x - y), ${earlier}, ${later})))`,
  })}
  FROM (
    SELECT *, ${named({
      // payments from which an amount, and a margin, is in force; the first margin is from the first payment on
      changed: `arrayMap(t -> ${paymentAt('t')}, change_at)`,
      margin_changed: `arrayPushFront(arrayPopFront(arrayMap(t -> ${paymentAt(`fromUnixTimestamp64Milli(t, 'UTC')`)}, {marginFrom:Array(Int64)})),
        toInt32(0))`,
    })}
    FROM (
      SELECT *, ${named({
        at: 'assumeNotNull(started_at)',
        month: monthNumber('at'),
        // payments in months that have ended
        count: `toInt32(greatest(0, ${monthsEnd} - month))`,
      })}
      FROM (${newestVersions('subscriptions', 'subscription_id', [...common, 'started_at', 'churned_at', 'change_at', 'change_monthly_minor'])})
      WHERE ${makesCustomer['subscription.started']} AND started_at < ${until}))`;
