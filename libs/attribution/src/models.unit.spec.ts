import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  creditOf,
  dayMs,
  decayOne,
  decayWeight,
  models,
  sharesOf,
  splitByLargestRemainder,
  type ModelTouch,
} from './index.js';

const options = { halfLifeDays: 7 };
const touches = (...channels: string[]): ModelTouch[] =>
  channels.map((channel, at) => ({ at: at * dayMs, channel }));
const numbers = (parts: bigint[]) => parts.map(Number);

const journey = fc
  .array(
    fc.record({
      at: fc.integer({ min: 0, max: 4000 * dayMs }),
      channel: fc.constantFrom('direct', 'email', 'call'),
    }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((drawn) => drawn.sort((a, b) => a.at - b.at));
const amount = fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n });
const sum = (parts: bigint[]) => parts.reduce((total, part) => total + part, 0n);

describe.each(models)('credit by %s', (model) => {
  it('sums to the amount exactly, and a refund mirrors it', () => {
    fc.assert(
      fc.property(journey, amount, (of, minor) => {
        const credit = creditOf(model, of, minor, options);
        expect(sum(credit)).toBe(minor);
        expect(creditOf(model, of, -minor, options)).toEqual(credit.map((part) => -part));
      }),
    );
  });

  it('is within one unit of the exact share', () => {
    fc.assert(
      fc.property(journey, fc.bigInt({ min: 0n, max: 10n ** 9n }), (of, minor) => {
        const shares = sharesOf(model, of, options);
        expect(shares.reduce((total, share) => total + share, 0)).toBeCloseTo(1, 12);
        creditOf(model, of, minor, options).forEach((part, at) =>
          expect(Math.abs(Number(part) - Number(minor) * shares[at]!)).toBeLessThan(1.000001),
        );
      }),
    );
  });

  it('gives all to a single touch', () => {
    expect(numbers(creditOf(model, touches('direct'), 101n, options))).toEqual([101]);
  });
});

describe('models', () => {
  it('first, last, last that is not direct; all direct: the last', () => {
    const of = touches('email', 'call', 'direct');
    expect(numbers(creditOf('first', of, 9n, options))).toEqual([9, 0, 0]);
    expect(numbers(creditOf('last', of, 9n, options))).toEqual([0, 0, 9]);
    expect(numbers(creditOf('last_non_direct', of, 9n, options))).toEqual([0, 9, 0]);
    expect(numbers(creditOf('last_non_direct', touches('direct', 'direct'), 9n, options))).toEqual([0, 9]);
  });

  it('one cent over seven touches goes to the earliest', () => {
    const seven = touches('a', 'b', 'c', 'd', 'e', 'f', 'g');
    expect(numbers(creditOf('linear', seven, 1n, options))).toEqual([1, 0, 0, 0, 0, 0, 0]);
    expect(numbers(creditOf('linear', seven, -1n, options))).toEqual([-1, 0, 0, 0, 0, 0, 0]);
  });

  it('u_shaped: .4, .2 over the middle, .4', () => {
    expect(numbers(creditOf('u_shaped', touches('a', 'b', 'c', 'd'), 1000n, options))).toEqual([
      400, 100, 100, 400,
    ]);
    expect(numbers(creditOf('u_shaped', touches('a', 'b', 'c', 'd'), 1n, options))).toEqual([1, 0, 0, 0]);
    // exact .4 .2 .4 of 3 = 1.2 .6 1.2: the middle has the largest remainder
    expect(numbers(creditOf('u_shaped', touches('a', 'b', 'c'), 3n, options))).toEqual([1, 1, 1]);
  });

  it('u_shaped of two touches is linear', () => {
    fc.assert(
      fc.property(amount, (minor) => {
        expect(creditOf('u_shaped', touches('a', 'b'), minor, options)).toEqual(
          creditOf('linear', touches('a', 'b'), minor, options),
        );
      }),
    );
  });

  it('time_decay halves with every half-life, exactly', () => {
    const of = [0, 7, 14].map((days) => ({ at: days * dayMs, channel: 'a' }));
    expect(numbers(creditOf('time_decay', of, 7000n, options))).toEqual([1000, 2000, 4000]);
  });

  it('time_decay tends to linear and to last', () => {
    const of = touches('a', 'b', 'c', 'd');
    expect(numbers(creditOf('time_decay', of, 4000n, { halfLifeDays: 36_500 }))).toEqual([
      1000, 1000, 1000, 1000,
    ]);
    expect(numbers(creditOf('time_decay', of, 4000n, { halfLifeDays: 0.05 }))).toEqual([0, 0, 0, 4000]);
  });

  it('the decay weight is 2^(-age / half-life) to 13 decimals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4000 * dayMs }),
        fc.double({ min: 0.1, max: 400, noNaN: true }),
        (age, halfLife) => {
          const exact = 2 ** (-age / (halfLife * dayMs));
          expect(Math.abs(Number(decayWeight(age, halfLife)) / decayOne - exact)).toBeLessThan(2e-13);
        },
      ),
    );
  });

  it('the largest remainder gets the first unit, ties go to the earliest', () => {
    expect(splitByLargestRemainder(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
    expect(splitByLargestRemainder(10n, [1n, 2n, 3n])).toEqual([2n, 3n, 5n]);
    expect(splitByLargestRemainder(5n, [1n, 1n, 2n])).toEqual([1n, 1n, 3n]);
  });
});
