import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClickHouse, FactsLoader, migrate, noteReclassified, type TouchFact } from '@touchstone/facts';
import { defaultDefinitions, type Definitions } from '@touchstone/timeline';
import { attributionParameters } from '../../../tests/support/attribution-parameters.js';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import { journeyFact, touchFact } from '../../../tests/support/fact-examples.js';
import { generatedWorlds } from '../../../tests/support/generated-worlds.js';
import {
  plainNonConverting,
  plainOpenJourneys,
  type World,
} from '../../../tests/support/plain-non-converting.js';
import { type AttributionParameters, nonConvertingPaths, type PathSource, visitLookbackMs } from './index.js';

const minute = 60_000;
const window = { from: Date.UTC(2026, 0, 10), to: Date.UTC(2026, 0, 20) };
const parameters = attributionParameters({ models: ['markov'], ...window, asOf: 1_000_000 });

describe('journeys that did not convert', () => {
  let engine: Awaited<ReturnType<typeof freshClickHouse>>;
  let clickhouse: ClickHouse;
  let open: PathSource;
  let examples = 0;

  const load = (workspace: string, { touches, keys, journeys }: World) =>
    new FactsLoader(clickhouse).load({
      workspace,
      fromPosition: 1,
      toPosition: 100,
      touches: touches.map((touch) => ({ ...touch, workspace })),
      journeys: journeys.map((row) => ({ ...row, workspace })),
      spend: [],
      personKeys: keys,
    });
  /** Transitions of a world of its own, as `from>to` and how often. */
  async function transitions(world: Partial<World>, more: Partial<AttributionParameters> = {}) {
    const workspace = `example ${++examples}`;
    await load(workspace, { touches: [], keys: [], journeys: [], ...world });
    const found = await open.transitions({ ...parameters, workspace, ...more });
    return found.map(({ from, to, count }) => `${from ?? 'START'}>${to ?? 'NULL'} ${count}`);
  }
  const view = (position: number, minutes: number, more: Partial<TouchFact> = {}): TouchFact =>
    touchFact({
      interaction: 'page_view',
      position,
      occurredAt: window.from + minutes * minute,
      channel: 'email',
      ...more,
    });

  beforeAll(async () => {
    engine = await freshClickHouse();
    clickhouse = engine.clickhouse;
    open = nonConvertingPaths(clickhouse);
    await migrate(clickhouse);
  });
  afterAll(() => engine.drop());

  it('are the same as in plain TypeScript, in generated worlds', async () => {
    const all = generatedWorlds(400, window, 5);
    const world: World = {
      touches: all.flatMap(({ touches }) => touches),
      keys: all.flatMap(({ keys }) => keys),
      journeys: all.flatMap(({ journeys }) => journeys),
    };
    await load('worlds', world);
    const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort();
    const variants: Partial<AttributionParameters>[] = [
      {},
      { scope: 'contacts', countViews: true },
      { scope: 'primary', touchScope: 'all', asOf: 20 },
      { touchScope: 'all', countViews: true, filters: { owner: ['ann'] } },
      { touchScope: 'sales', countViews: true, asOf: 10 },
      { scope: 'contacts', touchScope: 'all', conversion: 'lead.created', asOf: 25 },
    ];
    let long = 0;
    for (const more of variants) {
      const asked: AttributionParameters = { ...parameters, workspace: 'worlds', ...more };
      const plain = plainNonConverting(world, asked);
      expect(sorted(await open.transitions(asked))).toEqual(sorted(await plain.transitions(asked)));
      expect(sorted(await open.channelSets(asked, 1000))).toEqual(
        sorted(await plain.channelSets(asked, 1000)),
      );
      long += plainOpenJourneys(world, asked).filter((path) => path.length > 1).length;
    }
    expect(long).toBeGreaterThan(500);
  });

  it('are of whole accounts, and of everybody without one', async () => {
    const of = (key: string, person: string, accountId: string) => ({
      key,
      version: 1,
      stretches: [{ from: null, person, accountId }],
    });
    const touches = ['email:a', 'email:b', 'email:c'].map((personKey, nth) =>
      touchFact({
        position: nth + 1,
        personKey,
        channel: `ch${nth}`,
        occurredAt: window.from + nth * minute,
      }),
    );
    const world = { touches, keys: [of('email:a', 'email:a', 'acc_1'), of('email:c', 'email:c', 'acc_1')] };
    expect(await transitions(world)).toEqual([
      ...['START>ch0 1', 'START>ch1 1', 'ch0>ch2 1', 'ch1>NULL 1', 'ch2>NULL 1'],
    ]);
    expect(await transitions(world, { scope: 'contacts' })).toHaveLength(6);
  });

  it('leave out whom a conversion of the window is of, also without a touch before it, until it is none any more', async () => {
    const touches = [touchFact({ position: 1, personKey: 'email:a', occurredAt: window.from + 9 * minute })];
    const keys = [
      { key: 'email:a', version: 1, stretches: [{ from: null, person: 'email:a', accountId: 'acc_1' }] },
    ];
    const won = journeyFact({
      convertedAt: window.from,
      version: 2,
      contactKey: ['email:a'],
      contactReach: [5],
    });
    const journeys = [won, { ...won, version: 4, isLive: false }];
    const asked = (asOf: number, more: Partial<AttributionParameters> = {}) =>
      transitions({ touches, keys, journeys }, { asOf, ...more });
    expect(await asked(1)).toEqual(['START>direct 1', 'direct>NULL 1']);
    for (const scope of ['account', 'contacts'] as const) expect(await asked(2, { scope })).toEqual([]);
    expect(await asked(2, { scope: 'primary' })).toHaveLength(2);
    expect(await asked(2, { conversion: 'deal.created' })).toHaveLength(2);
    expect(await asked(4)).toHaveLength(2);
  });

  it('go on with a visit that runs when the window begins, if it began at most a day before', async () => {
    expect(await transitions({ touches: [view(1, -20), view(2, 10)] })).toEqual([]);
    expect(await transitions({ touches: [view(1, -20), view(2, 11)] })).toEqual([
      'START>email 1',
      'email>NULL 1',
    ]);
    // for more than a day: read from within it, it begins where the reading does
    const long = (minutes: number) => {
      const before = Array.from({ length: minutes / 20 }, (_, nth) => view(nth + 2, -20 * (nth + 1)));
      return [
        view(1, 5, { channel: 'referral' }),
        ...before,
        view(99, -minutes - 20, { channel: 'referral' }),
      ];
    };
    expect(visitLookbackMs).toBe(24 * 60 * minute);
    expect(await transitions({ touches: long(24 * 60 - 20) })).toEqual([]);
    expect(await transitions({ touches: long(24 * 60) })).toEqual(['START>referral 1', 'referral>NULL 1']);
  });

  it('have the channels and sides that the definitions of the position give, whenever a touch came', async () => {
    const workspace = 'reclassified';
    const sent = { source: 'expo', medium: 'event', channelRule: 'utm' as const, occurredAt: window.from };
    const touches = [
      touchFact({ ...sent, position: 1, channel: 'event', personKey: 'email:a' }),
      touchFact({ ...sent, position: 5, channel: 'shows', personKey: 'email:b', rulesVersion: 4 }),
      touchFact({
        position: 2,
        channel: 'email',
        medium: 'email',
        personKey: 'email:c',
        occurredAt: window.from,
      }),
    ];
    await load(workspace, { touches, keys: [], journeys: [] });
    const shows: Definitions = {
      ...defaultDefinitions,
      channels: { rules: [{ channel: 'shows', when: { source: { equals: 'expo' } } }] },
    };
    const asSales: Definitions = {
      ...defaultDefinitions,
      interactions: { interactions: [{ name: 'form_submit', side: 'sales', view: false }] },
    };
    const published = [
      [4, defaultDefinitions, shows],
      [6, shows, defaultDefinitions],
      [8, defaultDefinitions, asSales],
    ] as const;
    const started = async (asOf: number, more: Partial<AttributionParameters> = {}) =>
      (await open.transitions({ ...parameters, workspace, asOf, ...more }))
        .filter(({ from }) => from === null)
        .map(({ to, count }) => `${to} ${count}`);
    for (const [version, before, after] of [...published, ...published])
      await noteReclassified(clickhouse, workspace, { version, before, after });
    expect(await started(3)).toEqual(['email 1', 'event 1']);
    expect(await started(5)).toEqual(['email 1', 'shows 2']);
    expect(await started(7)).toEqual(['email 1', 'event 2']);
    expect(await started(8)).toEqual([]);
    expect(await started(8, { touchScope: 'sales' })).toEqual(['email 1', 'event 2']);
    const [rows] = await clickhouse.query<{ rows: string }>({
      name: 'rows',
      sql: 'SELECT count() AS rows FROM reclassified_touches',
    });
    expect(rows).toEqual({ rows: '4' }); // one for expo at 4 and 6 each, two at 8
  });
});
