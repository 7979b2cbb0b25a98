#!/usr/bin/env node
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { alertMigrations } from '@touchstone/alerts';
import { kafkaConnection, KafkajsBroker } from '@touchstone/broker';
import { eventLogMigrations } from '@touchstone/event-log';
import { migrate, openClickHouse } from '@touchstone/facts';
import {
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
import { type RelayConfig, RelayConfigSchema } from './relay-config.js';
import { RelayModule } from './relay.module.js';

@Module({})
class RelayProcess {}

async function serve(config: RelayConfig, logger: Logger): Promise<RunningService> {
  await migratePostgres(config.DATABASE_URL, [...eventLogMigrations, ...alertMigrations]);
  const pool = openPool(config.DATABASE_URL, { name: 'touchstone-relay' });
  const clickhouse = await openClickHouse({ url: config.CLICKHOUSE_URL });
  await migrate(clickhouse);
  const { KAFKA_BROKERS } = config;
  const broker = KAFKA_BROKERS
    ? new KafkajsBroker({
        ...kafkaConnection({ ...config, KAFKA_BROKERS }),
        clientId: 'touchstone-relay',
        logger,
      })
    : undefined;
  const options = { everySeconds: config.RELAY_EVERY_SECONDS, newsHours: config.RELAY_NEWS_HOURS };
  const imports = [
    RelayModule.with({ pool, clickhouse, logger, broker, options }),
    HealthModule.with([
      { name: 'postgres', check: () => pool.query('SELECT 1') },
      {
        name: 'clickhouse',
        check: async () => {
          if (!(await clickhouse.ping())) throw new Error('ClickHouse does not answer');
        },
      },
      ...(broker ? [{ name: 'kafka', check: () => broker.ping() }] : []),
    ]),
    MetricsModule,
  ];
  const app = await NestFactory.create(
    { module: RelayProcess, imports },
    { logger: new NestLogger(logger), abortOnError: false },
  );
  configureHttp(app, logger);
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
