import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import {
  ClickHouseQueryError,
  factTables,
  FactsLoader,
  journeyColumns,
  journeyLine,
  migrate,
  recreate,
  tombstoneOf,
  type ClickHouse,
  type FactsBatch,
  versionedRow,
} from './index.js';
import { journeyFact, touchFact } from '../../../tests/support/fact-examples.js';
import {
  dealFact,
  leadFact,
  loadVersions,
  subscriptionFact,
} from '../../../tests/support/versioned-facts.js';

const batchOf = (fromPosition: number, toPosition: number, more: Partial<FactsBatch> = {}): FactsBatch => ({
  workspace: 'acme',
  fromPosition,
  toPosition,
  touches: [],
  journeys: [],
  spend: [],
  personKeys: [],
  ...more,
});

const inMillis: Record<string, string> = {
  converted_at: 'toUnixTimestamp64Milli(converted_at)',
  created_at: 'toUnixTimestamp64Milli(created_at)',
  touch_at: 'arrayMap(at -> toUnixTimestamp64Milli(at), touch_at)',
};

describe('facts in ClickHouse', () => {
  let engine: Awaited<ReturnType<typeof freshClickHouse>>;
  let clickhouse: ClickHouse;
  let loader: FactsLoader;

  beforeAll(async () => {
    engine = await freshClickHouse();
    clickhouse = engine.clickhouse;
    loader = new FactsLoader(clickhouse);
    expect(await migrate(clickhouse)).toEqual([
      '001_touches.sql',
      '002_journeys.sql',
      '003_spend.sql',
      '004_journey_leads.sql',
      '005_touch_signs.sql',
      '006_journey_rules.sql',
      '007_person_keys.sql',
      '008_journey_contacts.sql',
      '009_reclassified_touches.sql',
      '010_deals.sql',
      '011_subscriptions.sql',
      '012_leads.sql',
      '013_spend_signs.sql',
      '014_account_keys.sql',
      '015_account_lists.sql',
      '016_lead_clocks.sql',
      '017_margins.sql',
    ]);
  });
  afterAll(() => engine.drop());

  const count = async (table: string, workspace: string) => {
    const [row] = await clickhouse.query<{ n: string }>({
      name: 'count',
      sql: `SELECT count() AS n FROM ${table} WHERE workspace = {workspace:String}`,
      params: { workspace },
    });
    return Number(row!.n);
  };

  it('applies each schema file once and refuses one that was changed', async () => {
    expect(await migrate(clickhouse)).toEqual([]);
    const folder = await mkdtemp(join(tmpdir(), 'touchstone-schema-'));
    await cp(fileURLToPath(new URL('../schema/', import.meta.url)), folder, { recursive: true });
    await writeFile(join(folder, '002_journeys.sql'), 'SELECT 1');
    await expect(migrate(clickhouse, folder)).rejects.toThrow(
      /earlier release \(002_journeys.sql\): .*touchstone rebuild/,
    );
    await rm(folder, { recursive: true });
  });

  it('keeps tenants apart: parts of each table are of one workspace', async () => {
    const keys = await clickhouse.query({
      name: 'partition_keys',
      sql: `SELECT DISTINCT partition_key AS of FROM system.tables
        WHERE database = currentDatabase() AND engine = 'MergeTree' AND name != 'schema_migrations'`,
    });
    expect(keys).toEqual([{ of: 'workspace' }]);
  });

  it('makes tables of another layout anew', async () => {
    await clickhouse.command('DROP TABLE margins SYNC');
    await clickhouse.command('CREATE TABLE margins (a Int8) ENGINE = MergeTree ORDER BY a');
    await clickhouse.command('CREATE TABLE of_somebody_else (a Int8) ENGINE = MergeTree ORDER BY a');
    await recreate(clickhouse);
    const [margins] = await clickhouse.query<{ of: string }>({
      name: 'partition_key',
      sql: "SELECT partition_key AS of FROM system.tables WHERE database = currentDatabase() AND name = 'margins'",
    });
    expect(margins).toEqual({ of: 'workspace' });
    expect(await migrate(clickhouse)).toEqual([]);
    await clickhouse.command('DROP TABLE of_somebody_else SYNC'); // it was left alone
  });

  it('has a comment on every table and column', async () => {
    const bare = await clickhouse.query({
      name: 'bare_columns',
      sql: `SELECT table, name FROM system.columns WHERE database = currentDatabase() AND comment = ''
        UNION ALL SELECT name, '' FROM system.tables WHERE database = currentDatabase() AND comment = ''`,
    });
    expect(bare).toEqual([]);
  });

  it('names the query in its errors and counts it', async () => {
    const before = clickhouse.stats.failedQueries;
    const failing = clickhouse.query({ name: 'report_of_nothing', sql: 'SELECT * FROM nowhere' });
    await expect(failing).rejects.toThrow(ClickHouseQueryError);
    await expect(failing).rejects.toThrow(/^report_of_nothing: .*nowhere/);
    expect(clickhouse.stats.failedQueries).toBe(before + 1);
  });

  it('passes any text as a parameter, and 64-bit integers come back whole', async () => {
    const texts = ["it's", 'back\\slash', 'tab\tline\nfeed', 'ü€😀', '', '{x:String}', 'NULL', '"'];
    const rows = await clickhouse.query({
      name: 'echo',
      sql: 'SELECT {texts:Array(String)} AS texts, {big:UInt64} AS big',
      params: { texts, big: '18446744073709551615' },
    });
    expect(rows).toEqual([{ texts, big: '18446744073709551615' }]);
  });

  it('keeps settings within their request', async () => {
    const answer = () =>
      clickhouse.query<{ value: string }>({
        name: 'setting',
        sql: "SELECT value FROM system.settings WHERE name = 'max_result_rows'",
      });
    const [before] = await answer();
    await clickhouse.query({ name: 'limited', sql: 'SELECT 1', settings: { max_result_rows: 7 } });
    for (let again = 0; again < 6; again++) expect(await answer()).toEqual([before]);
  });

  it('answers queries while a long one runs', async () => {
    let heavyDone = false;
    const heavy = clickhouse
      .query({ name: 'heavy', sql: 'SELECT sum(cityHash64(number)) FROM numbers(300000000)' })
      .then(() => (heavyDone = true));
    await clickhouse.query({ name: 'light', sql: 'SELECT 1' });
    await loader.load(
      batchOf(1, 1, { workspace: 'beside', touches: [touchFact({ workspace: 'beside', position: 1 })] }),
    );
    expect(heavyDone).toBe(false);
    await heavy;
  });

  it('reads touches back as they were written, by any of many person keys', async () => {
    const touches = [
      touchFact({ position: 1, occurredAt: -86_400_000 }),
      touchFact({ position: 2, campaign: "a'b\\c\nd", accountKeys: ['domain:acme.example'], isView: true }),
      touchFact({ position: 3, personKey: 'email:b', visitorKey: 'anonymous:1', side: 'sales' }),
      touchFact({ position: 4, personKey: '' }),
      touchFact({ position: 5, personKey: 'email:c' }),
    ];
    await loader.load(batchOf(1, 5, { touches }));
    const keys = [...Array.from({ length: 4500 }, (_, n) => `email:none${n}`), 'email:b', 'email:a'];
    const found = await loader.touchesOf('acme', keys);
    expect(touches.slice(0, 3)).toMatchObject(found.sort((a, b) => a.position - b.position));
    expect(await loader.touchesOf('acme', ['email:a', 'email:b'], 2)).toHaveLength(2);
    expect(await loader.touchesOf('other', ['email:a'])).toEqual([]);
  });

  it('keeps a moment beyond the calendar of ClickHouse at its end rather than stop', async () => {
    const far = touchFact({ workspace: 'far', position: 1, occurredAt: Date.UTC(9999, 11, 31) });
    await loader.load(batchOf(1, 1, { workspace: 'far', touches: [far] }));
    const [kept] = await loader.touchesOf('far', [far.personKey]);
    expect(new Date(kept!.occurredAt).toISOString()).toBe('2299-12-31T23:59:59.999Z');
  });

  it('writes a range once, whether re-sent at once or after the window has forgotten it', async () => {
    const workspace = 'again';
    const batch = batchOf(1, 3, {
      workspace,
      touches: [1, 2, 3].map((position) => touchFact({ workspace, position })),
      journeys: [journeyFact({ workspace, version: 3 })],
      spend: [
        {
          ...{
            workspace,
            platform: 'google_ads',
            account: '',
            campaign: '',
            day: '2026-03-01',
            kind: 'media',
          },
          ...{ costMinor: 1200n, currency: 'EUR', channel: 'paid-search', position: 2 },
          ...{ givenChannel: '', source: 'google', medium: 'cpc' },
        },
      ],
      personKeys: [
        { key: 'email:a', version: 3, stretches: [{ from: null, person: 'user:a', accountId: 'acc_1' }] },
      ],
      accountKeys: [{ key: 'domain:a.example', version: 3, accountId: 'acc_1' }],
      listed: [
        {
          ...{
            workspace,
            list: 'abm',
            accountKey: 'domain:a.example',
            occurredAt: 1,
            eventId: 'e',
            position: 2,
          },
          isOn: true,
        },
      ],
      margins: [{ workspace, position: 2, margins: [{ fromDay: '2025-01-01', millionths: 780_000 }] }],
      versions: [
        versionedRow('deals', dealFact({ workspace, version: 2 })),
        versionedRow('deals', dealFact({ workspace, version: 3, stage: 'demo' })),
        versionedRow('leads', leadFact({ workspace, version: 3 })),
      ],
    });
    expect(await loader.load(batch)).toEqual({
      touches: 3,
      journeys: 1,
      spend: 1,
      person_keys: 1,
      account_keys: 1,
      account_lists: 1,
      margins: 1,
      deals: 2,
      subscriptions: 0,
      leads: 1,
    });
    await loader.load(batch);
    expect([await count('touches', workspace), await count('journeys', workspace)]).toEqual([3, 1]);
    // a table that remembers no inserts any more, as after a long time
    for (const table of factTables)
      await clickhouse.command(`ALTER TABLE ${table} MODIFY SETTING non_replicated_deduplication_window = 0`);
    const again = await loader.load(batch, { mayBeLoaded: true });
    expect(Object.values(again)).toEqual(factTables.map(() => 0));
    expect(await count('deals', workspace)).toBe(2);
    expect([await count('touches', workspace), await count('person_keys', workspace)]).toEqual([3, 1]);
    for (const table of factTables)
      await clickhouse.command(
        `ALTER TABLE ${table} MODIFY SETTING non_replicated_deduplication_window = 10000`,
      );
    expect(await loader.alreadyLoaded(workspace, 'touches', 2, 3)).toBe(2);
    expect(await loader.alreadyLoaded(workspace, 'journeys', 4, 9)).toBe(0);
  });

  it('writes a large batch as one part: all of it or none', async () => {
    const workspace = 'large';
    const touches = Array.from({ length: 150_000 }, (_, n) => touchFact({ workspace, position: n + 1 }));
    const parts = async () =>
      Number(
        (
          await clickhouse.query<{ n: string }>({
            name: 'blocks',
            sql: 'SELECT countDistinct(_part) AS n FROM touches WHERE workspace = {workspace:String}',
            params: { workspace },
          })
        )[0]!.n,
      );
    await loader.load(batchOf(1, 150_000, { workspace, touches }));
    expect(await parts()).toBe(1);
    expect(await count('touches', workspace)).toBe(150_000);
  });

  it('gives journeys back as they were written', async () => {
    const workspace = 'whole';
    const row = journeyFact({
      workspace,
      valueMinor: -9_007_199_254_740_991n,
      valueAtConversionMinor: null,
      createdAt: Date.UTC(2025, 5, 1, 1, 2, 3, 4),
      touchAt: [1, Date.UTC(2026, 0, 1)],
      touchPosition: [7, 9],
      touchChannel: ['email', "it's"],
      touchInteraction: ['email_click', 'call'],
      touchSource: ['', 'x'],
      touchMedium: ['', 'y'],
      touchCampaign: ['', 'z'],
      touchContent: ['paper', ''],
      touchFlags: [0, 1],
      touchReach: [4, 3],
      touchPerson: ['p1', 'p2'],
    });
    const end = tombstoneOf(row, { version: 9, cause: 'deleted', causeEventId: 'e9', causePosition: 9 });
    await loader.load(batchOf(1, 9, { workspace, journeys: [row, end] }));
    const stored = await clickhouse.query<object>({
      name: 'journeys',
      sql: `SELECT ${journeyColumns.map((column) => inMillis[column] ?? column).join(', ')}
        FROM journeys WHERE workspace = 'whole' ORDER BY version`,
    });
    const texts = (values: unknown[]) => values.map(String); // 64-bit integers come as text
    expect(stored.map((one) => texts(Object.values(one)))).toEqual(
      [row, end].map((one) => texts(JSON.parse(journeyLine(one)) as unknown[])),
    );
    expect(end).toMatchObject({ isLive: false, touchAt: [], version: 9, convertedAt: row.convertedAt });
  });

  it('keeps versions of deals, subscriptions and leads, once each', async () => {
    const workspace = 'versions';
    const at = Date.UTC(2026, 1, 3, 4, 5, 6, 789);
    const deal = dealFact({
      workspace,
      status: 'won',
      closedAt: at,
      closeDay: '2026-02-03',
      valueMinor: null,
      stageName: ['won'],
      stageAt: [at],
      stagePosition: [3],
      contactPerson: ['per_1'],
    });
    const gone = dealFact({ ...deal, version: 2, isLive: false, status: 'deleted' });
    for (let time = 0; time < 2; time++) {
      await loadVersions(clickhouse, 'deals', [deal, gone]);
      await loadVersions(clickhouse, 'subscriptions', [
        subscriptionFact({ workspace, changeAt: [1, at], changeMonthlyMinor: [null, 0n] }),
      ]);
      await loadVersions(clickhouse, 'leads', [
        leadFact({
          workspace,
          stageName: ['lead'],
          stageAt: [at],
          stageLeftAt: [0],
          stageEvents: [['e1', 'e2']],
        }),
      ]);
    }
    expect(
      await clickhouse.query({
        name: 'deals',
        sql: `SELECT version, is_live, status, toUnixTimestamp64Milli(closed_at) AS closed_at, close_day, amount_minor, value_minor,
            stage_name, stage_position, contact_person
          FROM deals WHERE workspace = 'versions' ORDER BY version`,
      }),
    ).toEqual(
      [deal, gone].map(({ version, isLive, status }) => ({
        version: `${version}`,
        is_live: Number(isLive),
        status,
        closed_at: `${at}`,
        close_day: '2026-02-03',
        amount_minor: '10000',
        value_minor: null,
        stage_name: ['won'],
        stage_position: ['3'],
        contact_person: ['per_1'],
      })),
    );
    expect(
      await clickhouse.query({
        name: 'subscriptions',
        sql: `SELECT subscription_id, change_monthly_minor, churned_at FROM subscriptions WHERE workspace = 'versions'`,
      }),
    ).toEqual([{ subscription_id: 'S-1', change_monthly_minor: [null, '0'], churned_at: null }]);
    expect(
      await clickhouse.query({
        name: 'leads',
        sql: `SELECT lead_id, stage_events, arrayMap(at -> toUnixTimestamp64Milli(at), stage_left_at) AS stage_left_at
          FROM leads WHERE workspace = 'versions'`,
      }),
    ).toEqual([{ lead_id: 'L-1', stage_events: [['e1', 'e2']], stage_left_at: ['0'] }]);
  });
});
