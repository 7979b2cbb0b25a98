#!/usr/bin/env node
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import { kafkaConnection, KafkajsBroker } from '@touchstone/broker';
import { eventLogMigrations, HashedLookups } from '@touchstone/event-log';
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
import { type IngestConfig, IngestConfigSchema } from './ingest-config.js';
import type { IngestParts } from './ingest-parts.js';
import { IngestModule } from './ingest.module.js';
import { consumeFromKafka } from './kafka/consume.js';

@Module({})
class IngestProcess {}

async function serve(config: IngestConfig, logger: Logger): Promise<RunningService> {
  await migratePostgres(config.DATABASE_URL, [...eventLogMigrations, ...accessMigrations]);
  const pool = openPool(config.DATABASE_URL, { name: 'touchstone-ingest' });
  const { KAFKA_BROKERS } = config;
  const broker = KAFKA_BROKERS
    ? new KafkajsBroker({
        ...kafkaConnection({ ...config, KAFKA_BROKERS }),
        clientId: 'touchstone-ingest',
        logger,
      })
    : undefined;
  const group = config.KAFKA_GROUP;
  const parts: IngestParts = {
    pool,
    keys: new ApiKeys(pool),
    personalData: new HashedLookups(config.PII_KEY),
    mode: config.INGEST_MODE,
    ...(broker ? { kafka: { broker, group, defaultWorkspace: config.KAFKA_WORKSPACE ?? null } } : {}),
    limits: { requests: config.MAX_WAITING_REQUESTS, bytes: config.MAX_WAITING_BYTES },
  };
  const checks = [
    { name: 'postgres', check: () => pool.query('SELECT 1') },
    ...(broker ? [{ name: 'kafka', check: () => broker.ping() }] : []),
  ];
  const imports = [IngestModule.with(parts), HealthModule.with(checks), MetricsModule];
  const app = await NestFactory.create(
    { module: IngestProcess, imports },
    { bodyParser: false, logger: new NestLogger(logger), abortOnError: false },
  );
  configureHttp(app, logger);

  await app.listen(config.PORT, config.HOST);
  const stopping = new AbortController();
  if (broker && config.KAFKA_CONSUME === 'true')
    // in the background: while the broker is away, the door is open
    consumeFromKafka(app, { broker, group, logger, signal: stopping.signal }).catch((failure: unknown) => {
      logger.fatal({ err: failure }, 'the Kafka consumer cannot go on');
      process.exit(1);
    });
  return {
    url: await app.getUrl(),
    stop: async () => {
      stopping.abort();
      await app.close();
      await broker?.close();
      await pool.end();
    },
  };
}

await runService({
  name: 'ingest',
  purpose: 'takes events by HTTP and from Kafka.',
  schema: IngestConfigSchema,
  serve,
});
