import { conversionParts } from '@touchstone/attribution';
import { wholeMargin } from '@touchstone/facts';
import { compareText } from '@touchstone/timeline';
import { cohortOf, monthsEnded, type CohortLength } from './calendar-months.js';
import type { CustomerSums } from './customer-sums.js';
import { marginScale } from './customer-sums.js';
import {
  formulaValue,
  paybackMonth,
  survivalValue,
  valueToCost,
  type Figure,
  type FormulaReason,
  type RealisedMonth,
} from './customer-value.js';
import { survivalCurve, type SurvivalPoint } from './survival-curve.js';
import { apportion, halfEven } from './whole-money.js';

/** What cohorts cost, in minor units; null: such a figure does not exist. */
export interface CohortCosts {
  ofLabel: (cohort: string, label: string | null) => bigint | null;
  ofAll: (cohort: string) => bigint | null;
}

export interface LifetimeValueOf {
  cohort: CohortLength;
  /** End of what is observed, epoch milliseconds. */
  observedUntil: number;
  timeZone: string;
  /** Interest of a month in values by survival, and the most months that they are summed over. */
  discount: number;
  horizonMonths: number;
}

/** A month since acquisition: customers who were seen in it whole, and what they had brought by its end. */
export interface ValueMonth extends RealisedMonth {
  customers: bigint;
  marginMinor: bigint;
}

/** What customers of one cohort and label bring and cost. Customers in `conversionParts`, money in minor units. */
export interface LifetimeValue {
  cohort: string;
  customers: bigint;
  recurring: bigint;
  withoutRate: bigint;
  realised: { marginMinor: bigint; perCustomerMinor: bigint | null; months: ValueMonth[] };
  /** Means over months that somebody paid in; null: nobody did. */
  revenuePerMonthMinor: bigint | null;
  marginPerMonthMinor: bigint | null;
  /** Part of recurring revenue that is lost from a month to the next; null: no month was followed by another. */
  revenueChurn: number | null;
  formula: Figure<bigint, FormulaReason>;
  survival: ReturnType<typeof survivalValue>;
  curve: SurvivalPoint[];
  costMinor: bigint | null;
  costPerCustomerMinor: bigint | null;
  ltvToCac: { realised: number | null; formula: number | null; survival: number | null };
  payback: ReturnType<typeof paybackMonth>;
}

/** Of a label: empty for touches or customers without one, null for customers whom no touch has credit for. */
export interface LabelledValue extends LifetimeValue {
  label: string | null;
}

/** By cohort, the earliest first. */
export interface LifetimeValues {
  rows: LabelledValue[];
  /** Of each cohort all customers: `realised` of its rows sums to this, month by month. */
  totals: LifetimeValue[];
}

/**
 * Lifetime values by cohort and label. Realised margin is shared out by largest remainder, so that the rows of a cohort sum
 * to its total, to the minor unit; every other figure is that of the row's own exact sums.
 */
export function lifetimeValues(
  sums: readonly CustomerSums[],
  of: LifetimeValueOf,
  costs: CohortCosts,
): LifetimeValues {
  const rows: LabelledValue[] = [];
  const totals: LifetimeValue[] = [];
  const cohorts = groupsOf(sums, ({ month }) => cohortOf(month, of.cohort));
  for (const [cohort, all] of [...cohorts].sort(([a], [b]) => compareText(a, b))) {
    const labels = [...groupsOf(all, ({ label }) => JSON.stringify(label)).values()].map((own) => ({
      label: own[0]!.label,
      months: monthsOf(own, of),
      sums: own,
    }));
    const length = Math.max(0, ...labels.map(({ months }) => months.length));
    const shared = Array.from({ length }, (_, month) =>
      apportion(
        labels.map(({ months }) => months[month]?.margin ?? 0n),
        marginScale,
      ),
    );
    const brought = apportion(
      labels.map(({ sums: own }) => marginOf(own)),
      marginScale,
    );
    for (const [at, { label, sums: own, months }] of labels.entries())
      rows.push({
        label,
        ...valueOf(cohort, own, of, costs.ofLabel(cohort, label), {
          marginMinor: brought[at]!,
          months: months.map(({ customers, margin }, month) =>
            valueMonth(month, customers, margin, shared[month]![at]!),
          ),
        }),
      });
    totals.push(
      valueOf(cohort, all, of, costs.ofAll(cohort), {
        marginMinor: halfEven(marginOf(all), marginScale),
        months: monthsOf(all, of).map(({ customers, margin }, month) =>
          valueMonth(month, customers, margin, halfEven(margin, marginScale)),
        ),
      }),
    );
  }
  return { rows, totals };
}

