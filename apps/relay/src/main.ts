#!/usr/bin/env node
import 'reflect-metadata';
import { alertMigrations } from '@touchstone/alerts';
import { openBroker } from '@touchstone/broker';
import { eventLogMigrations } from '@touchstone/event-log';
import { migrate, openClickHouse, storeChecks } from '@touchstone/facts';
import {
  createHttpService,
  type Logger,
  migratePostgres,
  openPool,
  type RunningService,
  runService,
} from '@touchstone/runtime';
import { type RelayConfig, RelayConfigSchema } from './relay-config.js';
import { RelayModule } from './relay.module.js';

async function serve(config: RelayConfig, logger: Logger): Promise<RunningService> {
  await migratePostgres(config.DATABASE_URL, [...eventLogMigrations, ...alertMigrations]);
  const pool = openPool(config.DATABASE_URL, { name: 'touchstone-relay' });
  const clickhouse = await openClickHouse({ url: config.CLICKHOUSE_URL });
  await migrate(clickhouse);
  const broker = openBroker(config, { clientId: 'touchstone-relay', logger });
  const options = { everySeconds: config.RELAY_EVERY_SECONDS, newsHours: config.RELAY_NEWS_HOURS };
  const app = await createHttpService({
    modules: [RelayModule.with({ pool, clickhouse, logger, broker, options })],
    checks: [
      ...storeChecks(pool, clickhouse),
      ...(broker ? [{ name: 'kafka', check: () => broker.ping() }] : []),
    ],
    logger,
  });
  await app.listen(config.PORT, config.HOST);
  return {
    url: await app.getUrl(),
    stop: async () => {
      await app.close();
      await broker?.close();
      await Promise.all([pool.end(), clickhouse.close()]);
    },
  };
}

await runService({
  name: 'relay',
  purpose: 'tells when a lead was not worked in time, and when one with intent waits.',
  schema: RelayConfigSchema,
  serve,
});
