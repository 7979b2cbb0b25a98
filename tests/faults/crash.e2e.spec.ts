import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import type { CloudEvent } from '@touchstone/contracts';
import { EventLog, eventLogMigrations, LogReader, readCheckpoints } from '@touchstone/event-log';
import { type ClickHouse, factsProjection, migrate, openClickHouse } from '@touchstone/facts';
import { forgetProjections, Projector } from '@touchstone/projector';
import { createLogger, migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { timelineMigrations } from '@touchstone/timeline';
import { generateDemo } from '../../apps/standalone/src/demo/generate.js';
import { build, programOf } from '../support/built.js';
import { freshClickHouseServer } from '../support/clickhouse-server.js';
import { dumpProjections } from '../support/dump.js';
import { eventually } from '../support/eventually.js';
import { freshDatabase } from '../support/postgres.js';
import { type Process, startProcess } from '../support/processes.js';
import { accepted, piiKey } from '../support/workbench.js';

const events = generateDemo({ seed: 7, end: new Date('2026-06-30T00:00:00Z'), scale: 0.02 });
/** Own channel rules that meet some touches of the demo. */
const brandRules: CloudEvent = {
  specversion: '1.0',
  id: 'brand-rules',
  source: 'crash',
  type: 'rule.published.v1',
  time: '2026-06-30T00:00:00Z',
  data: {
    rule: 'channels',
    definition: { rules: [{ channel: 'found', when: { source: { contains: 'goo' } } }] },
  },
};
const idOf = ({ source, id }: { source: string; id: string }) => `${source} ${id}`;
const ids = [...new Set(events.map(idOf))];

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = (): string[] =>
  ['apps', 'libs'].flatMap((group) =>
    readdirSync(join(root, group)).flatMap((name) =>
      readdirSync(join(root, group, name, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
        .map((path) => join(group, name, 'src', path)),
    ),
  );

/** Every process is killed as a power cut would end it, at a named point, and started again. */
describe('kill -9', () => {
  const running = new Set<Process>();
  let closing: (() => Promise<unknown>)[] = [];
  let pool: Pool;
  let clickhouse: ClickHouse;
  let environment: Record<string, string>;

  function start(name: 'ingest' | 'projector', crashPoint?: string): Process {
    const crash: Record<string, string> = crashPoint === undefined ? {} : { CRASHPOINT: crashPoint };
    const service = startProcess(programOf(name), [], { ...environment, ...crash });
    running.add(service);
    return service;
  }

  /** Starts a projector that has work to do, and sees it die there. */
  async function killedAt(crashPoint: string): Promise<void> {
    const service = start('projector', crashPoint);
    const patience = sleep(60_000, undefined, { ref: false }).then(() => `alive:\n${service.output()}`);
    expect(await Promise.race([service.ended, patience])).toBe('SIGKILL');
  }

  beforeAll(build, 600_000);
  beforeAll(async () => {
    const database = await freshDatabase();
    await migratePostgres(database.url, [...eventLogMigrations, ...accessMigrations, ...timelineMigrations]);
    pool = openPool(database.url);
    const server = await freshClickHouseServer();
    clickhouse = await openClickHouse({ url: server.url });
    closing = [() => clickhouse.close(), () => pool.end(), database.drop, server.drop];
    environment = { PORT: '0', DATABASE_URL: database.url, CLICKHOUSE_URL: server.url, PII_KEY: piiKey };
  });
  afterAll(async () => {
    await Promise.all([...running].map((service) => service.end('SIGKILL')));
    for (const close of closing) await close();
  });

  it('is tested at every point that has a name', () => {
    const source = (name: string) => readFileSync(join(root, name), 'utf8');
    const named = sources().flatMap((name) =>
      [...source(name).matchAll(/crashPoint\('([^']+)'\)/g)].map(([, point]) => point!),
    );
    const here = source('tests/faults/crash.e2e.spec.ts');
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((point) => !here.includes(`'${point}:`))).toEqual([]);
  });

  it('of the projector between its steps: what it holds is what an undisturbed one holds, byte for byte', async () => {
    const log = new EventLog(pool);
    const reader = new LogReader(pool);
    const arriving = events.map((event) => accepted('projected', event));
    let taken = 0;
    /** @returns the end of the log */
    const arrive = async (count: number): Promise<number> => {
      for (const end = Math.min(taken + count, arriving.length); taken < end; taken += 60)
        await log.append({ events: arriving.slice(taken, Math.min(taken + 60, end)) });
      return (await reader.heads())[0]!.position;
    };
    const projected = async () => (await readCheckpoints(pool, factsProjection)).get('projected') ?? 0;

    // the demo's settings come first, and end a batch of their own
    const begun = await arrive(60);
    await migrate(clickhouse);
    await new Projector(pool, clickhouse, createLogger('test', 'silent')).catchUp();
    // each begins with the range that the one before left undone, though the log has grown meanwhile
    const first = await arrive(240);
    await killedAt('projector-range-noted:1');
    expect(await projected()).toBe(begun);
    const second = await arrive(240);
    await killedAt('projector-touches-loaded:2');
    expect(await projected()).toBe(first);
    await arrive(240);
    await killedAt('projector-journeys-loaded:2');
    expect(await projected()).toBe(second);
    const fourth = await arrive(240);
    await killedAt('projector-checkpoint-moved:2');
    expect(await projected()).toBe(fourth);
    // definitions that classify touches otherwise: all conversions are reviewed before they count
    await log.append({ events: [accepted('projected', brandRules)] });
    await killedAt('projector-portion-loaded:1');
    await killedAt('projector-portion-saved:1');
    const head = await arrive(arriving.length);
    const last = start('projector');
    await eventually(async () => (await projected()) === head, 60_000);
    expect(await last.end()).toBe(0);

    const disturbed = await dumpProjections(pool, clickhouse);
    expect(Object.values(disturbed).flat().length).toBeGreaterThan(500);
    await forgetProjections(pool, clickhouse);
    await new Projector(pool, clickhouse, createLogger('test', 'silent')).catchUp();
    const undisturbed = await dumpProjections(pool, clickhouse);
    for (const [table, rows] of Object.entries(undisturbed)) {
      const found = disturbed[table]!;
      const wrong = rows.findIndex((row, nth) => row !== found[nth]);
      expect({ table, rows: found.length, wrong: found[wrong] }).toEqual({
        table,
        rows: rows.length,
        wrong: rows[wrong],
      });
    }
  }, 300_000);

  it('of the door around its commit: what was answered for is there, and all of it once', async () => {
    const workspace = 'door';
    const { key } = await new ApiKeys(pool).create(workspace, 'door', ['ingest:write']);
    const crashes = ['append-before-commit:3', 'append-after-commit:3'];
    const counts = { accepted: 0, duplicates: 0 };
    let service = start('ingest', crashes.shift());
    const batches = Array.from({ length: Math.ceil(events.length / 200) }, (_, nth) =>
      events.slice(nth * 200, nth * 200 + 200),
    );
    let lost = 0;
    for (const [nth, batch] of batches.entries()) {
      // as every sender does: without an answer the same again
      for (let isAnswered = false; !isAnswered;) {
        const [, url] = await service.says(/"url":"(http[^"]+)"/);
        const answer = await fetch(`${url}/v1/events`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}` },
          body: JSON.stringify(batch),
        }).catch(() => null);
        if (answer) {
          const receipt = (await answer.json()) as typeof counts & { rejected: unknown[] };
          expect(receipt.rejected).toEqual([]);
          counts.accepted += receipt.accepted;
          counts.duplicates += receipt.duplicates;
          isAnswered = true;
        } else {
          lost++;
          expect(await service.ended).toBe('SIGKILL');
          service = start('ingest', crashes.shift());
        }
      }
      const answered = new Set(
        batches
          .slice(0, nth + 1)
          .flat()
          .map(idOf),
      );
      const log = await new LogReader(pool).range(workspace, 0, 1_000_000);
      expect(log.map(({ source, eventId }) => idOf({ source, id: eventId }))).toEqual(
        ids.slice(0, answered.size),
      );
      expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
    }
    expect(lost).toBe(2);
    // killed after its commit, the door took a batch that it never answered for
    expect(counts.accepted).toBeLessThan(ids.length);
    expect(counts.accepted + counts.duplicates).toBe(events.length);
    expect(await service.end()).toBe(0);
  }, 300_000);
});
