import { describe, expect, it } from '@jest/globals';
import { attributionParameters } from '../../../tests/support/attribution-parameters.js';
import { generatedJourneys } from '../../../tests/support/generated-journeys.js';
import { contributionsOf } from './contributions.js';
import { explain } from './explanation.js';
import type { JourneyVersion } from './journey-versions.js';
import { models, type ModelOptions } from './models.js';

const parameters = attributionParameters({ models, from: 0, to: Number.MAX_SAFE_INTEGER, asOf: 1000 });
const versions: JourneyVersion[] = generatedJourneys(200, 5).filter(({ isLive }) => isLive);
const channelWeights = {
  markov: new Map(
    versions.flatMap(({ touchChannel }) => touchChannel.map((name) => [name, BigInt(name.length)])),
  ),
};
const options: ModelOptions = { ...parameters, channelWeights };

describe('an explanation', () => {
  it('sums to the value in every model, or says why not, and is what the report adds up', () => {
    let explained = 0;
    for (const version of versions) {
      const { valueMinor, reasons, touches } = explain(version, parameters, options);
      const parts = contributionsOf(version, parameters, options);
      expect(touches).toHaveLength(version.touchAt.length);
      for (const [model, reason] of reasons) {
        const credits = touches.flatMap(({ credits: of }) => of.get(model) ?? []);
        const inReport = parts.filter((part) => part.model === model);
        expect(inReport.every((part) => part.reason === reason)).toBe(true);
        expect(inReport.reduce((sum, { creditMinor }) => sum + creditMinor, 0n)).toBe(valueMinor ?? 0n);
        if (reason) {
          expect(credits).toEqual([]);
          continue;
        }
        explained++;
        expect(credits.reduce((sum, { creditMinor }) => sum + creditMinor, 0n)).toBe(valueMinor);
        expect(credits.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 10);
        const odd = credits.filter(({ fraction, share }) => {
          const [over, under = '1'] = (fraction ?? String(share)).split('/');
          return Math.abs(Number(over) / Number(under) - share) > 1e-12;
        });
        expect(odd).toEqual([]);
      }
      expect([...reasons.keys()]).toEqual(models);
    }
    expect(explained).toBeGreaterThan(800);
  });

  const day = 86_400_000;
  const one = (more: Partial<JourneyVersion>): JourneyVersion => ({
    ...versions[0]!,
    ...{ hasIdentity: true, reportCurrency: 'EUR', valueMinor: 100n, convertedAt: 200 * day },
    ...{ createdAt: 150 * day, leadAt: [120 * day, 130 * day], leadId: ['a', 'b'], leadReach: [4, 5] },
    touchAt: [100, 109, 110, 120, 130, 140, 200].map((at) => at * day),
    ...{ touchPosition: [1, 2, 3, 4, 5, 6, 7], touchPerson: Array<string>(7).fill('p') },
    ...{ touchChannel: Array<string>(7).fill('email'), touchInteraction: Array<string>(7).fill('chat') },
    ...{ touchFlags: [0, 0, 0, 1, 2, 0, 0], touchReach: [4, 4, 4, 4, 4, 1, 5] },
    ...more,
  });

  it('says of every touch whether it may have credit, both ends of the lookback in', () => {
    const { touches, leadAt, oppAt } = explain(one({}), parameters, options);
    expect(touches.map(({ standing }) => standing)).toEqual([
      ...[
        'outside_lookback',
        'outside_lookback',
        'eligible',
        'other_side',
        'view',
        'not_in_scope',
        'eligible',
      ],
    ]);
    expect([leadAt, oppAt]).toEqual([120 * day, 150 * day]);
  });

  it('takes the lead of the scope, and names roles and exact shares', () => {
    const contacts = {
      ...parameters,
      scope: 'contacts' as const,
      touchScope: 'all' as const,
      lookbackDays: null,
    };
    expect(explain(one({}), contacts, options).leadAt).toBe(130 * day);
    const { touches } = explain(one({}), { ...parameters, models: ['w_shaped'] }, options);
    const [first, last] = [touches[2]!, touches[6]!].map(({ credits }) => credits.get('w_shaped')!);
    // first, lead and opp on the first touch, the last one alone in the middle
    expect(first).toMatchObject({ roles: ['first', 'lead', 'opp'], fraction: '9/10', creditMinor: 90n });
    expect(last).toMatchObject({ roles: [], fraction: '1/10', creditMinor: 10n });
  });
});
