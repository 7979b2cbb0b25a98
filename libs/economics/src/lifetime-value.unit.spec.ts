import { describe, expect, it } from '@jest/globals';
import { conversionParts } from '@touchstone/attribution';
import fc from 'fast-check';
import { cohortLengths } from './calendar-months.js';
import { marginScale, type CustomerSums } from './customer-sums.js';
import { lifetimeValues, type CohortCosts, type LifetimeValueOf } from './lifetime-value.js';
import { retentionOf } from './retention.js';
import { halfEven } from './whole-money.js';

const of: LifetimeValueOf = {
  cohort: 'month',
  observedUntil: Date.UTC(2026, 3, 15),
  timeZone: 'UTC',
  discount: 0,
  horizonMonths: 60,
};
const noCosts: CohortCosts = { ofLabel: () => null, ofAll: () => null };
/** Customers of January 2026 by so many halves, who bring so much in each month; name what matters. */
const sums = (halves: number, marginMinor: number[], more: Partial<CustomerSums> = {}): CustomerSums => ({
  month: '2026-01',
  label: 'webinar',
  customers: (BigInt(halves) * conversionParts) / 2n,
  recurring: 0n,
  withoutRate: 0n,
  marginByMonth: marginMinor.map((amount) => (BigInt(Math.round(amount * 2)) * marginScale) / 2n),
  ...{ recurringMargin: 0n, recurringRevenue: 0n, paidMonths: 0n, opening: 0n, lost: 0n, exits: [] },
  ...more,
});
const monthsOf = ({
  realised,
}: {
  realised: { months: { customers: bigint; marginMinor: bigint; perCustomerMinor: bigint | null }[] };
}) =>
  realised.months.map(({ customers, marginMinor, perCustomerMinor }) => [
    Number(customers) / Number(conversionParts),
    Number(marginMinor),
    perCustomerMinor === null ? null : Number(perCustomerMinor),
  ]);

