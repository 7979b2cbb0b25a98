import { newestVersions } from '@touchstone/facts';
import { inWorkspace } from './acquisitions.js';
import { marginAt, paymentsEnd } from './customer-parts-sql.js';
import { counted, customersOf } from './customers-of.js';
import { moment, monthNumber } from './months-sql.js';
import { named } from './named-sql.js';

const observed = inWorkspace('observedUntil');
const margins = {
  from: `arrayMap(m -> fromUnixTimestamp64Milli(m, 'UTC'), {marginFrom:Array(Int64)})`,
  millionths: '{marginMillionths:Array(Int64)}',
};
const inCurrency = `report_currency = {currency:String}`;

/** The first month of the window of acquisition: months of customers are counted from it; and those that have ended. */
const monthsBegin = monthNumber(moment('acquiredFrom'));
const monthsEnd = monthNumber(observed.until);

/** A month of the window, the value and the margin of what was won in it; nothing of all that. */
const noSale = 'tuple(toInt32(0), toInt64(0), toInt128(0))';

/** What a won deal brings to its customer: a sale, in the month of its close. */
const ofDeal = {
  traits: 'tuple(toString(owner), toString(segment), toString(pipeline))',
  value: `if(${inCurrency}, value_minor, NULL)`,
  lacks_rate: 'toUInt8(value IS NULL)',
  sale: `if(month >= ${monthsBegin} AND month < ${monthsEnd},
      tuple(month - ${monthsBegin}, ifNull(value, 0), toInt128(ifNull(value, 0)) * ${marginAt(margins, 'at')}), ${noSale})`,
  revenue: `CAST([], 'Array(Int64)')`,
  margin: `CAST([], 'Array(Int128)')`,
  opening: 'toInt128(0)',
  lost: 'toInt128(0)',
};

/** A value for each payment: each holds from its start to the next one's. */
const eachPayment = (starts: string, values: string) =>
  `arrayFlatten(arrayMap((a, b, x) -> arrayWithConstant(b - a, x), ${starts}, ${paymentsEnd(starts)}, ${values}))`;
/** Zeros for the months of the window before the first payment. */
const monthsBefore = (type: string) => `arrayWithConstant(greatest(0, month - ${monthsBegin}), ${type}(0))`;
/** Each payment but the last, and each but the first: a month, and the month after it. */
const [earlier, later] = ['arrayPopBack(amounts)', 'arrayPopFront(amounts)'];

const ofSubscription = {
  traits: `tuple('', toString(segment), '')`,
  // what it costs a month from each change on; null without a rate, which counts where it is ever paid
  monthly: `arrayMap(x -> if(${inCurrency}, x, NULL), change_monthly_minor)`,
  lacks_rate: `toUInt8(arrayExists((a, b, x) -> b > a AND x IS NULL, changed, ${paymentsEnd('changed')}, monthly))`,
  // payment by payment; nothing is paid before the first change
  amounts: `arrayConcat(arrayWithConstant(changed[1], toInt64(0)),
      ${eachPayment('changed', 'arrayMap(x -> ifNull(x, 0), monthly)')})`,
  revenue: `arrayConcat(${monthsBefore('toInt64')}, amounts)`,
  margin: `arrayConcat(${monthsBefore('toInt128')},
      arrayMap((x, m) -> toInt128(x) * m, amounts, ${eachPayment('margin_changed', margins.millionths)}))`,
  sale: noSale,
  opening: `toInt128(arraySum(${earlier}))`,
  lost: `toInt128(arraySum(arrayMap((x, y) -> greatest(0, x - y), ${earlier}, ${later})))`,
};

/** The deals and subscriptions of each customer that came in the window, put together. */
const together = customersOf(observed, {
  ...{ margins, ofDeal, ofSubscription },
  parts: ['traits', 'lacks_rate', 'sale', 'revenue', 'margin', 'opening', 'lost'],
  ofCustomer: {
    of_first: 'argMin(traits, came)',
    owner: 'tupleElement(of_first, 1)',
    segment: 'tupleElement(of_first, 2)',
    pipeline: 'tupleElement(of_first, 3)',
    lacks_rate: counted('max', 'c.lacks_rate'),
    // by month of the window: what subscriptions paid
    revenue_by_month: 'sumForEach(c.revenue)',
    margin_by_month: 'sumForEach(c.margin)',
    // one by one: what deals sold
    sales: 'if(is_recurring, [], groupArrayIf(c.sale, NOT is_subscription))',
    opening: 'sum(c.opening)',
    lost: 'sum(c.lost)',
  },
  having: `acquired_at >= ${moment('acquiredFrom')} AND acquired_at < ${moment('acquiredTo')}`,
});

/** By month since acquisition: what subscriptions paid, or where there is none what deals sold, the `nth` of a sale. */
const sinceAcquired = (paid: string, nth: 2 | 3) =>
  `arraySlice(if(is_recurring, ${paid},
    arrayMap(k -> arraySum(s -> if(tupleElement(s, 1) = k, tupleElement(s, ${nth}), 0), sales), sold_months)),
    1 + ${monthNumber('acquired_at')} - ${monthsBegin})`;

/**
 * Customers that came in the window, as in `customersOf`, a row each. Columns:
 * - `customer`, `acquired_at`, `kind` and `conversion_id` (what he came with), `owner`, `segment`, `pipeline` of that;
 * - `is_recurring`, `exit_month` and `is_lost` as there;
 * - `revenue`, `margin` (in millionths) by calendar month since acquisition, as far as months have ended; `margin_at` and
 *   `margin_change` the same as months and differences to the month before: most months are like the one before;
 * - `opening` and `lost`: of subscriptions, what was paid in a month whose next has ended, and what of it was not again;
 * - `lacks_rate`: something of it has no rate to the currency, and is not in the amounts.
 */
export const customersSql = `
SELECT customer, acquired_at, kind, conversion_id, owner, segment, pipeline, is_recurring, lacks_rate, opening, lost,
    exit_month, is_lost, ${named({
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
    })}
FROM (${together})`;

/** Stages that deals have gone through as of the position: `conversion_id`, and `stage`, each once. */
export const stagesSql = `
  SELECT deal_id AS conversion_id, arrayDistinct(stage_name) AS stage
  FROM (${newestVersions('deals', 'deal_id', ['stage_name'])})`;
