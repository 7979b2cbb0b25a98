#!/usr/bin/env node
import 'reflect-metadata';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import { openBroker } from '@touchstone/broker';
import { eventLogMigrations, HashedLookups } from '@touchstone/event-log';
import {
  createHttpService,
  type Logger,
  migratePostgres,
  openPool,
  type RunningService,
  runService,
} from '@touchstone/runtime';
import { type IngestConfig, IngestConfigSchema } from './ingest-config.js';
import type { IngestParts } from './ingest-parts.js';
import { IngestModule } from './ingest.module.js';
import { consumeFromKafka } from './kafka/consume.js';

async function serve(config: IngestConfig, logger: Logger): Promise<RunningService> {
  await migratePostgres(config.DATABASE_URL, [...eventLogMigrations, ...accessMigrations]);
  const pool = openPool(config.DATABASE_URL, { name: 'touchstone-ingest' });
  const broker = openBroker(config, { clientId: 'touchstone-ingest', logger });
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
  const app = await createHttpService({ modules: [IngestModule.with(parts)], checks, logger });
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
