import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { medianMonth, survivalAt, survivalCurve, type Exits } from './survival-curve.js';

const exits = (lost: number[], censored: number[] = []): Exits[] => [
  ...lost.map((month) => ({ month, lost: 1n, censored: 0n })),
  ...censored.map((month) => ({ month, lost: 0n, censored: 1n })),
];
/** E. J. Freireich et al., Blood 21 (1963) 699-716: weeks in remission of children with leukemia, drug and placebo. */
const drug = exits([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]);
const placebo = exits([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]);

describe('the survival curve', () => {
  it('is that of the 6-MP remission data as textbooks print it', () => {
    const curve = survivalCurve(drug);
    const published = [
      // week, at risk, lost, survival, standard error
      [6, 21, 3, 0.857, 0.0764],
      [7, 17, 1, 0.807, 0.0869],
      [10, 15, 1, 0.753, 0.0963],
      [13, 12, 1, 0.69, 0.1068],
      [16, 11, 1, 0.627, 0.1141],
      [22, 7, 1, 0.538, 0.1282],
      [23, 6, 1, 0.448, 0.1346],
    ] as const;
    expect(curve.filter(({ lost }) => lost > 0n).map(({ month }) => month)).toEqual(
      published.map(([week]) => week),
    );
    for (const [week, atRisk, lost, survival, error] of published) {
      const point = curve[week]!;
      expect([point.atRisk, point.lost]).toEqual([BigInt(atRisk), BigInt(lost)]);
      expect(point.survival).toBeCloseTo(survival, 3);
      expect(point.standardError).toBeCloseTo(error, 4);
    }
    expect(medianMonth(curve)).toBe(23);
    expect(curve.at(-1)).toMatchObject({ month: 35, atRisk: 1n, censored: 1n });
  });

  it('is the part that is left where nobody is censored: the placebo group', () => {
    const curve = survivalCurve(placebo);
    expect(survivalAt(curve, 8)).toBeCloseTo(8 / 21, 12);
    expect(medianMonth(curve)).toBe(8);
    expect(curve.at(-1)).toMatchObject({ month: 23, survival: 0, standardError: null });
    expect(survivalAt(curve, 60)).toBe(0); // nobody is left to come back
  });

  it('ends with the last who was observed', () => {
    expect(survivalCurve([])).toEqual([]);
    expect(survivalAt([], 0)).toBeNull();
    const curve = survivalCurve(exits([2], [3, 3]));
    expect(survivalAt(curve, 0)).toBe(1);
    expect(survivalAt(curve, 3)).toBeCloseTo(2 / 3, 12);
    expect(survivalAt(curve, 4)).toBeNull();
    expect(medianMonth(curve)).toBeNull();
  });

  const anyExits = fc.array(
    fc.record({
      month: fc.nat(40),
      lost: fc.bigInt({ min: 0n, max: 5n }),
      censored: fc.bigInt({ min: 0n, max: 5n }),
    }),
    { maxLength: 30 },
  );

  it('is the same in any order, in any weight, and split in any way', () =>
    fc.assert(
      fc.property(anyExits, fc.bigInt({ min: 1n, max: 10n ** 12n }), (all, unit) => {
        const curve = survivalCurve(all);
        const scaled = all.map(({ month, lost, censored }) => ({
          month,
          lost: lost * unit,
          censored: censored * unit,
        }));
        const other = survivalCurve([...scaled].reverse(), unit);
        expect(other.map(({ atRisk }) => atRisk)).toEqual(curve.map(({ atRisk }) => atRisk * unit));
        for (const [at, { survival, standardError }] of curve.entries()) {
          expect(other[at]!.survival).toBeCloseTo(survival, 9);
          expect(other[at]!.standardError === null).toBe(standardError === null);
        }
      }),
    ));

  it('never rises, lies between 0 and 1, and loses everybody who leaves', () =>
    fc.assert(
      fc.property(anyExits, (all) => {
        const curve = survivalCurve(all);
        let before = 1;
        for (const { survival } of curve) {
          expect(survival).toBeGreaterThanOrEqual(0);
          expect(survival).toBeLessThanOrEqual(before);
          before = survival;
        }
        const left = curve.reduce((sum, { lost, censored }) => sum + lost + censored, 0n);
        expect(left).toBe(all.reduce((sum, { lost, censored }) => sum + lost + censored, 0n));
      }),
    ));

  it('without censoring is the part that is left', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 60 }), (months) => {
        for (const { month, survival } of survivalCurve(exits(months)))
          expect(survival).toBeCloseTo(months.filter((one) => one > month).length / months.length, 9);
      }),
    ));
});
