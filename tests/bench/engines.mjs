import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DataFolder } from '../../apps/standalone/dist/engines/data-folder.js';
import { startPostgres } from '../../apps/standalone/dist/engines/postgres.js';
import { startBroker } from '../../infra/kafka/broker-process.mjs';
import { say } from './report.mjs';

/**
 * Real engines in a temporary folder: PostgreSQL (fsync on) and a Kafka broker. `close` ends them and removes the
 * folder; it is also called when the bench is interrupted.
 */
export async function openEngines({ kafka }) {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-'));
  const data = DataFolder.open(folder);
  const stops = [];
  let closing;
  const close = () => (closing ??= closeAll());
  const closeAll = async () => {
    for (const stop of stops.reverse()) await stop();
    data.close();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void close().then(() => process.exit(1)));
  try {
    say('Starting PostgreSQL ...');
    const postgres = await startPostgres(data, say);
    stops.push(() => postgres.stop());
    const admin = new pg.Pool({ connectionString: postgres.url, max: 1 });
    admin.on('error', () => undefined); // the engine is stopped before the pool
    stops.push(() => admin.end());
    let broker;
    if (kafka) {
      say('Starting the Kafka broker ...');
      broker = await startBroker({ dataDir: join(folder, 'kafka'), onProgress: say });
      stops.push(() => broker.stop());
    }
    return {
      folder,
      brokers: broker?.brokers ?? [],
      freshDatabase: freshDatabases(admin, postgres.url),
      onClose: (stop) => stops.push(stop),
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Databases of their own on the one server; the write-ahead log is flushed first, so that no run pays for the one before. */
function freshDatabases(admin, serverUrl) {
  let count = 0;
  return async () => {
    const name = `bench_${++count}`;
    await admin.query(`CREATE DATABASE ${name}`);
    await admin.query('CHECKPOINT');
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    return url.href;
  };
}
