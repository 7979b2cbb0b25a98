import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudEvent } from '@touchstone/contracts';
import {
  acceptEvent,
  EventLog,
  eventLogMigrations,
  HashedLookups,
  LogReader,
  type NewEvent,
} from '@touchstone/event-log';
import { type ClickHouse, migrate, openClickHouse } from '@touchstone/facts';
import { Projector, type ProjectorOptions } from '@touchstone/projector';
import { createLogger, migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { timelineMigrations } from '@touchstone/timeline';
import { freshDatabase } from './postgres.js';

export const piiKey = '11'.repeat(32);

/** The whole way of the data in this process, on real engines of its own: log, projector, facts. */
export interface Workbench {
  pool: Pool;
  databaseUrl: string;
  clickhouse: ClickHouse;
  /** Folder of the embedded ClickHouse. */
  factsFolder: string;
  log: EventLog;
  reader: LogReader;
  /** Appends events as one commit each `commitSize`; throws on one that the door would refuse. */
  append(workspace: string, events: CloudEvent[], commitSize?: number): Promise<void>;
  projector(options?: ProjectorOptions): Projector;
  close(): Promise<void>;
}

/** An event as the door would accept it. */
export function accepted(workspace: string, event: CloudEvent): NewEvent {
  const outcome = acceptEvent(event, {
    workspace,
    receivedAt: Date.parse(event.time),
    personalData: new HashedLookups(piiKey),
  });
  if (!outcome.ok) throw new Error(`${event.id}: ${outcome.reason}: ${outcome.detail}`);
  return outcome.event;
}

export async function openWorkbench(): Promise<Workbench> {
  const database = await freshDatabase();
  await migratePostgres(database.url, [...eventLogMigrations, ...timelineMigrations]);
  const pool = openPool(database.url);
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-facts-'));
  const clickhouse = await openClickHouse({ url: `chdb:${folder}` });
  await migrate(clickhouse);
  const log = new EventLog(pool);
  return {
    pool,
    databaseUrl: database.url,
    clickhouse,
    factsFolder: folder,
    log,
    reader: new LogReader(pool),
    async append(workspace, events, commitSize = 500) {
      for (let start = 0; start < events.length; start += commitSize)
        await log.append({
          events: events.slice(start, start + commitSize).map((event) => accepted(workspace, event)),
        });
    },
    projector: (options) => new Projector(pool, clickhouse, createLogger('test', 'silent'), options),
    async close() {
      await clickhouse.close();
      await pool.end();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
