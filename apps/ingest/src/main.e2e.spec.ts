import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import { eventTypes } from '@touchstone/contracts';
import { eventLogMigrations, LogReader } from '@touchstone/event-log';
import { migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { eventually } from '../../../tests/support/eventually.js';
import { freshDatabase } from '../../../tests/support/postgres.js';
import { build, run } from '../../../tests/support/standalone.js';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const workspace = 'acme';

describe('the ingest process', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let pool: Pool;
  let key: string;
  let running: ChildProcess | undefined;

  beforeAll(async () => {
    await build();
    database = await freshDatabase();
    await migratePostgres(database.url, [...eventLogMigrations, ...accessMigrations]);
    pool = openPool(database.url);
    ({ key } = await new ApiKeys(pool).create(workspace, 'door', ['ingest:write']));
  }, 600_000);
  afterEach(() => void running?.kill('SIGKILL'));
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  /** Starts it and resolves with its address once its door is open. */
  async function start(
    more: Record<string, string> = {},
  ): Promise<{ url: string; ended: Promise<unknown[]> }> {
    const env = {
      PATH: process.env['PATH'],
      PORT: '0',
      DATABASE_URL: database.url,
      PII_KEY: 'ab'.repeat(32),
      ...more,
    };
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    running = child;
    const ended = once(child, 'exit');
    let log = '';
    const url = await new Promise<string>((resolve, reject) => {
      child.stderr.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        const open = /"url":"([^"]+)".*ingest runs/.exec(log);
        if (open) resolve(open[1]!);
      });
      child.once('exit', () => reject(new Error(`it ended: ${log}`)));
    });
    return { url, ended };
  }

  const eventOf = (id: string) => ({
    specversion: '1.0',
    id,
    source: 'crash',
    type: 'touchpoint.recorded.v1',
    time: '2026-03-01T09:30:00.000Z',
    data: eventTypes['touchpoint.recorded.v1'].example,
  });
  /** Sends ids one request each, ten at a time; resolves with those that were acknowledged. */
  async function send(url: string, ids: string[]): Promise<string[]> {
    const acknowledged: string[] = [];
    const post = async (id: string) => {
      const body = JSON.stringify(eventOf(id));
      const answer = await fetch(`${url}/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body,
      });
      if (answer.ok) acknowledged.push(id);
    };
    for (let from = 0; from < ids.length; from += 10)
      await Promise.allSettled(ids.slice(from, from + 10).map(post));
    return acknowledged;
  }
  const stored = async (prefix: string) =>
    (await new LogReader(pool).range(workspace, 0, 1_000_000))
      .map(({ eventId }) => eventId)
      .filter((id) => id.startsWith(prefix));

  it.each(['append-before-commit', 'append-after-commit'])(
    'killed at %s has stored what it acknowledged, and a retry completes the rest without doubles',
    async (point) => {
      const ids = Array.from({ length: 300 }, (_, nth) => `${point}-${nth}`);
      const first = await start({ CRASHPOINT: `${point}:12` });
      const acknowledged = await send(first.url, ids);
      expect(await first.ended).toEqual([null, 'SIGKILL']);
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(acknowledged.length).toBeLessThan(ids.length);
      expect(await stored(point)).toEqual(expect.arrayContaining(acknowledged));

      const second = await start();
      expect((await send(second.url, ids)).sort()).toEqual([...ids].sort());
      expect((await stored(point)).sort()).toEqual([...ids].sort());
    },
  );

  it('on SIGTERM answers what is under way, and ends with status 0', async () => {
    const { url, ended } = await start();
    const ids = Array.from({ length: 2000 }, (_, nth) => `term-${nth}`);
    const sending = send(url, ids);
    await eventually(async () => (await stored('term')).length >= 100);
    running!.kill('SIGTERM');
    const stoppingAt = Date.now();
    expect(await ended).toEqual([0, null]);
    expect(Date.now() - stoppingAt).toBeLessThan(20_000);
    const acknowledged = await sending;
    expect(acknowledged.length).toBeGreaterThanOrEqual(100);
    expect(new Set(await stored('term'))).toEqual(new Set(acknowledged));
  });

  it('is healthy, counts, and says all that is wrong with its configuration at once', async () => {
    const { url } = await start();
    await send(url, ['healthy-1', 'healthy-1']);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/touchstone_ingest_events_total\{door="http",outcome="accepted"\} 1/);
    expect(metrics).toMatch(/touchstone_ingest_events_total\{door="http",outcome="duplicate"\} 1/);
    expect(metrics).toContain('touchstone_quarantine_messages');
    expect(metrics).toContain('touchstone_ingest_append_seconds_bucket');

    const checked = await run('env', ['-i', process.execPath, main, '--check-config']);
    expect(checked.code).toBe(2);
    expect(checked.stderr).toMatch(/DATABASE_URL(.|\n)*PII_KEY/);
    expect((await run(process.execPath, [main, '--help'])).stdout).toContain('INGEST_MODE');
  });
});
