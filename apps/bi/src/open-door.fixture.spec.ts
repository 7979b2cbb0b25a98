import { accessMigrations, ApiKeys } from '@touchstone/access';
import { createBiViews } from '@touchstone/bi';
import { type ClickHouse, FactsLoader, migrate, openClickHouse } from '@touchstone/facts';
import { createLogger, migratePostgres, openPool } from '@touchstone/runtime';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { touchFact } from '../../../tests/support/fact-examples.js';
import { generatedJourneys } from '../../../tests/support/generated-journeys.js';
import { insertJourneys } from '../../../tests/support/insert-journeys.js';
import { freshDatabase } from '../../../tests/support/postgres.js';
import { type BiDoor, openBiDoor } from './index.js';

/** A door over real engines: `acme` has 5 touches and 50 versions of journeys, `beside` 3 and as many. */
export interface OpenDoor {
  door: BiDoor;
  clickhouse: ClickHouse;
  /** Keys of acme, of beside, and of a source of acme that may only write. */
  key: string;
  otherKey: string;
  writeKey: string;
  /** Lines of the audit log. */
  audited: Record<string, unknown>[];
  close(): Promise<void>;
}

export async function openDoor(): Promise<OpenDoor> {
  const database = await freshDatabase();
  await migratePostgres(database.url, accessMigrations);
  const pool = openPool(database.url);
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-bi-'));
  const clickhouse = await openClickHouse({ url: `chdb:${folder}` });
  await migrate(clickhouse);
  await createBiViews(clickhouse);
  for (const [workspace, count] of [
    ['acme', 5],
    ['beside', 3],
  ] as const) {
    const touches = Array.from({ length: count }, (_, at) =>
      touchFact({ workspace, position: at + 1, channel: at % 2 ? 'email' : 'paid-search' }),
    );
    const head = { workspace, fromPosition: 1, toPosition: count, journeys: [], spend: [], personKeys: [] };
    await new FactsLoader(clickhouse).load({ ...head, touches });
  }
  await insertJourneys(clickhouse, generatedJourneys(50, 7), 'generated');
  await insertJourneys(clickhouse, generatedJourneys(50, 8, 'beside'), 'beside');
  const keys = new ApiKeys(pool);
  const keyOf = async (workspace: string, scope: 'query:read' | 'ingest:write') =>
    (await keys.create(workspace, 'bi', [scope])).key;
  const audited: Record<string, unknown>[] = [];
  const logger = createLogger('test', 'info', {
    write: (line: string) => void audited.push(JSON.parse(line) as Record<string, unknown>),
  });
  const limits = {
    ...{ executionSeconds: 20, resultRows: 10_000 },
    ...{ resultBytes: 10_000_000, memoryBytes: 500_000_000 },
  };
  const door = await openBiDoor({ port: 0, host: '127.0.0.1', path: folder, keys, logger, limits });
  return {
    ...{ door, clickhouse, audited },
    key: await keyOf('acme', 'query:read'),
    otherKey: await keyOf('beside', 'query:read'),
    writeKey: await keyOf('acme', 'ingest:write'),
    close: async () => {
      await door.stop();
      await clickhouse.close();
      await pool.end();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