const valueMonth = (month: number, customers: bigint, margin: bigint, marginMinor: bigint): ValueMonth => ({
  month,
  customers,
  marginMinor,
  perCustomerMinor: perCustomer(margin, customers),
});

/** Of exact margin and parts of customers. */
const perCustomer = (margin: bigint, customers: bigint) =>
  customers === 0n ? null : halfEven(margin, customers * BigInt(wholeMargin));

const marginOf = (sums: readonly CustomerSums[]) =>
  sums.reduce((total, { marginByMonth }) => marginByMonth.reduce((sum, one) => sum + one, total), 0n);

/** Cumulative margin by month since acquisition, of those whose month has ended; ends with the oldest of them. */
function monthsOf(sums: readonly CustomerSums[], { observedUntil, timeZone }: LifetimeValueOf) {
  const ages = sums.map(({ month }) => monthsEnded(month, observedUntil, timeZone));
  return Array.from({ length: Math.max(0, ...ages) }, (_, month) => {
    let [customers, margin] = [0n, 0n];
    for (const [at, one] of sums.entries()) {
      if (ages[at]! <= month) continue;
      customers += one.customers;
      for (const amount of one.marginByMonth.slice(0, month + 1)) margin += amount;
    }
    return { customers, margin };
  });
}

function valueOf(
  cohort: string,
  sums: readonly CustomerSums[],
  { discount, horizonMonths }: LifetimeValueOf,
  costMinor: bigint | null,
  { marginMinor, months }: { marginMinor: bigint; months: ValueMonth[] },
): LifetimeValue {
  const total = (
    column:
      | 'customers'
      | 'recurring'
      | 'withoutRate'
      | 'recurringMargin'
      | 'recurringRevenue'
      | 'paidMonths'
      | 'opening'
      | 'lost',
  ) => sums.reduce((sum, one) => sum + one[column], 0n);
  const [customers, paidMonths, opening, lost] = [
    total('customers'),
    total('paidMonths'),
    total('opening'),
    total('lost'),
  ];
  const recurring = { marginTotal: total('recurringMargin'), paidMonths, opening, lost };
  const curve = survivalCurve(
    sums.flatMap(({ exits }) => exits),
    conversionParts,
  );
  const factor = BigInt(wholeMargin);
  const formula = formulaValue(recurring, factor);
  const survival = survivalValue(curve, recurring, { discount, horizonMonths }, factor);
  const realised = { marginMinor, perCustomerMinor: perCustomer(marginOf(sums), customers), months };
  const costPerCustomerMinor =
    costMinor === null || customers === 0n ? null : halfEven(costMinor * conversionParts, customers);
  return {
    ...{ cohort, customers, recurring: total('recurring'), withoutRate: total('withoutRate') },
    ...{ realised, formula, survival, curve, costMinor, costPerCustomerMinor },
    revenuePerMonthMinor: paidMonths === 0n ? null : halfEven(total('recurringRevenue'), paidMonths),
    marginPerMonthMinor: paidMonths === 0n ? null : halfEven(recurring.marginTotal, paidMonths * factor),
    revenueChurn: opening === 0n ? null : Number(halfEven(lost * 1_000_000_000n, opening)) / 1e9,
    ltvToCac: {
      realised: valueToCost(realised.perCustomerMinor, costPerCustomerMinor),
      formula: valueToCost(formula.value, costPerCustomerMinor),
      survival: valueToCost(survival.value?.minor ?? null, costPerCustomerMinor),
    },
    payback: paybackMonth(months, costPerCustomerMinor),
  };
}

function groupsOf<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
