import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Random } from './prng.js';

const draws = (random: Random) => Array.from({ length: 20 }, () => random.next());

describe('Random', () => {
  it('gives the same numbers for a seed, and others for another', () => {
    expect(draws(new Random(7))).toEqual(draws(new Random(7)));
    expect(draws(new Random(7))).not.toEqual(draws(new Random(8)));
  });

  it('forks by name, whatever was drawn before', () => {
    const used = new Random(7);
    draws(used);
    expect(draws(used.fork('deals'))).toEqual(draws(new Random(7).fork('deals')));
    expect(draws(used.fork('deals'))).not.toEqual(draws(used.fork('leads')));
  });

  it('keeps whole numbers within both ends', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(100), (seed, from, width) => {
        const drawn = new Random(seed).int(from, from + width);
        expect(Number.isInteger(drawn)).toBe(true);
        expect(drawn).toBeGreaterThanOrEqual(from);
        expect(drawn).toBeLessThanOrEqual(from + width);
      }),
    );
  });

  it('samples different members, at most all of them', () => {
    fc.assert(
      fc.property(fc.integer(), fc.uniqueArray(fc.integer()), fc.nat(30), (seed, list, count) => {
        const taken = new Random(seed).sample(list, count);
        expect(new Set(taken).size).toBe(Math.min(count, list.length));
        expect(list).toEqual(expect.arrayContaining(taken));
      }),
    );
  });

  it('draws by weight', () => {
    const random = new Random(3);
    const hits = Array.from({ length: 10_000 }, () =>
      random.weighted([
        ['often', 9],
        ['seldom', 1],
        ['never', 0],
      ]),
    );
    const share = hits.filter((hit) => hit === 'often').length / hits.length;
    expect(share).toBeGreaterThan(0.88);
    expect(share).toBeLessThan(0.92);
    expect(hits).not.toContain('never');
  });
});