describe('realised lifetime value', () => {
  it('adds up month by month as far as months have ended, a month without anything included', () => {
    const { rows } = lifetimeValues([sums(4, [1000, 0, 500])], of, noCosts);
    expect(monthsOf(rows[0]!)).toEqual([
      [2, 1000, 500],
      [2, 1000, 500],
      [2, 1500, 750],
    ]);
    expect(rows[0]!.realised).toMatchObject({ marginMinor: 1500n, perCustomerMinor: 750n });
  });

  it('has in a month only those who were seen in it whole', () => {
    const later = { month: '2026-03' };
    const { rows } = lifetimeValues(
      [sums(2, [100, 100, 100]), sums(6, [500], later)],
      { ...of, cohort: 'all' },
      noCosts,
    );
    expect(monthsOf(rows[0]!)).toEqual([
      [4, 600, 150],
      [1, 200, 200],
      [1, 300, 300],
    ]);
    const quarters = lifetimeValues(
      [sums(2, [100]), sums(6, [500], { month: '2026-04' })],
      { ...of, cohort: 'quarter' },
      noCosts,
    );
    expect(quarters.totals.map(({ cohort, realised }) => [cohort, realised.months.length])).toEqual([
      ['2026-Q1', 3],
      ['2026-Q2', 0], // April has not ended
    ]);
  });

  it('has cohorts in their order, whatever that of the sums', () => {
    const months = ['2026-03', '2025-12', '2026-01'].map((month) => sums(2, [100], { month }));
    const cohortsOf = (cohort: LifetimeValueOf['cohort']) => {
      const { rows, totals } = lifetimeValues(months, { ...of, cohort }, noCosts);
      expect(rows.map((row) => row.cohort)).toEqual(totals.map((total) => total.cohort));
      return totals.map((total) => total.cohort);
    };
    expect(cohortsOf('month')).toEqual(['2025-12', '2026-01', '2026-03']);
    expect(cohortsOf('quarter')).toEqual(['2025-Q4', '2026-Q1']);
  });

  it('gives the cent that nobody has to the largest remainder: rows sum to the whole', () => {
    const half = { customers: conversionParts / 2n };
    const { rows, totals } = lifetimeValues(
      [sums(1, [50.5], half), sums(1, [50.5], { ...half, label: null })],
      of,
      noCosts,
    );
    expect(rows.map(({ label, realised }) => [label, realised.marginMinor])).toEqual([
      ['webinar', 51n],
      [null, 50n],
    ]);
    expect(totals[0]!.realised).toMatchObject({ marginMinor: 101n, perCustomerMinor: 101n });
  });

  it('is held against what customers cost', () => {
    const costs = { ofLabel: () => 30_000n, ofAll: () => 30_000n };
    const paid = { recurringMargin: 12_000n * marginScale, paidMonths: 3n * conversionParts };
    const churn = {
      opening: 10_000n * conversionParts,
      lost: 500n * conversionParts,
      recurringRevenue: 15_000n * conversionParts,
    };
    const [row] = lifetimeValues([sums(4, [20_000, 0, 12_000], { ...paid, ...churn })], of, costs).rows;
    expect(row).toMatchObject({
      costPerCustomerMinor: 15_000n,
      payback: { value: 2, reason: null }, // 100, 100, then 160 a customer
      revenuePerMonthMinor: 5000n,
      marginPerMonthMinor: 4000n,
      revenueChurn: 0.05,
      formula: { value: 80_000n },
      ltvToCac: { realised: 1.0667, formula: 5.3333, survival: null },
    });
    expect(lifetimeValues([sums(0, [])], of, costs).rows[0]).toMatchObject({
      costPerCustomerMinor: null,
      realised: { perCustomerMinor: null },
      payback: { reason: 'no_cost_per_customer' },
    });
  });

  it('sums over labels to the total in every month, whatever the shares', () => {
    const anySums = fc.record({
      month: fc.constantFrom('2025-11', '2026-01', '2026-02', '2026-04'),
      label: fc.constantFrom('', 'a', 'b', 'c', null),
      customers: fc.bigInt({ min: 0n, max: 10n * conversionParts }),
      marginByMonth: fc.array(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(fc.array(anySums, { maxLength: 20 }), fc.constantFrom(...cohortLengths), (all, cohort) => {
        const { rows, totals } = lifetimeValues(
          all.map((one) => ({ ...sums(0, []), ...one })),
          { ...of, cohort },
          noCosts,
        );
        for (const total of totals) {
          const own = rows.filter((row) => row.cohort === total.cohort);
          const summed = (pick: (row: (typeof own)[number]) => bigint) =>
            own.reduce((sum, row) => sum + pick(row), 0n);
          expect(summed(({ realised }) => realised.marginMinor)).toBe(total.realised.marginMinor);
          expect(summed(({ customers }) => customers)).toBe(total.customers);
          for (const { month, marginMinor, customers } of total.realised.months) {
            expect(summed(({ realised }) => realised.months[month]?.marginMinor ?? 0n)).toBe(marginMinor);
            expect(summed(({ realised }) => realised.months[month]?.customers ?? 0n)).toBe(customers);
          }
        }
        const exact = all.flatMap(({ marginByMonth }) => marginByMonth).reduce((sum, one) => sum + one, 0n);
        if (cohort === 'all' && all.length > 0)
          expect(totals[0]!.realised.marginMinor).toBe(halfEven(exact, marginScale));
      }),
    );
  });
});

describe('retention', () => {
  const left = (label: string | null, lost: [number, number][], seen: [number, number][]) => {
    const parts = (count: number) => BigInt(count) * conversionParts;
    const exits = [
      ...lost.map(([month, count]) => ({ month, lost: parts(count), censored: 0n })),
      ...seen.map(([month, count]) => ({ month, lost: 0n, censored: parts(count) })),
    ];
    const customers = exits.reduce((sum, one) => sum + one.lost + one.censored, 0n);
    return sums(0, [], { label, exits, recurring: customers, customers: customers + conversionParts });
  };
  const all = [
    left(
      'ads',
      [
        [3, 3],
        [12, 2],
      ],
      [[12, 1]],
    ),
    left('webinar', [[6, 1]], [[12, 3]]),
    left('new', [], [[2, 5]]),
    left(null, [[1, 1]], []),
  ];

  it('puts those first who stay longest; nobody knows of those who came lately', () => {
    const { rows, total } = retentionOf(all, { atMonths: 12, sortBy: 'survival' });
    expect(rows.map(({ label, survivalAt, medianMonths }) => [label, survivalAt, medianMonths])).toEqual([
      ['webinar', 0.75, null],
      ['ads', expect.closeTo(1 / 6, 9), 3],
      [null, 0, 1],
      ['new', null, null],
    ]);
    expect(total).toMatchObject({
      customers: 16n * conversionParts,
      lost: 7n * conversionParts,
      withoutSubscription: 4n * conversionParts,
    });
    const orders = (['median', 'customers'] as const).map((sortBy) =>
      retentionOf(all, { atMonths: 12, sortBy }).rows.map(({ label }) => label),
    );
    expect(orders).toEqual([
      ['webinar', 'new', 'ads', null],
      ['ads', 'new', 'webinar', null],
    ]);
  });
});
