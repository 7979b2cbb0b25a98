import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Fault, messageOf } from '@touchstone/runtime';
import pg from 'pg';
import type { DataFolder } from './data-folder.js';
import { freePort } from './free-port.js';
import { type PostgresHome, postgresHome } from './postgres-home.js';
import { serverOn, stopLeftover, stopServer } from './postgres-leftover.js';
import { type ServerUser, serverUser } from './server-user.js';

/** A PostgreSQL server that runs for this process. */
export interface EmbeddedPostgres {
  /** Of the database `touchstone`, with its password. */
  url: string;
  /** Settles when the server ends, by `stop` or on its own. */
  ended: Promise<void>;
  /** Ends the server in an orderly way. Safe to call twice. */
  stop(): Promise<void>;
}

const name = 'touchstone'; // of the superuser and of the database
const startLimitMs = 60_000;

/** Committed is on disk (fsync and synchronous_commit stay on, as they are by default); memory is for a laptop. */
const settings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * Starts PostgreSQL on the data folder, on the loopback interface, with a password and a port of its own that the
 * folder remembers. A server that a killed process left behind is stopped first.
 * @param say takes lines for people
 * @throws Fault `unavailable` with the server's own reason
 */
export async function startPostgres(
  data: DataFolder,
  say: (line: string) => void = () => undefined,
): Promise<EmbeddedPostgres> {
  const user = serverUser();
  const home = await postgresHome(data, user, say);
  const directory = join(home.folder, 'data');
  const password = data.keep('secrets/postgres-password', () => randomBytes(24).toString('hex'));
  await stopLeftover(directory);
  if (!existsSync(directory)) await initialise(home, directory, user, password);
  const port = await portOf(data);
  const logFile = data.path('postgres.log');
  const child = launch(home, directory, user, port, logFile);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    await stopServer(child.pid!, directory);
    await ended;
  };
  const url = `postgres://${name}:${password}@127.0.0.1:${port}/${name}`;
  try {
    await untilReady(child, directory, logFile);
    await createDatabase(url);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { url, ended, stop };
}

/** Into another directory first: one that an interrupted start left half made is never taken for a database. */
async function initialise(
  home: PostgresHome,
  directory: string,
  user: ServerUser | undefined,
  password: string,
): Promise<void> {
  const draft = `${directory}.new`;
  const passwordFile = join(home.folder, 'password');
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  try {
    await promisify(execFile)(
      home.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${name}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
      ],
      { ...user, cwd: home.folder, env: environment() },
    );
  } catch (cause) {
    const output = (cause as { stderr?: string }).stderr ?? '';
    const reason = /error: (.*)|FATAL: (.*)/.exec(output)?.[0] ?? messageOf(cause);
    throw new Fault('unavailable', `PostgreSQL could not create its files in ${directory}: ${reason}`, {
      cause,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, directory);
}

/** The port of the last time, so that tools stay connected over restarts; another one if somebody took it meanwhile. */
async function portOf(data: DataFolder): Promise<number> {
  const port = (await freePort(Number(data.read('postgres-port') ?? 0))) ?? (await freePort(0));
  data.write('postgres-port', String(port));
  return port!;
}

/** In a process group of its own: Ctrl-C in a terminal reaches us, and we stop the server when we are done with it. */
function launch(
  home: PostgresHome,
  directory: string,
  user: ServerUser | undefined,
  port: number,
  logFile: string,
): ChildProcess {
  const log = openSync(logFile, 'w', 0o600);
  const options = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const child = spawn(home.postgres, ['-D', directory, '-p', String(port), ...options], {
    ...user,
    cwd: home.folder,
    env: environment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', () => undefined); // told by its missing exit code and log below
  return child;
}

async function untilReady(child: ChildProcess, directory: string, logFile: string): Promise<void> {
  for (const until = Date.now() + startLimitMs; Date.now() < until; await sleep(20)) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) break;
    const server = serverOn(directory);
    if (server?.pid === child.pid && server.isReady) return;
  }
  const log = readFileSync(logFile, 'utf8').trim().split('\n');
  const reason = log.findLast((line) => /FATAL|PANIC/.test(line)) ?? log.at(-1) ?? '';
  throw new Fault(
    'unavailable',
    `PostgreSQL did not start: ${reason || 'it said nothing'} (log: ${logFile})`,
  );
}

async function createDatabase(url: string): Promise<void> {
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
}

/** Nothing of our own environment changes how the server behaves. */
const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LC_ALL: 'C' });
