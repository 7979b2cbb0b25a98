import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { AlertBook, alertMigrations } from '@touchstone/alerts';
import { allTopics, KafkajsBroker, topics } from '@touchstone/broker';
import type { CloudEvent } from '@touchstone/contracts';
import { EventLog, eventLogMigrations } from '@touchstone/event-log';
import { migrate, openClickHouse } from '@touchstone/facts';
import { Projector } from '@touchstone/projector';
import { createLogger, migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { timelineMigrations } from '@touchstone/timeline';
import { build, programOf } from '../support/built.js';
import { eventually } from '../support/eventually.js';
import { describeKafka, newName, silentLogger } from '../support/kafka-broker.js';
import { freshDatabase } from '../support/postgres.js';
import { type Process, startProcess } from '../support/processes.js';
import { accepted } from '../support/workbench.js';

await describeKafka('the relay process', ({ brokers }) => {
  const workspace = newName('relay');
  const ids: string[] = [];
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let folder: string;
  let pool: Pool;
  let broker: KafkajsBroker;
  let running: Process | undefined;

  beforeAll(build, 600_000);
  beforeAll(async () => {
    database = await freshDatabase();
    await migratePostgres(database.url, [...eventLogMigrations, ...timelineMigrations, ...alertMigrations]);
    pool = openPool(database.url);
    folder = await mkdtemp(join(tmpdir(), 'touchstone-relay-'));
    const clickhouse = await openClickHouse({ url: `chdb:${folder}` });
    await migrate(clickhouse);
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    const lead = (leadId: string, verb: string, hours: number, data: object): CloudEvent => ({
      ...{ specversion: '1.0', id: `${leadId}-${verb}`, source: 'crm', type: `lead.${verb}.v1` },
      ...{ time: hoursAgo(hours), data: { leadId, ...data } },
    });
    const events = ['L-1', 'L-2'].flatMap((leadId) => [
      lead(leadId, 'created', 26, { person: { email: `${leadId}@acme.example` } }),
      lead(leadId, 'assigned', 25, { owner: 'ae-1' }),
    ]);
    await new EventLog(pool).append({ events: events.map((event) => accepted(workspace, event)) });
    await new Projector(pool, clickhouse, createLogger('test', 'silent')).catchUp();
    await clickhouse.close(); // one process at a time has the folder
    broker = new KafkajsBroker({ brokers, clientId: 'relay-test', logger: silentLogger });
    await broker.createTopics([...allTopics]);
    await broker.consume({
      groupId: newName('group'),
      topics: [topics.alerts.name],
      onBatch: ({ messages }) => {
        for (const { headers, key, value } of messages)
          if (headers['workspace'] === workspace) {
            const event = JSON.parse(value!.toString()) as { id: string; data: { leadId: string } };
            expect(key).toBe(`${workspace}:lead:${event.data.leadId}`);
            ids.push(event.id);
          }
        return Promise.resolve();
      },
    });
  });
  afterEach(async () => void (await running?.end('SIGKILL')));
  afterAll(async () => {
    await broker?.close();
    await pool?.end();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = () =>
    (running = startProcess(programOf('relay'), [], {
      ...{ PORT: '0', DATABASE_URL: database.url, CLICKHOUSE_URL: `chdb:${folder}` },
      ...{ KAFKA_BROKERS: brokers.join(','), RELAY_EVERY_SECONDS: '0.5' },
    }));
  const recorded = async () =>
    (await new AlertBook(pool).page(workspace, {}, { after: null, limit: 10 })).alerts.map(
      (one) => one.alertId,
    );

  it('killed between sending and recording sends the same ids again, and then no more', async () => {
    const holder = await pool.connect();
    await holder.query('BEGIN; LOCK TABLE alerts IN EXCLUSIVE MODE'); // the book can be read, not written
    start();
    await eventually(() => ids.length === 2, 90_000);
    await running!.end('SIGKILL');
    await holder.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'touchstone-relay' AND datname = current_database()`);
    await holder.query('COMMIT');
    holder.release();
    expect(await recorded()).toEqual([]);

    start();
    await eventually(async () => (await recorded()).length === 2, 90_000);
    await eventually(() => ids.length === 4);
    expect(ids.slice(2).sort()).toEqual(ids.slice(0, 2).sort());
    expect((await recorded()).sort()).toEqual(ids.slice(0, 2).sort());

    const looks = async () => (await new AlertBook(pool).lastLook(workspace))?.judgedAt ?? 0;
    const before = await looks();
    await eventually(async () => (await looks()) > before + 1000);
    expect(ids).toHaveLength(4);
    expect(await running!.end()).toBe(0);
  }, 300_000);
});
