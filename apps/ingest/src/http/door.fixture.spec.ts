import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import { eventTypes } from '@touchstone/contracts';
import { eventLogMigrations, HashedLookups, LogReader } from '@touchstone/event-log';
import { configureHttp, createLogger, migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { freshDatabase } from '../../../../tests/support/postgres.js';
import type { IngestParts } from '../ingest-parts.js';
import { IngestModule } from '../ingest.module.js';

let sequence = 0;
/** A touch of its own id. */
export const touch = (more: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id: `t-${++sequence}`,
  source: 'test',
  type: 'touchpoint.recorded.v1',
  time: '2026-03-01T09:30:00.000Z',
  data: eventTypes['touchpoint.recorded.v1'].example,
  ...more,
});

/** A door over a database of its own, for the tests of a suite; each test has a workspace. */
export function doorBench() {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let pool: Pool;
  let app: INestApplication;
  let url: string;
  let workspace: string;
  let key: string;
  let adminKey: string;

  beforeAll(async () => {
    database = await freshDatabase();
    await migratePostgres(database.url, [...eventLogMigrations, ...accessMigrations]);
    pool = openPool(database.url);
    ({ app, url } = await open(pool));
  });
  afterAll(async () => {
    await app.close();
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    const keys = new ApiKeys(pool);
    workspace = `w-${++sequence}`;
    ({ key } = await keys.create(workspace, 'door', ['ingest:write']));
    ({ key: adminKey } = await keys.create(workspace, 'admin', ['admin']));
  });

  async function open(
    pool: Pool,
    limits?: IngestParts['limits'],
  ): Promise<{ app: INestApplication; url: string }> {
    const parts = { pool, keys: new ApiKeys(pool), personalData: new HashedLookups('ab'.repeat(32)) };
    const app = await NestFactory.create(IngestModule.with({ ...parts, ...(limits && { limits }) }), {
      bodyParser: false,
      logger: false,
    });
    configureHttp(app, createLogger('test', 'silent'));
    await app.listen(0, '127.0.0.1');
    return { app, url: await app.getUrl() };
  }

  async function post(
    path: string,
    body: string | Uint8Array | object,
    headers: Record<string, string> = {},
    base = url,
  ) {
    const response = await fetch(base + path, {
      method: 'POST',
      redirect: 'error',
      headers: { authorization: `Bearer ${key}`, ...headers },
      body:
        typeof body === 'string' || body instanceof Uint8Array
          ? Buffer.from(body as string)
          : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
  }
  const stored = () => new LogReader(pool).range(workspace, 0, 1_000_000);
  const quarantine = async () =>
    (
      await pool.query<{ reason: string; door: string; raw: Buffer; event_id: string }>(
        'SELECT reason, door, raw, event_id FROM quarantine WHERE workspace = $1 ORDER BY quarantine_id',
        [workspace],
      )
    ).rows;
  return {
    ...{ open, post, stored, quarantine },
    get pool() {
      return pool;
    },
    get url() {
      return url;
    },
    get workspace() {
      return workspace;
    },
    get key() {
      return key;
    },
    get adminKey() {
      return adminKey;
    },
  };
}
