#!/usr/bin/env node
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createBiViews } from '@touchstone/bi';
import { eventLogMigrations } from '@touchstone/event-log';
import { migrate, openClickHouse } from '@touchstone/facts';
import {
  configFields,
  configureHttp,
  HealthModule,
  type Logger,
  MetricsModule,
  migratePostgres,
  NestLogger,
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

@Module({})
class ProjectorProcess {}

async function serve(
  config: z.output<typeof ProjectorConfigSchema>,
  logger: Logger,
): Promise<RunningService> {
  await migratePostgres(config.DATABASE_URL, [...eventLogMigrations, ...timelineMigrations]);
  const pool = openPool(config.DATABASE_URL, { name: 'touchstone-projector' });
  const clickhouse = await openClickHouse({ url: config.CLICKHOUSE_URL });
  await migrate(clickhouse);
  await createBiViews(clickhouse);
  const imports = [
    ProjectorModule.with({ pool, clickhouse, logger, options: { batchEvents: config.BATCH_EVENTS } }),
    HealthModule.with([
      { name: 'postgres', check: () => pool.query('SELECT 1') },
      {
        name: 'clickhouse',
        check: async () => {
          if (!(await clickhouse.ping())) throw new Error('ClickHouse does not answer');
        },
      },
    ]),
    MetricsModule,
  ];
  const app = await NestFactory.create(
    { module: ProjectorProcess, imports },
    { logger: new NestLogger(logger), abortOnError: false },
  );
  configureHttp(app, logger);
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
