import { ApiKeys } from '@touchstone/access';
import { HashedLookups } from '@touchstone/event-log';
import { openClickHouse } from '@touchstone/facts';
import { createHttpService, type Logger, openPool, type RunningService } from '@touchstone/runtime';
import { ApiModule } from './api.module.js';
import type { ApiConfig } from './config.js';
import { mountDocuments } from './documents/openapi.js';

/** Starts the API as a process of its own. Schemas are the projector's and the log's; it changes none. */
export async function serveApi(config: ApiConfig, logger: Logger): Promise<RunningService> {
  const pool = openPool(config.DATABASE_URL, { name: 'touchstone-api' });
  const clickhouse = await openClickHouse({ url: config.CLICKHOUSE_URL });
  const api = ApiModule.with({
    pool,
    clickhouse,
    keys: new ApiKeys(pool),
    personalData: new HashedLookups(config.PII_KEY),
  });
  // not before others have made the tables
  const checks = [
    { name: 'postgres', check: () => pool.query('SELECT FROM checkpoints, api_keys, visits LIMIT 0') },
    {
      name: 'clickhouse',
      check: () => clickhouse.query({ name: 'ready', sql: 'SELECT version FROM journeys LIMIT 0' }),
    },
  ];
  const app = await createHttpService({ modules: [api], checks, logger });
  mountDocuments(app);
  await app.listen(config.PORT, config.HOST);
  return {
    url: await app.getUrl(),
    stop: async () => {
      await app.close();
      await Promise.all([pool.end(), clickhouse.close()]);
    },
  };
}
