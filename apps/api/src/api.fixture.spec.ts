import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import { accessMigrations, ApiKeys, type Scope } from '@touchstone/access';
import { alertMigrations } from '@touchstone/alerts';
import { HashedLookups } from '@touchstone/event-log';
import { configureHttp, createLogger, migratePostgres } from '@touchstone/runtime';
import request from 'supertest';
import { openWorkbench, piiKey, type Workbench } from '../../../tests/support/workbench.js';
import { ApiModule, mountDocuments } from './index.js';

/** The API on engines of its own. */
export interface TestApi {
  bench: Workbench;
  app: NestExpressApplication;
  /** A new key of a workspace. */
  keyOf(workspace: string, scope?: Scope): Promise<string>;
  get(path: string, key?: string): request.Test;
  post(path: string, key: string, body: object): request.Test;
  close(): Promise<void>;
}

export async function openApi(): Promise<TestApi> {
  const bench = await openWorkbench();
  const { pool, clickhouse } = bench;
  await migratePostgres(bench.databaseUrl, [...accessMigrations, ...alertMigrations]);
  const keys = new ApiKeys(pool);
  class TestApp {}
  const api = ApiModule.with({ pool, clickhouse, keys, personalData: new HashedLookups(piiKey) });
  const app = await NestFactory.create<NestExpressApplication>(
    { module: TestApp, imports: [api] },
    { logger: false, bodyParser: false },
  );
  configureHttp(app, createLogger('test', 'silent'));
  mountDocuments(app);
  await app.init();
  return {
    bench,
    app,
    keyOf: async (workspace, scope = 'query:read') => (await keys.create(workspace, 'test', [scope])).key,
    get: (path, key) => {
      const call = request(app.getHttpServer()).get(path);
      return key === undefined ? call : call.set('authorization', `Bearer ${key}`);
    },
    post: (path, key, body) =>
      request(app.getHttpServer()).post(path).set('authorization', `Bearer ${key}`).send(body),
    close: async () => {
      await app.close();
      await bench.close();
    },
  };
}
