import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import { EventLog, eventLogMigrations, LogReader, readCheckpoints } from '@touchstone/event-log';
import { type ClickHouse, openClickHouse } from '@touchstone/facts';
import { Projector } from '@touchstone/projector';
import { createLogger, migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { timelineMigrations } from '@touchstone/timeline';
import { generateDemo } from '../../apps/standalone/src/demo/generate.js';
import { build, programOf } from '../support/built.js';
import { freshClickHouseServer } from '../support/clickhouse-server.js';
import { dumpProjections, forgetProjections } from '../support/dump.js';
import { eventually } from '../support/eventually.js';
import { freshDatabase } from '../support/postgres.js';
import { type Process, startProcess } from '../support/processes.js';
import { accepted, piiKey } from '../support/workbench.js';

const events = generateDemo({ seed: 7, end: new Date('2026-06-30T00:00:00Z'), scale: 0.02 });
const idOf = ({ source, id }: { source: string; id: string }) => `${source} ${id}`;
const ids = [...new Set(events.map(idOf))];

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
  });

  it('of the projector between its steps: what it holds is what an undisturbed one holds, byte for byte', async () => {
    const log = new EventLog(pool);
    const [workspace] = (await new LogReader(pool).heads()).map((one) => one.workspace);
    expect(workspace).toBe('door');
    const arriving = events.map((event) => accepted('projected', event));
    let taken = 0;
    /** Between a crash and the next start the log grows: the range that was begun must not. */
    const arrive = async (count: number) => {
      for (const end = Math.min(taken + count, arriving.length); taken < end; taken += 60)
        await log.append({ events: arriving.slice(taken, Math.min(taken + 60, end)) });
    };
    const projected = async () => (await readCheckpoints(pool, 'facts')).get('projected') ?? 0;

    const seen: number[] = [];
    for (const point of ['range-noted', 'touches-loaded', 'journeys-loaded', 'checkpoint-moved']) {
      await arrive(240);
      const once = start('projector', `projector-${point}:2`);
      expect(await once.ended).toBe('SIGKILL');
      seen.push(await projected());
      await arrive(120);
      const again = start('projector', `projector-${point}:1`);
      expect(await again.ended).toBe('SIGKILL');
      seen.push(await projected());
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    await arrive(arriving.length);
    const last = start('projector');
    const heads = await new LogReader(pool).heads();
    await eventually(async () => {
      const checkpoints = await readCheckpoints(pool, 'facts');
      return heads.every(({ workspace: name, position }) => checkpoints.get(name) === position);
    }, 60_000);
    expect(await last.end()).toBe(0);

    const disturbed = await dumpProjections(pool, clickhouse);
    expect(disturbed['journeys']!.length).toBeGreaterThan(50);
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
  });
});
