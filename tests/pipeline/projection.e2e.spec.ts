import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateDemo } from '../../apps/standalone/src/demo/generate.js';
import { forgetProjections } from '@touchstone/projector';
import { dumpProjections } from '../support/dump.js';
import { openWorkbench, type Workbench } from '../support/workbench.js';

const events = generateDemo({ seed: 7, end: new Date('2026-06-30T00:00:00Z'), scale: 0.03 });

/** Short enough to read when it fails; null where there is none. */
function firstDifference(table: string, found: string[], wanted: string[]): object | null {
  const index = wanted.findIndex((row, nth) => row !== found[nth]);
  if (index < 0 && found.length === wanted.length) return null;
  return { table, index, counts: [found.length, wanted.length], found: found[index], wanted: wanted[index] };
}

describe('projections', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await openWorkbench();
  });
  afterAll(() => bench.close());

  /** The facts know of every key whose it is, as the timeline does; those that are alone may be missing. */
  async function expectOwnersOfKeys(): Promise<void> {
    const { rows } = await bench.pool.query<{ key: string; persons: string[] }>(
      'SELECT key, json_agg(person_key ORDER BY nth) AS persons FROM visits GROUP BY key',
    );
    const facts = await bench.clickhouse.query<{ key: string; persons: string[] }>({
      name: 'owners_of_keys',
      sql: 'SELECT person_key AS key, person AS persons FROM person_keys ORDER BY version DESC LIMIT 1 BY person_key',
    });
    const wanted = new Map(rows.map(({ key, persons }) => [key, persons]));
    const found = new Map(facts.map(({ key, persons }) => [key, persons]));
    const of = (owners: Map<string, string[]>, key: string) => owners.get(key) ?? [key];
    for (const key of new Set([...wanted.keys(), ...found.keys()]))
      expect({ key, persons: of(found, key) }).toEqual({ key, persons: of(wanted, key) });
  }

  it('rebuild = live, byte for byte, whatever the size of batches', async () => {
    const live = bench.projector({ batchEvents: 40 });
    for (let start = 0; start < events.length; start += 300) {
      await bench.append('acme', events.slice(start, start + 300), 1 + ((start / 300) % 7) * 9);
      await live.catchUp();
    }
    const dump = await dumpProjections(bench.pool, bench.clickhouse);
    expect(dump['facts.journeys']!.length).toBeGreaterThan(50);
    expect(dump['facts.deals']!.length).toBeGreaterThan(50);
    expect(dump['facts.subscriptions']!.length).toBeGreaterThan(5);
    expect(dump['facts.leads']!.length).toBeGreaterThan(50);
    expect(dump['facts.person_keys']!.length).toBeGreaterThan(50);
    expect(dump['visits']!.length).toBeGreaterThan(50);
    await expectOwnersOfKeys();
    for (const batchEvents of [5000, 700]) {
      await forgetProjections(bench.pool, bench.clickhouse);
      await bench.projector({ batchEvents }).catchUp();
      const rebuilt = await dumpProjections(bench.pool, bench.clickhouse);
      for (const [table, rows] of Object.entries(dump))
        expect(firstDifference(table, rebuilt[table]!, rows)).toBeNull();
    }
  }, 300_000);
});
