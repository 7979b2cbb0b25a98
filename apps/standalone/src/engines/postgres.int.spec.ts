import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DataFolder } from './data-folder.js';
import { type EmbeddedPostgres, startPostgres } from './postgres.js';
import { serverOn } from './postgres-leftover.js';
import { canReach, serverUser } from './server-user.js';

let data: DataFolder;
let running: EmbeddedPostgres[];
let bystander: ChildProcess | undefined;

beforeAll(() => {
  const root = mkdtempSync(join(tmpdir(), 'touchstone-engine-'));
  chmodSync(root, 0o755);
  data = DataFolder.open(root); // one for all tests: creating a database cluster takes longer than they do
});

afterAll(() => {
  data.close();
  rmSync(data.root, { recursive: true, force: true });
});

beforeEach(() => {
  running = [];
});

afterEach(async () => {
  for (const postgres of running) await postgres.stop();
  bystander?.kill();
});

async function start(): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres(data);
  running.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return (await client.query<Record<string, unknown>>(sql).finally(() => client.end())).rows;
}

const directory = (): string => data.path('postgres', 'data');

describe('the embedded PostgreSQL', () => {
  it('keeps its data and its address over a restart', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS answer');
    await first.stop();
    expect(serverOn(directory())).toBeNull();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 7 }]);
  });

  it('is durable, and answers with its password on the loopback interface only', async () => {
    const { url } = await start();
    expect(
      await query(
        url,
        `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'listen_addresses', 'synchronous_commit') ORDER BY name`,
      ),
    ).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
    const guessed = new URL(url);
    guessed.password = 'postgres';
    await expect(query(guessed.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  it('stops the server that a killed launcher left, and starts on its data', async () => {
    const left = await start();
    await query(left.url, 'CREATE TABLE left_behind AS SELECT 7 AS answer');
    const leftPid = serverOn(directory())!.pid;
    const recovered = await start();
    await left.ended;
    expect(serverOn(directory())!.pid).not.toBe(leftPid);
    expect(await query(recovered.url, 'SELECT answer FROM left_behind')).toEqual([{ answer: 7 }]);
  });

  it('leaves a process alone that has the number of a server that is gone', async () => {
    await (await start()).stop();
    bystander = spawn('sleep', ['60']);
    writeFileSync(
      join(directory(), 'postmaster.pid'),
      `${bystander.pid}\n${directory()}\n0\n0\n\n\n\nready\n`,
    );
    await start();
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  });

  it('takes another port when somebody has taken its own', async () => {
    const first = await start();
    await first.stop();
    const squatter = createServer();
    await new Promise<void>((resolve) =>
      squatter.listen(Number(new URL(first.url).port), '127.0.0.1', () => resolve()),
    );
    try {
      const second = await start();
      expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    } finally {
      squatter.close();
    }
  });

  it('says in its own words why it cannot start, and leaves nothing running', async () => {
    await (await start()).stop();
    const settings = join(directory(), 'postgresql.auto.conf');
    const before = readFileSync(settings, 'utf8');
    writeFileSync(settings, 'no such setting = 1\n');
    await expect(start()).rejects.toThrow(/PostgreSQL did not start: .*FATAL/);
    expect(serverOn(directory())).toBeNull();
    writeFileSync(settings, before);
  });

  it('knows a folder that the user of the server cannot reach', () => {
    const closed = data.path('closed');
    data.write('closed/note', ''); // creates the folder for the owner alone
    const stranger = { uid: 54_321, gid: 54_321 };
    expect(canReach(stranger, data.root)).toBe(true);
    expect(canReach(stranger, closed)).toBe(false);
    expect(canReach(undefined, closed)).toBe(true);
  });

  // everybody else is the server's user, and reaches whatever is theirs
  (serverUser() ? it : it.skip)(
    'lives beside a data folder that its own user cannot reach, and says so',
    async () => {
      const closed = DataFolder.open(data.path('closed', 'folder'));
      const said: string[] = [];
      const home = (): string => join('/var/lib/touchstone', closed.read('postgres-elsewhere')!);
      try {
        const first = await startPostgres(closed, (line) => said.push(line));
        running.push(first);
        await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS answer');
        await first.stop();
        const second = await startPostgres(closed);
        running.push(second);
        expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 7 }]);
        await second.stop();
        expect(said).toEqual([expect.stringContaining(`its files are in ${home()}`)]);
      } finally {
        rmSync(home(), { recursive: true, force: true });
        closed.close();
      }
    },
  );
});
