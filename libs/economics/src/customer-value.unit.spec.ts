import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formulaValue, paybackMonth, survivalValue, valueToCost } from './customer-value.js';
import { survivalCurve, type SurvivalPoint } from './survival-curve.js';

/** So many customers who pay an amount each month; of `opening` the part `churn` is lost, in thousandths. */
const paying = (monthly: bigint, marginPercent: bigint, churnThousandths: bigint) => ({
  marginTotal: (monthly * marginPercent * 1000n) / 100n,
  paidMonths: 1000n,
  opening: monthly * 1000n,
  lost: monthly * churnThousandths,
});
const curveOf = (survivals: number[]): SurvivalPoint[] =>
  survivals.map((survival, month) => ({
    ...{ month, survival, atRisk: 1n, lost: 0n, censored: 0n, standardError: 0 },
  }));

describe('lifetime value by formula', () => {
  it.each([
    // a worked example of smartcloudsuites.com/saas/ltv-cac-breakeven: $50, 80 %, 4 %, CAC $300
    [paying(5000n, 80n, 40n), 100_000n, 30_000n, 3.3333],
    // a worked example of "LTV to CAC vs. magic number": $500, 75 %, 2.5 %, CAC $6,000
    [paying(50_000n, 75n, 25n), 1_500_000n, 600_000n, 2.5],
  ])('is that of published examples: %#', (sums, value, cost, toCost) => {
    expect(formulaValue(sums)).toEqual({ value, reason: null });
    expect(valueToCost(value, cost)).toBe(toCost);
  });

  it('does not exist without churn or without anything recurring', () => {
    expect(formulaValue(paying(5000n, 80n, 0n))).toEqual({ value: null, reason: 'no_churn' });
    const nothing = { marginTotal: 0n, paidMonths: 0n, opening: 0n, lost: 0n };
    expect(formulaValue(nothing)).toEqual({ value: null, reason: 'no_recurring_revenue' });
  });

  it('does not depend on the weight that customers and money are counted in', () =>
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        fc.bigInt({ min: 1n, max: 1000n }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        (monthly, churn, unit) => {
          const { marginTotal, paidMonths, opening, lost } = paying(monthly, 80n, churn);
          const weighted = {
            marginTotal: marginTotal * unit * 7n,
            paidMonths: paidMonths * unit,
            opening: opening * unit,
            lost: lost * unit,
          };
          expect(formulaValue(weighted, 7n)).toEqual(formulaValue(paying(monthly, 80n, churn)));
        },
      ),
    ));
});

describe('lifetime value by survival', () => {
  const sums = { marginTotal: 1_000_000n * 100n, paidMonths: 100n };

  // S. Gupta, D. R. Lehmann, Customers as Assets, J. Interactive Marketing 17 (2003) 9-24: margin multiples r / (1 + i - r),
  // of the payments after the first; at an interest of 10 %.
  it.each([
    [0.6, 1.2],
    [0.7, 1.75],
    [0.8, 2.67],
    [0.9, 4.5],
  ])('is the published margin multiple for a retention of %d', (retention, multiple) => {
    const curve = curveOf(Array.from({ length: 600 }, (_, month) => retention ** month));
    const { value } = survivalValue(curve, sums, { discount: 0.1, horizonMonths: 600 });
    expect(Number(value!.minor) / 1_000_000 - 1).toBeCloseTo(multiple, 2);
  });

  // P. S. Fader, B. G. S. Hardie (2007), high end customers: S(1)..S(4) = 86.9, 74.3, 65.3, 59.3 %; summed by hand:
  // 1 + .869/1.1 + .743/1.21 + .653/1.331 + .593/1.4641 = 3.299685
  it('discounts a published retention curve', () => {
    const curve = curveOf([1, 0.869, 0.743, 0.653, 0.593]);
    expect(survivalValue(curve, sums, { discount: 0.1, horizonMonths: 60 })).toEqual({
      value: { minor: 3_299_685n, months: 5 },
      reason: null,
    });
    expect(survivalValue(curve, sums, { discount: 0, horizonMonths: 2 }).value).toEqual({
      minor: 1_869_000n,
      months: 2,
    });
  });

  it('extrapolates nothing, and needs customers who pay', () => {
    const curve = survivalCurve([{ month: 3, lost: 0n, censored: 5n }]);
    expect(survivalValue(curve, sums, { discount: 0, horizonMonths: 60 }).value!.months).toBe(4);
    const options = { discount: 0, horizonMonths: 60 };
    expect(survivalValue([], sums, options).reason).toBe('no_customers');
    expect(survivalValue(curve, { marginTotal: 0n, paidMonths: 0n }, options).reason).toBe(
      'no_recurring_revenue',
    );
  });
});

describe('payback', () => {
  /** $50 a month at 80 %, paid in advance. */
  const monthly = (months: number) =>
    Array.from({ length: months }, (_, month) => ({ month, perCustomerMinor: 4000n * BigInt(month + 1) }));

  it('is the month whose payment covers the cost: $300 at $40 a month take 7.5, so the eighth, month 7', () => {
    expect(paybackMonth(monthly(12), 30_000n)).toEqual({ value: 7, reason: null });
    expect(paybackMonth(monthly(12), 28_000n)).toEqual({ value: 6, reason: null });
    expect(paybackMonth(monthly(12), 0n)).toEqual({ value: 0, reason: null });
  });

  it('is null with a reason where it was not reached, or nothing is known', () => {
    expect(paybackMonth(monthly(7), 30_000n)).toEqual({ value: null, reason: 'not_reached' });
    expect(paybackMonth(monthly(7), null)).toEqual({ value: null, reason: 'no_cost_per_customer' });
    expect(paybackMonth([], 30_000n)).toEqual({ value: null, reason: 'no_customers' });
    expect(valueToCost(100n, 0n)).toBeNull();
    expect(valueToCost(null, 100n)).toBeNull();
  });
});
