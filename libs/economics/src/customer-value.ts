import { halfEven } from './whole-money.js';
import type { SurvivalPoint } from './survival-curve.js';

/** A figure, or why there is none. */
export type Figure<Value, Reason extends string> =
  { value: Value; reason: null } | { value: null; reason: Reason };

const figure = <Value>(value: Value): { value: Value; reason: null } => ({ value, reason: null });
const none = <Reason extends string>(reason: Reason): { value: null; reason: Reason } => ({
  value: null,
  reason,
});

/** What recurring customers paid, summed over months; all in one weight, that of money may differ by a factor. */
export interface RecurringSums {
  /** Gross margin of all months that something was paid in. */
  marginTotal: bigint;
  /** Number of those months, over all customers. */
  paidMonths: bigint;
  /** What was paid in months whose next month is known. */
  opening: bigint;
  /** What of that was not paid in the next month: subscriptions that ended, and amounts that went down. */
  lost: bigint;
}

export const formulaReasons = ['no_customers', 'no_recurring_revenue', 'no_churn'] as const;
export type FormulaReason = (typeof formulaReasons)[number];

/**
 * Lifetime value by formula: ARPA x gross margin / monthly revenue churn, in minor units.
 *
 * ARPA x margin is the mean margin of a customer in a month that he pays in; churn is gross: what is not paid again in the
 * next month, over what was paid, pooled over all months. Growth of amounts is no negative churn.
 * Source: D. Skok, SaaS Metrics 2.0, ForEntrepreneurs (2010): LTV = ARPA x gross margin % / revenue churn rate.
 */
export function formulaValue(
  { marginTotal, paidMonths, opening, lost }: RecurringSums,
  factor = 1n,
): Figure<bigint, FormulaReason> {
  if (paidMonths === 0n || opening === 0n) return none('no_recurring_revenue');
  if (lost === 0n) return none('no_churn');
  return figure(halfEven(marginTotal * opening, paidMonths * lost * factor));
}

const fine = 1_000_000_000_000n;

/**
 * Lifetime value by survival, in minor units: the sum over months k = 0, 1, ... of S(k) x margin of a month / (1 + d)^k,
 * where S(k) is the part still there after k months. A month is paid in advance, so that everybody pays month 0. It ends
 * with the months that somebody was observed in: nothing is extrapolated.
 *
 * Source: P. S. Fader, B. G. S. Hardie, How to Project Customer Retention, J. Interactive Marketing 21 (2007) 76-90:
 * E(CLV) = sum of v x S(t) / (1 + d)^t from t = 0.
 * @param discount interest of a month, such as 0.01
 */
export function survivalValue(
  curve: readonly SurvivalPoint[],
  { marginTotal, paidMonths }: Pick<RecurringSums, 'marginTotal' | 'paidMonths'>,
  { discount, horizonMonths }: { discount: number; horizonMonths: number },
  factor = 1n,
): Figure<{ minor: bigint; months: number }, 'no_customers' | 'no_recurring_revenue'> {
  if (curve.length === 0) return none('no_customers');
  if (paidMonths === 0n) return none('no_recurring_revenue');
  const seen = curve.slice(0, horizonMonths);
  const weights = seen.reduce(
    (sum, { month, survival }) =>
      sum + BigInt(Math.round((survival / (1 + discount) ** month) * Number(fine))),
    0n,
  );
  return figure({ minor: halfEven(marginTotal * weights, paidMonths * factor * fine), months: seen.length });
}

/** Of the customers who were seen in a month since they came: what they had brought by its end. */
export interface RealisedMonth {
  month: number;
  perCustomerMinor: bigint | null;
}

export const paybackReasons = ['no_customers', 'no_cost_per_customer', 'not_reached'] as const;

/**
 * The first month since acquisition by whose end a customer has brought what he cost, 0 for the month he came in; null:
 * none yet. Source: D. Skok, SaaS Metrics 2.0: months to recover CAC, on margin; here counted out and not divided.
 */
export function paybackMonth(
  curve: readonly RealisedMonth[],
  costPerCustomerMinor: bigint | null,
): Figure<number, (typeof paybackReasons)[number]> {
  if (curve.length === 0) return none('no_customers');
  if (costPerCustomerMinor === null) return none('no_cost_per_customer');
  const reached = curve.find(
    ({ perCustomerMinor }) => perCustomerMinor !== null && perCustomerMinor >= costPerCustomerMinor,
  );
  return reached ? figure(reached.month) : none('not_reached');
}

/** Value over cost of a customer, to four decimals; null where one of them does not exist, or nothing was spent. */
export function valueToCost(valueMinor: bigint | null, costMinor: bigint | null): number | null {
  if (valueMinor === null || costMinor === null || costMinor <= 0n) return null;
  return Number(halfEven(valueMinor * 10_000n, costMinor)) / 10_000;
}
