import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { journeyFact } from '../../../tests/support/fact-examples.js';
import type { JourneyVersion } from './journey-versions.js';
import { changesOf } from './version-changes.js';

const leads = { leadAt: [], leadId: [], leadReach: [], segment: '' };

/** Versions of some conversions at some moments, each key and version once, as the store gives them. */
const histories = fc
  .uniqueArray(
    fc.record({
      conversionId: fc.constantFrom('A', 'B', 'C'),
      convertedAt: fc.constantFrom(1, 2, 3),
      version: fc.integer({ min: 1, max: 12 }),
      isLive: fc.boolean(),
    }),
    {
      selector: ({ conversionId, convertedAt, version }) => `${conversionId} ${convertedAt} ${version}`,
      maxLength: 40,
    },
  )
  .map((keys) => keys.map((key): JourneyVersion => ({ ...journeyFact(key), ...leads })));

const order = (a: JourneyVersion, b: JourneyVersion) =>
  a.conversionId.localeCompare(b.conversionId) || a.version - b.version || a.convertedAt - b.convertedAt;

/** What is alive at a position: of every key the newest version, unless it is a tombstone. */
function aliveAt(versions: JourneyVersion[], position: number): Set<JourneyVersion> {
  const newest = new Map<string, JourneyVersion>();
  for (const one of [...versions].sort(order))
    if (one.version <= position) newest.set(`${one.conversionId} ${one.convertedAt}`, one);
  return new Set([...newest.values()].filter(({ isLive }) => isLive));
}

describe('changes of versions', () => {
  it('telescope: what stood, with all of them applied, is what stands', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 0, max: 12 }), (versions, from) => {
        const standing = aliveAt(versions, from);
        // the newest up to the position alone says what stood, as the query gives it
        const given = versions.filter((one) => one.version > from || standing.has(one)).sort(order);
        for (const { before, after, version } of changesOf(given, from)) {
          expect(version).toBeGreaterThan(from);
          for (const one of before) expect(standing.delete(one)).toBe(true);
          for (const one of after) standing.add(one);
        }
        expect(standing).toEqual(aliveAt(versions, 12));
      }),
      { numRuns: 500 },
    );
  });

  it('are one for each conversion and version, a move with both of its ends', () => {
    const key = (version: number, convertedAt: number, isLive: boolean): JourneyVersion => ({
      ...journeyFact({ conversionId: 'D', version, convertedAt, isLive, cause: 'date_changed' }),
      ...leads,
    });
    const [old, end, moved] = [key(1, 10, true), key(5, 10, false), key(5, 20, true)];
    expect([...changesOf([old, end, moved], 1)]).toEqual([
      expect.objectContaining({
        conversionId: 'D',
        version: 5,
        cause: 'date_changed',
        before: [old],
        after: [moved],
      }),
    ]);
    expect([...changesOf([old, end, moved], 5)]).toEqual([]);
  });
});
