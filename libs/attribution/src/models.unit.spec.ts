import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  anyJourney,
  creditNumbers,
  dailyJourney,
  dailyTouches,
  everyModel,
  modelOptions,
} from '../../../tests/support/model-journeys.js';
import { creditOf, dayMs, decayOne, decayWeight, splitByLargestRemainder } from './index.js';

const amount = fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n });

describe.each(everyModel)('credit by %s', (model) => {
  it('sums to the amount exactly, and a refund mirrors it', () => {
    fc.assert(
      fc.property(anyJourney, amount, (journey, minor) => {
        const credit = creditOf(model, journey, minor, modelOptions);
        const refund = creditOf(model, journey, -minor, modelOptions);
        if ('reason' in credit) return expect(refund).toEqual({ reason: 'no_role_touch' });
        const parts = credit.touches.map((touch) => touch.creditMinor);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(minor);
        expect('touches' in refund && refund.touches.map((touch) => touch.creditMinor)).toEqual(
          parts.map((part) => -part),
        );
      }),
    );
  });

  it('is within one unit of the exact share', () => {
    fc.assert(
      fc.property(anyJourney, fc.bigInt({ min: 0n, max: 10n ** 9n }), (journey, minor) => {
        const credit = creditOf(model, journey, minor, modelOptions);
        if ('reason' in credit) return;
        expect(credit.touches.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
        for (const { creditMinor, share, weight } of credit.touches) {
          expect(share).toBeCloseTo(Number(weight) / Number(credit.totalWeight), 14);
          expect(Math.abs(Number(creditMinor) - Number(minor) * share)).toBeLessThan(1.000001);
        }
      }),
    );
  });

  it('gives all to a single touch, if it has the role', () => {
    const journey = dailyJourney(['direct']);
    expect(creditNumbers(model, journey, 101)).toEqual(model === 'lead_creation' ? 'no_role_touch' : [101]);
    expect(creditNumbers(model, { ...journey, leadAt: 0, oppAt: 0 }, 101)).toEqual([101]);
  });
});

describe('models', () => {
  it('last_non_direct: the last that is not direct; all direct: the last', () => {
    expect(creditNumbers('last_non_direct', dailyJourney(['email', 'call', 'direct']), 9)).toEqual([0, 9, 0]);
    expect(creditNumbers('last_non_direct', dailyJourney(['direct', 'direct']), 9)).toEqual([0, 9]);
  });

  it('one cent over seven touches goes to the earliest', () => {
    const seven = dailyJourney(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(creditNumbers('linear', seven, 1)).toEqual([1, 0, 0, 0, 0, 0, 0]);
    expect(creditNumbers('linear', seven, -1)).toEqual([-1, -0, -0, -0, -0, -0, -0].map((part) => part + 0));
  });

  it('linear, u_shaped and shapley of two touches of two channels are the same', () => {
    const two = dailyJourney(['a', 'b']);
    fc.assert(
      fc.property(amount, (minor) => {
        const linear = creditNumbers('linear', two, Number(minor));
        expect(creditNumbers('u_shaped', two, Number(minor))).toEqual(linear);
        expect(creditNumbers('shapley', two, Number(minor))).toEqual(linear);
      }),
    );
  });

  it('time_decay halves with every half-life, exactly', () => {
    const touches = [0, 7, 14].map((days) => ({ ...dailyTouches('a')[0]!, at: days * dayMs }));
    expect(creditNumbers('time_decay', { touches, leadAt: null, oppAt: null }, 7000)).toEqual([
      1000, 2000, 4000,
    ]);
  });

  it('time_decay tends to linear for a huge half-life, to last for a tiny one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 100_000 }), (count, minor) => {
        const journey = dailyJourney(Array.from({ length: count }, () => 'a'));
        const by = (halfLifeDays: number) =>
          creditNumbers('time_decay', journey, minor * count, { ...modelOptions, halfLifeDays });
        expect(by(1e16)).toEqual(creditNumbers('linear', journey, minor * count));
        expect(by(0.01)).toEqual(creditNumbers('last', journey, minor * count));
      }),
    );
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

  it('markov: in proportion to what was learned of the channels, touch by touch', () => {
    const options = { ...modelOptions, channelWeights: { markov: new Map([['a', 1n], ['b', 3n]]) } }; // prettier-ignore
    expect(creditNumbers('markov', dailyJourney(['a', 'b', 'a']), 500, options)).toEqual([100, 300, 100]);
    expect(creditNumbers('markov', dailyJourney(['c']), 500, options)).toBe('no_role_touch');
  });

  it('shapley: evenly over the distinct channels, a channel’s part evenly over its touches', () => {
    expect(creditNumbers('shapley', dailyJourney(['a', 'b', 'a', 'a']), 600)).toEqual([100, 300, 100, 100]);
    // exact shares of 7: 7/6 three times and 7/2; the largest remainder is that of 7/2
    expect(creditNumbers('shapley', dailyJourney(['a', 'b', 'a', 'a']), 7)).toEqual([1, 4, 1, 1]);
    const options = { ...modelOptions, channelWeights: { shapley: new Map([['a', 1n], ['b', 3n]]) } }; // prettier-ignore
    expect(creditNumbers('shapley', dailyJourney(['a', 'b', 'a']), 800, options)).toEqual([100, 600, 100]);
  });

  it('the largest remainder gets the first unit, ties go to the earliest', () => {
    expect(splitByLargestRemainder(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n]);
    expect(splitByLargestRemainder(10n, [1n, 2n, 3n])).toEqual([2n, 3n, 5n]);
    expect(splitByLargestRemainder(5n, [1n, 1n, 2n])).toEqual([1n, 1n, 3n]);
  });
});
