#!/usr/bin/env node
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import { KafkajsBroker } from '@touchstone/broker';
import { eventLogMigrations, HashedLookups } from '@touchstone/event-log';
import {
  configureHttp,
  createLogger,
  HealthModule,
  messageOf,
  MetricsModule,
  migratePostgres,
  NestLogger,
  openPool,
  readConfig,
} from '@touchstone/runtime';
import { type IngestConfig, IngestConfigSchema, configHelp } from './ingest-config.js';
import type { IngestParts } from './ingest-parts.js';
import { IngestModule } from './ingest.module.js';
import { consumeFromKafka } from './kafka/consume.js';

const help = `touchstone ingest: takes events by HTTP and from Kafka.

  --check-config   checks the configuration, says every problem, and ends
  --help           shows this

Environment (NAME_FILE names a file with the value):
${configHelp()}
`;

@Module({})
class IngestProcess {}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return void process.stdout.write(help);
  const config = readConfig(IngestConfigSchema);
  if (process.argv.includes('--check-config'))
    return void process.stdout.write('The configuration is good.\n');
  await serve(config);
}

async function serve(config: IngestConfig): Promise<void> {
  const logger = createLogger('ingest', config.LOG_LEVEL);
  await migratePostgres(config.DATABASE_URL, [...eventLogMigrations, ...accessMigrations]);
  const pool = openPool(config.DATABASE_URL, { name: 'touchstone-ingest' });
  const broker = config.KAFKA_BROKERS
    ? new KafkajsBroker({ brokers: config.KAFKA_BROKERS, clientId: 'touchstone-ingest', logger })
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

  const stopping = new AbortController();
  const stop = async (signal: string): Promise<void> => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    logger.info({ signal }, 'stopping: what is under way is finished first');
    await app.close();
    await broker?.close();
    await pool.end();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal));

  await app.listen(config.PORT, config.HOST);
  logger.info({ url: await app.getUrl(), mode: config.INGEST_MODE }, 'the door is open');
  if (broker && config.KAFKA_CONSUME === 'true')
    await consumeFromKafka(app, { broker, group, logger, signal: stopping.signal });
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${messageOf(thrown)}\n`);
  process.exit(1);
});
