import type { INestApplication } from '@nestjs/common';
import { ApiKeys } from '@touchstone/access';
import { ApiModule, mountDocuments } from '@touchstone/api';
import { createBiViews } from '@touchstone/bi';
import { openBiDoor } from '@touchstone/bi-door';
import { type Broker, openBroker } from '@touchstone/broker';
import { HashedLookups } from '@touchstone/event-log';
import { type ClickHouse, migrate, storeChecks } from '@touchstone/facts';
import { consumeFromKafka, IngestModule } from '@touchstone/ingest';
import { ProjectorModule } from '@touchstone/projector';
import { RelayModule } from '@touchstone/relay';
import {
  createHttpService,
  createLogger,
  Fault,
  type Logger,
  migratePostgres,
  openPool,
  type Pool,
} from '@touchstone/runtime';
import { randomBytes } from 'node:crypto';
import { type DemoKeys, demoKeys, demoWorkspace } from './demo-keys.js';
import { startClickHouse } from './engines/clickhouse.js';
import { addressNote, biAddressNote } from './data-folder-access.js';
import { DataFolder } from './engines/data-folder.js';
import { freePort } from './engines/free-port.js';
import { startPostgres } from './engines/postgres.js';
import { migrations } from './migrations.js';
import type { StandaloneConfig } from './standalone-config.js';
import { Stops } from './stops.js';

/** Everything in one process, listening. */
export interface Standalone {
  url: string;
  /** Where BI tools connect; null: switched off. */
  biUrl: string | null;
  data: DataFolder;
  pool: Pool;
  keys: DemoKeys;
  /** Settles when an engine ends that nobody stopped. */
  broken: Promise<Fault>;
  /** Stops everything, engines last. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts engines, schemas and all services on one port. When something fails, what was started is stopped again.
 * @param say takes lines for people
 * @throws Fault, ConfigError
 */
export async function startStandalone(
  config: StandaloneConfig,
  say: (line: string) => void,
): Promise<Standalone> {
  const logger = createLogger('standalone', config.LOG_LEVEL);
  const stops = new Stops((name, err) => logger.error({ err }, `${name} could not be stopped`));
  try {
    return await assemble(config, { say, logger, stops });
  } catch (thrown) {
    await stops.run();
    throw thrown;
  }
}

interface Means {
  say: (line: string) => void;
  logger: Logger;
  stops: Stops;
}

async function assemble(config: StandaloneConfig, { say, logger, stops }: Means): Promise<Standalone> {
  await requireFreePort(config.PORT, config.HOST, '--port');
  if (config.BI_PORT !== 'off')
    await requireFreePort(config.BI_PORT, config.BI_HOST, 'BI_PORT (or BI_PORT=off)');
  const data = DataFolder.open(config.TOUCHSTONE_DATA);
  stops.add('the data folder', () => data.close());
  const postgres = await startPostgres(data, say);
  let isStopping = false;
  stops.add('PostgreSQL', () => {
    isStopping = true;
    return postgres.stop();
  });
  const broken = new Promise<Fault>((resolve) => {
    const text = `PostgreSQL ended unexpectedly; ${data.path('postgres.log')} says why.`;
    void postgres.ended.then(() => isStopping || resolve(new Fault('unavailable', text)));
  });
  const clickhouse = await startClickHouse(data);
  stops.add('ClickHouse', () => clickhouse.close());
  await migratePostgres(postgres.url, migrations);
  await migrate(clickhouse);
  await createBiViews(clickhouse);
  const pool = openPool(postgres.url, { name: 'touchstone-standalone', max: 16 });
  stops.add('the connections to PostgreSQL', () => pool.end());
  data.write('secrets/postgres-url', postgres.url); // for commands that work on this folder

  const apiKeys = new ApiKeys(pool);
  const keys = await demoKeys(apiKeys, data);
  const url = await listen(config, { pool, clickhouse, apiKeys, data, logger, stops });
  const biUrl = await openBi(config, { apiKeys, data, logger, stops });
  return { url, biUrl, data, pool, keys, broken, stop: () => stops.run() };
}

/** The door for BI tools, over the same engine; it stops before the engine does. */
async function openBi(
  { BI_PORT: port, BI_HOST: host }: StandaloneConfig,
  { apiKeys: keys, data, logger, stops }: Pick<Parts, 'apiKeys' | 'data' | 'logger' | 'stops'>,
): Promise<string | null> {
  data.forget(biAddressNote); // of one that was killed
  if (port === 'off') return null;
  const door = await openBiDoor({ port, host, path: data.path('clickhouse'), keys, logger });
  stops.add('the door for BI', () => door.stop());
  data.write(biAddressNote, door.url); // for commands that work on this folder
  stops.add('the address for BI', () => data.forget(biAddressNote));
  return door.url;
}

interface Parts {
  pool: Pool;
  clickhouse: ClickHouse;
  apiKeys: ApiKeys;
  data: DataFolder;
  logger: Logger;
  stops: Stops;
}

async function listen(
  config: StandaloneConfig,
  { pool, clickhouse, apiKeys: keys, data, logger, stops }: Parts,
): Promise<string> {
  const personalData = new HashedLookups(data.keep('secrets/pii-key', () => randomBytes(32).toString('hex')));
  const kafka = kafkaOf(config, logger);
  if (kafka) stops.add('the connection to Kafka', () => kafka.broker.close());
  const modules = [
    IngestModule.with({ pool, keys, personalData, ...(kafka && { kafka }) }),
    ProjectorModule.with({ pool, clickhouse, logger }),
    RelayModule.with({
      ...{ pool, clickhouse, logger, broker: kafka?.broker },
      options: { everySeconds: config.RELAY_EVERY_SECONDS, newsHours: config.RELAY_NEWS_HOURS },
    }),
    ApiModule.with({ pool, clickhouse, keys, personalData }),
  ];
  const checks = [
    ...storeChecks(pool, clickhouse),
    ...(kafka ? [{ name: 'kafka', check: () => kafka.broker.ping() }] : []),
  ];
  const app = await createHttpService({ modules, checks, logger });
  stops.add('the services', () => app.close());
  mountDocuments(app);
  await app.listen(config.PORT, config.HOST);
  data.write(addressNote, await app.getUrl()); // for commands that work on this folder
  stops.add('the address', () => data.forget(addressNote));
  if (kafka) consume(app, kafka, { logger, stops });
  return app.getUrl();
}

/** What Kafka brings without a workspace belongs to the demo: there is no other one here by itself. */
function kafkaOf(config: StandaloneConfig, logger: Logger) {
  const broker = openBroker(config, { clientId: 'touchstone-standalone', logger });
  return broker && { broker, group: 'touchstone-standalone', defaultWorkspace: demoWorkspace };
}

/** In the background: a broker that is away keeps nothing else from working. */
function consume(
  app: INestApplication,
  { broker, group }: { broker: Broker; group: string },
  { logger, stops }: { logger: Logger; stops: Stops },
): void {
  const stopping = new AbortController();
  stops.add('reading from Kafka', () => stopping.abort());
  consumeFromKafka(app, { broker, group, logger, signal: stopping.signal }).catch((err: unknown) =>
    logger.error({ err }, 'reading from Kafka ended'),
  );
}

/** Before anything is started: the most frequent reason not to start. */
async function requireFreePort(port: number, host: string, setting: string): Promise<void> {
  if ((await freePort(port, host)) !== null) return;
  throw new Fault(
    'conflict',
    `Port ${port} on ${host} is taken: stop what listens there, or take another with ${setting}.`,
  );
}
