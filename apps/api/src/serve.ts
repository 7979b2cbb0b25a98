import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiKeys } from '@touchstone/access';
import { HashedLookups } from '@touchstone/event-log';
import { openClickHouse } from '@touchstone/facts';
import {
  configureHttp,
  createLogger,
  HealthModule,
  MetricsModule,
  NestLogger,
  openPool,
} from '@touchstone/runtime';
import { ApiModule } from './api.module.js';
import type { ApiConfig } from './config.js';
import { mountDocuments } from './documents/openapi.js';

/** The API while it listens; `stop` ends it after the requests under way. */
export interface RunningApi {
  url: string;
  stop: () => Promise<void>;
}

/** Starts the API as a process of its own. Schemas are the projector's and the log's; it changes none. */
export async function serveApi(config: ApiConfig): Promise<RunningApi> {
  const logger = createLogger('api', config.LOG_LEVEL);
  const pool = openPool(config.DATABASE_URL, { name: 'touchstone-api' });
  const clickhouse = await openClickHouse({ url: config.CLICKHOUSE_URL });
  const api = ApiModule.with({
    pool,
    clickhouse,
    keys: new ApiKeys(pool),
    personalData: new HashedLookups(config.PII_KEY),
  });
  const health = HealthModule.with([
    { name: 'postgres', check: () => pool.query('SELECT 1') },
    {
      name: 'clickhouse',
      check: async () => {
        if (!(await clickhouse.ping())) throw new Error('ClickHouse does not answer');
      },
    },
  ]);
  class ApiProcess {}
  const app = await NestFactory.create<NestExpressApplication>(
    { module: ApiProcess, imports: [api, health, MetricsModule] },
    { logger: new NestLogger(logger) },
  );
  configureHttp(app, logger);
  mountDocuments(app);
  await app.listen(config.PORT, config.HOST);
  const url = await app.getUrl();
  logger.info({ url }, 'the API listens');
  return {
    url,
    stop: async () => {
      await app.close();
      await Promise.all([pool.end(), clickhouse.close()]);
      logger.info('the API stopped');
    },
  };
}
