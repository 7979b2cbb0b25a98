import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apportion, halfEven } from './whole-money.js';

describe('half to even', () => {
  it.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [8n, 3n, 3n],
    [-8n, 3n, -3n],
    [6n, 3n, 2n],
  ])('%s / %s is %s', (numerator, denominator, whole) =>
    expect(halfEven(numerator, denominator)).toBe(whole),
  );
});

describe('apportioned amounts', () => {
  it('give the rest to the largest remainders, ties to the first', () => {
    expect(apportion([10n, 10n, 10n], 9n)).toEqual([1n, 1n, 1n]);
    expect(apportion([5n, 5n, 5n, 5n], 10n)).toEqual([1n, 1n, 0n, 0n]);
    expect(apportion([-5n, 5n, 14n], 10n)).toEqual([0n, 0n, 1n]);
    expect(apportion([], 10n)).toEqual([]);
  });

  it('sum to the whole and are less than one off', () =>
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), { maxLength: 20 }),
        fc.bigInt({ min: 1n, max: 10n ** 18n }),
        (numerators, denominator) => {
          const parts = apportion(numerators, denominator);
          const sum = (of: readonly bigint[]) => of.reduce((total, one) => total + one, 0n);
          expect(sum(parts)).toBe(halfEven(sum(numerators), denominator));
          for (const [at, part] of parts.entries()) {
            const off = part * denominator - numerators[at]!;
            expect(off < denominator && off > -denominator).toBe(true);
          }
        },
      ),
    ));
});
