import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainPaths } from '../../../tests/support/plain-paths.js';
import { learn, type AttributionParameters, type Learned } from './index.js';

const asked = {
  models: ['markov', 'shapley'],
  valueFunction: 'conversion_rate',
} as unknown as AttributionParameters;
type Paths = readonly (readonly string[])[];
const learned = (converting: Paths, open: Paths = []): Promise<Learned> =>
  learn(asked, { converting: plainPaths(converting), nonConverting: plainPaths(open) });
const markov = async (converting: Paths, open: Paths = []) => {
  const { channels } = (await learned(converting, open)).details.markov!;
  return Object.fromEntries(channels.map(({ channel, removalEffect }) => [channel, removalEffect]));
};

const channel = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const paths = (minLength: number) =>
  fc.array(fc.array(channel, { minLength: 1, maxLength: 6 }), { minLength, maxLength: 12 });

describe('markov', () => {
  it('a published example: three channels, one conversion of three journeys', async () => {
    // S. Bryl, "Marketing multi-channel attribution model with R": C1 C2 C3 converts; C1, and C2 C3, do not.
    // P = 1/3. Without C1 1/6, without C2 or C3 0: effects 1/2, 1, 1.
    const found = await learned([['C1', 'C2', 'C3']], [['C1'], ['C2', 'C3']]);
    expect(found.details.markov!.channels).toEqual([
      { channel: 'C1', removalEffect: 0.5, share: 0.2 },
      { channel: 'C2', removalEffect: 1, share: 0.4 },
      { channel: 'C3', removalEffect: 1, share: 0.4 },
    ]);
    expect(found.details.markov!.journeys).toEqual({ converting: 1, nonConverting: 2 });
    expect(found.details.markov!.transitions).toContainEqual({
      from: 'C3',
      to: 'CONVERSION',
      count: 1,
      probability: 0.5, // prettier-ignore
    });
  });

  it('a loop, worked by hand', async () => {
    // a b a converts, b does not. From a: 1/2 b, 1/2 conversion; from b: 1/2 a, 1/2 null. Start: 1/2 each.
    // b_a = 1/2 + 1/2 b_b, b_b = 1/2 b_a: b_a = 2/3, b_b = 1/3, P = 1/2. Without a 0; without b: 1/2 x 1/2 = 1/4.
    expect(await markov([['a', 'b', 'a']], [['b']])).toEqual({ a: 1, b: 0.5 });
  });

  it('every journey converts, each by one channel: effects are the parts of the journeys', async () => {
    expect(await markov([['a'], ['a'], ['a'], ['b']])).toEqual({ a: 0.75, b: 0.25 });
  });

  it('a channel that never leads to a conversion has none', async () => {
    const { channelWeights } = await learned([['a']], [['b'], ['a', 'b']]);
    expect(channelWeights.markov).toEqual(new Map([['a', 2n ** 44n], ['b', 0n]])); // prettier-ignore
  });

  it('equals what is left when the channel is taken out, by plain iteration', async () => {
    await fc.assert(
      fc.asyncProperty(paths(1), paths(0), async (converting, open) => {
        const { details } = await learned(converting, open);
        const { transitions, channels } = details.markov!;
        /** P(conversion) from START by walking on until hardly anybody is under way; `without` ends journeys. */
        const probability = (without?: string) => {
          let under = new Map([['START', 1]]);
          let converted = 0;
          for (let step = 0; step < 3000; step++) {
            const next = new Map<string, number>();
            for (const { from, to, probability: chance } of transitions) {
              const mass = (under.get(from) ?? 0) * chance;
              if (to === 'CONVERSION') converted += mass;
              else if (to !== without) next.set(to, (next.get(to) ?? 0) + mass);
            }
            under = next;
          }
          return converted;
        };
        for (const { channel: name, removalEffect } of channels)
          expect(removalEffect).toBeCloseTo(1 - probability(name) / probability(), 6);
      }),
      { numRuns: 25 },
    );
  });
});

describe('shapley by conversion_rate', () => {
  it('two channels, worked by hand', async () => {
    // v(a) = 1/2, v(b) = 0/1, v(ab) = (1 + 1) / 4 = 1/2: a = (1/2 + 1/2) / 2, b = (0 + 0) / 2
    const { details, channelWeights } = await learned([['a'], ['a', 'b']], [['a'], ['b']]);
    expect(details.shapley!.channels).toEqual([
      { channel: 'a', value: 0.5, share: 1 },
      { channel: 'b', value: 0, share: 0 },
    ]);
    expect(channelWeights.shapley).toEqual(new Map([['a', 2n ** 44n], ['b', 0n]])); // prettier-ignore
  });

  it('a channel that lowers the rate has a value below 0 and no weight', async () => {
    const { details, channelWeights } = await learned([['a']], [['b'], ['a', 'b']]);
    expect(details.shapley!.channels[1]!.value).toBeLessThan(0);
    expect(channelWeights.shapley!.get('b')).toBe(0n);
  });

  it('values sum to the rate of all', async () => {
    await fc.assert(
      fc.asyncProperty(paths(1), paths(0), async (converting, open) => {
        const { channels } = (await learned(converting, open)).details.shapley!;
        const sum = channels.reduce((all, { value }) => all + value, 0);
        expect(sum).toBeCloseTo(converting.length / (converting.length + open.length), 12);
      }),
    );
  });

  it('takes fifteen channels, and refuses sixteen with what is allowed', async () => {
    const many = (count: number) => [Array.from({ length: count }, (_, at) => `c${at}`)];
    const { details } = await learned(many(15));
    expect(details.shapley!.channels[0]!.value).toBeCloseTo(1 / 15, 12);
    await expect(learned(many(16))).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringMatching(/at most 15 channels, these journeys have 16/),
    });
  });
});

describe('learned shares', () => {
  it('follow the channels when these are renamed, to the last digit', async () => {
    const renamed: Record<string, string> = { a: 'z', b: 'c', c: 'y', d: 'a', e: 'x' };
    const rename = (of: Paths) => of.map((path) => path.map((name) => renamed[name]!));
    await fc.assert(
      fc.asyncProperty(paths(1), paths(0), async (converting, open) => {
        const before = (await learned(converting, open)).channelWeights;
        const after = (await learned(rename(converting), rename(open))).channelWeights;
        for (const model of ['markov', 'shapley'] as const)
          for (const [name, weight] of before[model]!) expect(after[model]!.get(renamed[name]!)).toBe(weight);
      }),
    );
  });

  it('stay when touches of one channel follow each other', async () => {
    const repeated = (of: Paths) =>
      of.map((path) => path.flatMap((name, at) => (at % 2 ? [name] : [name, name, name])));
    await fc.assert(
      fc.asyncProperty(paths(1), paths(0), async (converting, open) => {
        expect(await learned(repeated(converting), repeated(open))).toEqual(await learned(converting, open));
      }),
    );
  });

  it('are whole numbers of 2^-44 that sum to 1, a unit a channel apart', async () => {
    await fc.assert(
      fc.asyncProperty(paths(1), paths(0), async (converting, open) => {
        const weights = [...(await learned(converting, open)).channelWeights.markov!.values()];
        const sum = weights.reduce((all, weight) => all + weight, 0n);
        expect(Math.abs(Number(sum - 2n ** 44n))).toBeLessThanOrEqual(weights.length);
      }),
    );
  });
});
