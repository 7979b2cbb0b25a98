import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApiKeys } from '@touchstone/access';
import { HashedLookups } from '@touchstone/event-log';
import { IngestModule } from '@touchstone/ingest';
import { configureHttp, createLogger, type Pool } from '@touchstone/runtime';
import { piiKey } from './workbench.js';

/** The door for events and files, listening on the log that a workbench reads; close it before that. */
export async function openDoor({ bench: { pool } }: { bench: { pool: Pool } }): Promise<INestApplication> {
  const parts = { pool, keys: new ApiKeys(pool), personalData: new HashedLookups(piiKey) };
  const door = await NestFactory.create(IngestModule.with(parts), { bodyParser: false, logger: false });
  configureHttp(door, createLogger('test', 'silent'));
  await door.listen(0, '127.0.0.1');
  return door;
}
