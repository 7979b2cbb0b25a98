#!/usr/bin/env node
import 'reflect-metadata';
import { createBiViews } from '@touchstone/bi';
import { eventLogMigrations } from '@touchstone/event-log';
import { migrate, openClickHouse, storeChecks } from '@touchstone/facts';
import {
  configFields,
  createHttpService,
  type Logger,
  migratePostgres,
  openPool,
  type RunningService,
  runService,
} from '@touchstone/runtime';
import { timelineMigrations } from '@touchstone/timeline';
import { z } from 'zod';
import { ProjectorModule } from './projector.module.js';

const ProjectorConfigSchema = z.object({
  PORT: configFields.PORT.default(8083).meta({
    description: 'Port of health and metrics; 0 takes a free one.',
  }),
  HOST: configFields.HOST.meta({ description: 'Address to listen on.' }),
  LOG_LEVEL: configFields.LOG_LEVEL.meta({ description: 'Least level that is logged.' }),
  DATABASE_URL: configFields.DATABASE_URL.meta({ description: 'PostgreSQL with log and timelines.' }),
  CLICKHOUSE_URL: configFields.CLICKHOUSE_URL.meta({ description: 'ClickHouse with facts and journeys.' }),
  BATCH_EVENTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(10_000)
    .meta({ description: 'About how many events one batch takes.' }),
});

async function serve(
  config: z.output<typeof ProjectorConfigSchema>,
  logger: Logger,
): Promise<RunningService> {
  await migratePostgres(config.DATABASE_URL, [...eventLogMigrations, ...timelineMigrations]);
  const pool = openPool(config.DATABASE_URL, { name: 'touchstone-projector' });
  const clickhouse = await openClickHouse({ url: config.CLICKHOUSE_URL });
  await migrate(clickhouse);
  await createBiViews(clickhouse);
  const options = { batchEvents: config.BATCH_EVENTS };
  const app = await createHttpService({
    modules: [ProjectorModule.with({ pool, clickhouse, logger, options })],
    checks: storeChecks(pool, clickhouse),
    logger,
  });
  await app.listen(config.PORT, config.HOST);
  return {
    url: await app.getUrl(),
    stop: async () => {
      await app.close();
      await Promise.all([pool.end(), clickhouse.close()]);
    },
  };
}

await runService({
  name: 'projector',
  purpose: 'follows the log, and keeps timelines, facts and journeys.',
  schema: ProjectorConfigSchema,
  serve,
});
