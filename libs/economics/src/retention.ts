import { conversionParts } from '@touchstone/attribution';
import type { CustomerSums } from './customer-sums.js';
import { medianMonth, survivalAt, survivalCurve, type SurvivalPoint } from './survival-curve.js';

/** How long customers of a label stay. Customers in `conversionParts`. */
export interface Retention {
  /** Empty: touches, or customers, without one; null: no touch has credit for them. */
  label: string | null;
  /** Those with a subscription: whether others left nobody knows. */
  customers: bigint;
  lost: bigint;
  withoutSubscription: bigint;
  curve: SurvivalPoint[];
  /** The part that is still there after `atMonths`; null: nobody was observed that long. */
  survivalAt: number | null;
  /** First month after which at most half are still there; null: not seen. */
  medianMonths: number | null;
}

export const retentionOrders = ['survival', 'median', 'customers'] as const;
export type RetentionOrder = (typeof retentionOrders)[number];

/** Retention of each label, those who stay longest first, and of all customers together. */
export function retentionOf(
  sums: readonly CustomerSums[],
  { atMonths, sortBy }: { atMonths: number; sortBy: RetentionOrder },
): { rows: Retention[]; total: Retention } {
  const labels = [...new Set(sums.map(({ label }) => label))];
  const rows = labels.map((label) =>
    of(
      sums.filter((one) => one.label === label),
      label,
    ),
  );
  return { rows: rows.sort((a, b) => compare(a, b, sortBy)), total: of(sums, null) };

  function of(own: readonly CustomerSums[], label: string | null): Retention {
    const exits = own.flatMap((one) => one.exits);
    const curve = survivalCurve(exits, conversionParts);
    const recurring = sum(own.map((one) => one.recurring));
    return {
      label,
      customers: recurring,
      lost: sum(exits.map(({ lost }) => lost)),
      withoutSubscription: sum(own.map((one) => one.customers)) - recurring,
      curve,
      survivalAt: survivalAt(curve, atMonths),
      medianMonths: medianMonth(curve),
    };
  }
}

const sum = (parts: readonly bigint[]) => parts.reduce((total, one) => total + one, 0n);

/** Longest first; what is not known comes last, except a median that is not reached: more than half are still there. */
function compare(a: Retention, b: Retention, by: RetentionOrder): number {
  const median = ({ medianMonths, curve }: Retention) =>
    curve.length === 0 ? -1 : (medianMonths ?? Infinity);
  const figures: Record<RetentionOrder, (row: Retention) => number> = {
    survival: (row) => row.survivalAt ?? -1,
    median,
    customers: (row) => Number(row.customers),
  };
  const orders = [figures[by], figures.survival, median, figures.customers];
  for (const figure of orders) {
    const [left, right] = [figure(a), figure(b)];
    if (left !== right) return right > left ? 1 : -1;
  }
  return (a.label ?? '￿') < (b.label ?? '￿') ? -1 : 1;
}
