import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import type { AttributionAnswer } from '@touchstone/attribution';
import { models } from '@touchstone/attribution';
import { allTopics, KafkajsBroker } from '@touchstone/broker';
import type { CloudEvent } from '@touchstone/contracts';
import { eventLogMigrations, LogReader, readCheckpoints } from '@touchstone/event-log';
import { factsProjection } from '@touchstone/facts';
import { migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { timelineMigrations } from '@touchstone/timeline';
import { generateDemo } from '../../apps/standalone/src/demo/generate.js';
import { build, programOf } from '../support/built.js';
import { freshClickHouseServer } from '../support/clickhouse-server.js';
import { creditOf } from '../support/credit.js';
import { eventually } from '../support/eventually.js';
import { describeKafka, newName, silentLogger } from '../support/kafka-broker.js';
import { beginAtEnd } from '../support/kafka-messages.js';
import { freshDatabase } from '../support/postgres.js';
import { type Process, startProcess } from '../support/processes.js';
import { openWorkbench, piiKey } from '../support/workbench.js';

const events = generateDemo({ seed: 7, end: new Date('2026-06-30T00:00:00Z'), scale: 0.02 });
const once = new Set(events.map(({ source, id }) => `${source} ${id}`)).size;

await describeKafka('ingest, projector and API as processes of their own', ({ brokers }) => {
  const workspace = newName('distributed');
  const group = newName('group');
  const running = new Set<Process>();
  let closing: (() => Promise<unknown>)[] = [];
  let pool: Pool;
  let environment: Record<string, string>;
  let expected: Awaited<ReturnType<typeof creditOf>>;

  /** Starts a service; it answers at the address that its log names. */
  async function start(
    name: 'ingest' | 'projector' | 'api',
    more: Record<string, string> = {},
  ): Promise<Process & { url: string }> {
    const service = startProcess(programOf(name), [], { ...environment, ...more });
    running.add(service);
    const [, url] = await service.says(/"url":"(http[^"]+)"/);
    return { ...service, url: url! };
  }
  const stored = async () =>
    (await new LogReader(pool).heads()).find((one) => one.workspace === workspace)?.position ?? 0;
  const projected = async () => (await readCheckpoints(pool, factsProjection)).get(workspace) ?? 0;

  beforeAll(build, 600_000);
  beforeAll(async () => {
    const bench = await openWorkbench();
    await bench.append(workspace, events);
    await bench.projector().catchUp();
    expected = await creditOf(bench.clickhouse, workspace);
    await bench.close();

    const database = await freshDatabase();
    await migratePostgres(database.url, [...eventLogMigrations, ...accessMigrations, ...timelineMigrations]);
    pool = openPool(database.url);
    const clickhouse = await freshClickHouseServer();
    const broker = new KafkajsBroker({ brokers, clientId: 'distributed-test', logger: silentLogger });
    closing = [() => broker.close(), () => pool.end(), database.drop, clickhouse.drop];
    await broker.createTopics([...allTopics]);
    await beginAtEnd(pool, broker, group);
    environment = {
      PORT: '0',
      DATABASE_URL: database.url,
      CLICKHOUSE_URL: clickhouse.url,
      PII_KEY: piiKey,
      KAFKA_BROKERS: brokers.join(','),
      KAFKA_GROUP: group,
    };
  });
  afterAll(async () => {
    await Promise.all([...running].map((service) => service.end('SIGKILL')));
    for (const close of closing) await close();
  });

  let door: Process & { url: string };
  let consumer: Process & { url: string };
  let projector: Process & { url: string };
  let api: Process & { url: string };

  it('take what the door answered for, though consumer and projector are killed at their worst moments', async () => {
    projector = await start('projector');
    api = await start('api');
    door = await start('ingest', { INGEST_MODE: 'kafka', KAFKA_CONSUME: 'false' });
    consumer = await start('ingest', { CRASHPOINT: 'append-after-commit:4' });
    const { key } = await new ApiKeys(pool).create(workspace, 'door', ['ingest:write']);
    const post = async (batch: CloudEvent[]) => {
      const answer = await fetch(`${door.url}/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(batch),
      });
      expect(await answer.json()).toMatchObject({ accepted: batch.length, rejected: [] });
    };
    await post(events.slice(0, 1)); // what the workspace agreed on holds from its place in the log on
    await eventually(async () => (await projected()) === 1);
    await projector.end();
    projector = await start('projector', { CRASHPOINT: 'projector-journeys-loaded:1' });
    for (let start = 1; start < events.length; start += 200) await post(events.slice(start, start + 200));

    expect(await Promise.all([consumer.ended, projector.ended])).toEqual(['SIGKILL', 'SIGKILL']);
    expect(await stored()).toBeLessThan(once);
    expect(await projected()).toBeLessThan(once);
    [consumer, projector] = await Promise.all([start('ingest'), start('projector')]);
    await eventually(async () => (await stored()) === once, 60_000);
    await eventually(async () => (await projected()) === once, 60_000);
  }, 300_000);

  it('and give the credit that one process gives', async () => {
    const { key } = await new ApiKeys(pool).create(workspace, 'report', ['query:read']);
    const answer = await fetch(
      `${api.url}/v1/attribution?from=2000-01-01&to=2100-01-01&model=${models.join(',')}`,
      { headers: { authorization: `Bearer ${key}` } },
    );
    expect(answer.status).toBe(200);
    const { report, ...credit } = (await answer.json()) as AttributionAnswer;
    expect(report.asOf).toBe(once);
    expect(credit.rows.length).toBeGreaterThan(20);
    expect(withoutLinks(credit)).toEqual(expected);
  });

  it('and end in order when they are told to', async () => {
    const ends = await Promise.all([door, consumer, projector, api].map((service) => service.end()));
    expect(ends).toEqual([0, 0, 0, 0]);
  });
});

/** A report over HTTP as the library gives it: the API adds links to rows. */
function withoutLinks({ rows, unattributed, ...credit }: Omit<AttributionAnswer, 'report'>): object {
  const bare = (row: object) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'links'));
  return { ...credit, rows: rows.map(bare), unattributed: unattributed.map(bare) };
}
