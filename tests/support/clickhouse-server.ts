import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openClickHouse } from '@touchstone/facts';
import { startProcess } from './processes.js';

/**
 * An empty database behind HTTP, for several processes: of the server at TEST_CLICKHOUSE_URL, else of the embedded
 * engine in a process of its own. `drop` removes it again.
 */
export async function freshClickHouseServer(): Promise<{ url: string; drop: () => Promise<void> }> {
  const given = process.env['TEST_CLICKHOUSE_URL'];
  const embedded = given === undefined ? await startEmbedded() : null;
  const server = given ?? embedded!.url;
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const admin = async (sql: string): Promise<void> => {
    const clickhouse = await openClickHouse({ url: server });
    await clickhouse.command(sql).finally(() => clickhouse.close());
  };
  await admin(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => (embedded ? embedded.stop() : admin(`DROP DATABASE ${name}`)),
  };
}

async function startEmbedded(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-clickhouse-'));
  const server = startProcess(fileURLToPath(new URL('clickhouse-server.mjs', import.meta.url)), [folder], {});
  const [, url] = await server.says(/^(http:\S+)\n/);
  return {
    url: url!,
    stop: async () => {
      await server.end('SIGKILL'); // nothing of it is kept
      await rm(folder, { recursive: true, force: true });
    },
  };
}
