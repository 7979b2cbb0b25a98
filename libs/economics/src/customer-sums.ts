import { conversionParts } from '@touchstone/attribution';
import { type ClickHouse, wholeMargin } from '@touchstone/facts';
import { compareText } from '@touchstone/timeline';
import { labelledQueries, type Sharing } from './customer-labels.js';
import type { CustomersOf } from './customer-question.js';
import type { Exits } from './survival-curve.js';

/** Sums over the customers of one month and label. Customers and months in `conversionParts`. */
export interface CustomerSums {
  /** Calendar month of acquisition, YYYY-MM. */
  month: string;
  /** Empty: touches, or a customer, without one; null: no touch has credit for them. */
  label: string | null;
  customers: bigint;
  /** Those with a subscription, and those of whom an amount has no rate to the currency. */
  recurring: bigint;
  withoutRate: bigint;
  /** Gross margin by calendar month since acquisition, in 1 / `marginScale` minor units. */
  marginByMonth: bigint[];
  /** Of those with a subscription: gross margin, revenue (1 / `conversionParts` minor units) and months paid. */
  recurringMargin: bigint;
  recurringRevenue: bigint;
  paidMonths: bigint;
  /** What was paid in months whose next has ended, and what of it was not again; as revenue. */
  opening: bigint;
  lost: bigint;
  /** Of those with a subscription, when they left observation. */
  exits: Exits[];
}

/** What money of `marginByMonth` is counted in: parts of a customer, times millionths of margin. */
export const marginScale = conversionParts * BigInt(wholeMargin);

interface SumsRow {
  month: string;
  label: string;
  is_attributed: number;
  customers: string;
  recurring: string;
  without_rate: string;
  /** By month since acquisition, the difference to the month before. */
  margin_changes: [number[], string[]];
  recurring_margin: string;
  recurring_revenue: string;
  paid_months: string;
  opened: string;
  ceased: string;
  left_after: [number[], string[]];
  seen_for: [number[], string[]];
}

/** What is summed of each customer, before he is shared out; without money in less than half the time. */
const columnsOf = (money: boolean) => `formatDateTime(acquired_at, '%Y-%m', {timeZone:String}) AS month,
  is_recurring, lacks_rate, is_lost, [toUInt32(exit_month)] AS exit_month, ${
    money
      ? `opening, lost, margin_at, margin_change,
  if(is_recurring, arraySum(margin), 0) AS margin_total,
  if(is_recurring, arraySum(x -> toInt128(x), revenue), 0) AS revenue_total,
  if(is_recurring, toInt128(arrayCount(x -> x > 0, revenue)), 0) AS paid`
      : `CAST([], 'Array(UInt32)') AS margin_at, CAST([], 'Array(Int128)') AS margin_change,
  ${['opening', 'lost', 'margin_total', 'revenue_total', 'paid'].map((name) => `toInt128(0) AS ${name}`).join(', ')}`
  }`;

const sumsSql = (from: string) => `
SELECT month, label, is_attributed,
  sum(toInt128(part)) AS customers, sumIf(toInt128(part), is_recurring) AS recurring,
  sumIf(toInt128(part), lacks_rate) AS without_rate,
  sumMap(margin_at, arrayMap(x -> x * part, margin_change)) AS margin_changes,
  sum(margin_total * part) AS recurring_margin, sum(revenue_total * part) AS recurring_revenue,
  sum(paid * part) AS paid_months, sum(opening * part) AS opened, sum(lost * part) AS ceased,
  sumMapIf(exit_month, [part], is_recurring AND is_lost) AS left_after,
  sumMapIf(exit_month, [part], is_recurring AND NOT is_lost) AS seen_for
FROM ${from}
GROUP BY month, label, is_attributed
ORDER BY month, is_attributed DESC, label`;

/**
 * Sums over the customers that came in the window, by month of acquisition and label.
 * @param money whether what they pay is asked for as well; without it those sums are 0
 */
export async function customerSums(
  clickhouse: ClickHouse,
  customers: CustomersOf,
  sharing: Sharing,
  { money } = { money: true },
): Promise<CustomerSums[]> {
  const queries = await labelledQueries(clickhouse, customers, sharing, {
    ...{ name: 'customer_sums', columns: columnsOf(money), sql: sumsSql },
  });
  const answers = await Promise.all(queries.map((query) => clickhouse.query<SumsRow>(query)));
  const sums = new Map<string, CustomerSums>();
  for (const row of answers.flat().map(fromRow)) {
    const key = JSON.stringify([row.month, row.label]);
    const before = sums.get(key);
    sums.set(key, before ? together(before, row) : row);
  }
  // in one order, whatever customers came with: what cannot be divided goes to the first of those that are alike
  return [...sums.values()].sort(
    (a, b) =>
      compareText(a.month, b.month) ||
      Number(a.label === null) - Number(b.label === null) ||
      compareText(a.label ?? '', b.label ?? ''),
  );
}

const fromRow = (row: SumsRow): CustomerSums => ({
  month: row.month,
  label: row.is_attributed === 1 ? row.label : null,
  customers: BigInt(row.customers),
  recurring: BigInt(row.recurring),
  withoutRate: BigInt(row.without_rate),
  marginByMonth: byMonth(row.margin_changes),
  recurringMargin: BigInt(row.recurring_margin),
  recurringRevenue: BigInt(row.recurring_revenue),
  paidMonths: BigInt(row.paid_months),
  opening: BigInt(row.opened),
  lost: BigInt(row.ceased),
  exits: [
    ...row.left_after[0].map((month, at) => ({ month, lost: BigInt(row.left_after[1][at]!), censored: 0n })),
    ...row.seen_for[0].map((month, at) => ({ month, lost: 0n, censored: BigInt(row.seen_for[1][at]!) })),
  ],
});

/** Amounts of months, of what changes from one to the next. */
function byMonth([months, changes]: [number[], string[]]): bigint[] {
  const amounts = Array.from({ length: Math.max(0, ...months) }, () => 0n);
  let amount = 0n;
  for (const month of amounts.keys()) {
    const at = months.indexOf(month);
    if (at >= 0) amount += BigInt(changes[at]!);
    amounts[month] = amount;
  }
  return amounts;
}

/** Of one month and label, those who came with deals and those who came with subscriptions. */
function together(a: CustomerSums, b: CustomerSums): CustomerSums {
  const months = Math.max(a.marginByMonth.length, b.marginByMonth.length);
  return {
    month: a.month,
    label: a.label,
    customers: a.customers + b.customers,
    recurring: a.recurring + b.recurring,
    withoutRate: a.withoutRate + b.withoutRate,
    marginByMonth: Array.from(
      { length: months },
      (_, at) => (a.marginByMonth[at] ?? 0n) + (b.marginByMonth[at] ?? 0n),
    ),
    recurringMargin: a.recurringMargin + b.recurringMargin,
    recurringRevenue: a.recurringRevenue + b.recurringRevenue,
    paidMonths: a.paidMonths + b.paidMonths,
    opening: a.opening + b.opening,
    lost: a.lost + b.lost,
    exits: [...a.exits, ...b.exits],
  };
}
