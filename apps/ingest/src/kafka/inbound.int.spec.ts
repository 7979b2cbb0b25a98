import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import {
  allTopics,
  type BrokerMessage,
  encodeCloudEvent,
  inboundTopics,
  KafkajsBroker,
  type OutgoingMessage,
  topicOf,
  topics,
} from '@touchstone/broker';
import { eventTypes } from '@touchstone/contracts';
import { EventLog, eventLogMigrations, HashedLookups, LogReader } from '@touchstone/event-log';
import { configureHttp, createLogger, migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { eventually } from '../../../../tests/support/eventually.js';
import { describeKafka, newName, silentLogger } from '../../../../tests/support/kafka-broker.js';
import { freshDatabase } from '../../../../tests/support/postgres.js';
import { IngestModule } from '../ingest.module.js';
import { consumeFromKafka } from './consume.js';
import { InboundBatches } from './inbound-batches.js';

const types = Object.entries(eventTypes);
const eventOf = (nth: number, workspace: string) => {
  const [type, { example }] = types[nth % types.length]!;
  return {
    specversion: '1.0',
    id: `e-${nth}`,
    source: 'test',
    type,
    time: '2026-03-01T09:30:00.000Z',
    data: example,
    workspace,
  };
};
const structured = (
  event: Omit<ReturnType<typeof eventOf>, 'workspace' | 'data'> & { data: unknown },
): OutgoingMessage => ({
  topic: topicOf(event.type)!,
  key: event.id,
  ...encodeCloudEvent(event),
});
const binary = ({ data, ...attributes }: ReturnType<typeof eventOf>): OutgoingMessage => ({
  topic: topicOf(attributes.type)!,
  key: attributes.id,
  value: JSON.stringify(data),
  headers: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value])),
});

/** A fixed shuffle: the same order in every run. */
function shuffled<T>(items: T[]): T[] {
  let seed = 7;
  const next = () => (seed = (seed * 48271) % 2147483647);
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

await describeKafka('the Kafka consumer', ({ brokers }) => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let pool: Pool;
  let broker: KafkajsBroker;
  let open: (() => Promise<void>)[] = [];
  const personalData = new HashedLookups('ab'.repeat(32));

  beforeAll(async () => {
    database = await freshDatabase();
    await migratePostgres(database.url, [...eventLogMigrations, ...accessMigrations]);
    pool = openPool(database.url);
    broker = new KafkajsBroker({ brokers, clientId: 'ingest-test', logger: silentLogger });
    await broker.createTopics([...allTopics]);
  });
  afterEach(async () => {
    for (const close of open.reverse()) await close();
    open = [];
  });
  afterAll(async () => {
    await broker.close();
    await pool.end();
    await database.drop();
  });

  async function start(
    group: string,
    mode: 'log' | 'kafka' = 'log',
  ): Promise<{ app: INestApplication; url: string; stop: () => Promise<void> }> {
    const kafka = { broker, group, defaultWorkspace: null };
    const parts = { pool, keys: new ApiKeys(pool), personalData, mode, kafka };
    const app = await NestFactory.create(IngestModule.with(parts), { bodyParser: false, logger: false });
    configureHttp(app, createLogger('test', 'silent'));
    await app.listen(0, '127.0.0.1');
    await consumeFromKafka(app, { broker, group, logger: createLogger('test', 'silent') });
    let closing: Promise<void> | undefined;
    const stop = () => (closing ??= app.close());
    open.push(stop);
    return { app, url: await app.getUrl(), stop };
  }
  const stored = (workspace: string) => new LogReader(pool).range(workspace, 0, 1_000_000);
  const quarantined = async (workspace: string) =>
    (
      await pool.query<{ reason: string; origin: string; raw: Buffer }>(
        'SELECT reason, origin, raw FROM quarantine WHERE workspace = $1 ORDER BY quarantine_id',
        [workspace],
      )
    ).rows;
  const lagOf = async (group: string) =>
    (await broker.lag(group, [...inboundTopics])).reduce((sum, { lagMessages }) => sum + lagMessages, 0);
  async function deadLetters(workspace: string, count: number): Promise<BrokerMessage[]> {
    const found: BrokerMessage[] = [];
    const consumption = await broker.consume({
      groupId: newName('group'),
      topics: [topics.rejected.name],
      onBatch: ({ messages }) => {
        found.push(...messages.filter(({ headers }) => headers['workspace'] === workspace));
        return Promise.resolve();
      },
    });
    await eventually(() => found.length >= count).finally(() => consumption.stop());
    return found;
  }
  const authorised = async (workspace: string) => {
    const { key } = await new ApiKeys(pool).create(workspace, 'door', ['ingest:write']);
    return (url: string, path: string, body: unknown) =>
      fetch(url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
      });
  };

  it('takes shuffled, duplicated and junk messages, across a restart in the middle: each event once, no junk lost', async () => {
    const workspace = newName('workspace');
    const group = newName('group');
    const events = Array.from({ length: 1500 }, (_, nth) => eventOf(nth, workspace));
    const junk: OutgoingMessage[] = [
      '{',
      '',
      '\u0000',
      '[1]',
      '{"specversion":"1.0"}',
      '"x"',
      '9'.repeat(1000),
    ].map((value) => ({ topic: topics.touchpoints.name, key: null, value, headers: { workspace } }));
    const poison: OutgoingMessage[] = [
      {
        ...eventOf(0, workspace),
        id: 'p-1',
        data: { ...eventTypes['touchpoint.recorded.v1'].example, campaign: 'a\0' },
      },
      { ...eventOf(0, workspace), id: 'p-2', type: 'touchpoint.recorded.v9' },
    ].map((event) => structured(event));
    const deep = structured({ ...eventOf(0, workspace), id: 'p-3', data: 'deep' });
    poison.push({
      ...deep,
      value: deep.value!.toString().replace('"deep"', '{"a":'.repeat(9000) + '1' + '}'.repeat(9000)),
    });
    const once = events.map((event, nth) => (nth % 2 ? structured(event) : binary(event)));
    const list = { ...once[0]!, value: JSON.stringify(events.slice(0, 20)), headers: {} };
    const messages = shuffled([...once, ...once, list, ...junk, ...poison]);

    const first = await start(group);
    await broker.publish(messages.slice(0, 1600));
    await eventually(async () => (await stored(workspace)).length > 100);
    await first.stop();
    const before = (await stored(workspace)).length;
    await start(group);
    await broker.publish(messages.slice(1600));
    await eventually(
      async () => (await lagOf(group)) === 0 && (await stored(workspace)).length >= 1500,
      60_000,
    );

    const log = await stored(workspace);
    expect(before).toBeGreaterThan(0);
    expect(log.map(({ eventId }) => eventId).sort()).toEqual(events.map(({ id }) => id).sort());
    expect(log.map(({ position }) => position)).toEqual(log.map((_, nth) => nth + 1));
    const kept = await quarantined(workspace);
    expect(kept).toHaveLength(junk.length + poison.length);
    expect(new Set(kept.map(({ reason }) => reason))).toEqual(
      new Set(['unreadable', 'unstorable_text', 'unknown_type', 'too_deep', 'invalid_envelope']),
    );
    expect(kept.map(({ raw }) => raw.toString())).toEqual(expect.arrayContaining(['{', '', '\u0000', '[1]']));

    const letters = await deadLetters(workspace, kept.length);
    expect(new Set(letters.map(({ headers }) => headers['origin']))).toEqual(
      new Set(kept.map(({ origin }) => origin)),
    );
    expect(letters.every(({ headers }) => headers['reason'])).toBe(true);

    // the same events by HTTP are duplicates
    const post = await authorised(workspace);
    const { url } = await start(newName('group'));
    const answer = await post(url, '/v1/events', events);
    expect(await answer.json()).toMatchObject({ accepted: 0, duplicates: 1500, rejected: [] });
  });

  it('waits while the database cannot take anything, and loses nothing', async () => {
    const workspace = newName('workspace');
    const group = newName('group');
    await start(group);
    await pool.query('ALTER TABLE events RENAME TO events_away');
    await broker.publish(Array.from({ length: 200 }, (_, nth) => structured(eventOf(nth, workspace))));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await lagOf(group)).toBeGreaterThanOrEqual(200);
    await pool.query('ALTER TABLE events_away RENAME TO events');
    await eventually(async () => (await stored(workspace)).length === 200);
  });

  it('quarantines messages without a workspace, and those that claim two', async () => {
    const group = newName('group');
    const workspace = newName('workspace');
    const { workspace: _, ...homeless } = eventOf(1, workspace);
    await start(group);
    const marked = structured({ ...homeless, id: workspace });
    const claims = structured({ ...eventOf(0, 'other'), id: 'two' });
    await broker.publish([marked, { ...claims, headers: { ...claims.headers, workspace } }]);
    await eventually(async () => (await quarantined(workspace)).length === 1);
    expect(await quarantined(workspace)).toMatchObject([{ reason: 'foreign_workspace' }]);
    await eventually(async () => {
      const none = await quarantined('(none)');
      return none.some(({ reason, raw }) => reason === 'no_workspace' && raw.includes(workspace));
    });
  });

  it('carries what the HTTP door publishes, Segment calls too: retries are duplicates', async () => {
    const workspace = newName('workspace');
    const post = await authorised(workspace);
    const { url } = await start(newName('group'), 'kafka');
    const { workspace: _, ...event } = eventOf(0, workspace);
    const call = { type: 'page', messageId: 'm-1', anonymousId: 'a-1', timestamp: '2026-03-01T09:30:00Z' };
    for (const sentAt of ['2026-03-01T09:30:01Z', '2026-03-01T10:00:00Z']) {
      expect(await (await post(url, '/v1/events', event)).json()).toMatchObject({ accepted: 1 });
      expect(await (await post(url, '/v1/batch', { batch: [call], sentAt })).json()).toMatchObject({
        accepted: 1,
      });
    }
    expect((await post(url, '/v1/events', { ...event, type: 'x' })).status).toBe(400);
    await eventually(async () => (await stored(workspace)).length === 2);
    await eventually(async () => (await quarantined(workspace)).length === 1);
    expect((await stored(workspace)).map(({ eventId }) => eventId).sort()).toEqual(['e-0', 'm-1']);
    expect(await deadLetters(workspace, 1)).toMatchObject([{ headers: { reason: 'unknown_type' } }]);
  });

  it('takes nothing twice when it is behind, and sends dead letters that a crash kept back', async () => {
    const workspace = newName('workspace');
    const topic = topics.touchpoints.name;
    const at = (offset: number, value: object): BrokerMessage => ({
      topic,
      partition: 99,
      offset: String(offset),
      key: null,
      value: Buffer.from(JSON.stringify(value)),
      headers: {},
      publishedAtMs: Date.now(),
    });
    const touch = (nth: number) => eventOf(nth * types.length, workspace);
    const messages = Array.from({ length: 12 }, (_, nth) => at(nth, touch(nth)));
    messages[3] = at(3, { ...touch(3), type: 'x' });
    messages[4] = at(4, { ...touch(2), time: '2026-03-02T00:00:00Z' }); // a conflict
    const fresh = () => false;

    /** The real broker, but this one publish does not get through: as if the process died after the commit. */
    class CutOff extends KafkajsBroker {
      override publish(): Promise<void> {
        return Promise.reject(new Error('cut off'));
      }
    }
    const cutOff = new CutOff({ brokers, clientId: 'cut-off', logger: silentLogger });
    const parts = {
      pool,
      log: new EventLog(pool),
      personalData,
      group: newName('group'),
      defaultWorkspace: null,
    };
    await expect(
      new InboundBatches({ ...parts, broker: cutOff }).take(messages.slice(0, 8), fresh),
    ).rejects.toThrow('cut off');
    expect(await stored(workspace)).toHaveLength(6);

    const batches = new InboundBatches({ ...parts, broker });
    expect(await batches.startOffsets([{ topic, partition: 99 }])).toEqual([
      { topic, partition: 99, offset: '8' },
    ]);
    await batches.take(messages.slice(0, 10), fresh);
    await batches.take(messages.slice(5), fresh);
    await expect(batches.take(messages.slice(0, 4), () => true)).rejects.toThrow('another consumer');
    expect((await stored(workspace)).map(({ eventId }) => eventId)).toEqual(
      messages.filter((_, nth) => nth !== 3 && nth !== 4).map((_, nth) => touch(nth < 3 ? nth : nth + 2).id),
    );
    expect((await quarantined(workspace)).map(({ reason, origin }) => [reason, origin])).toEqual([
      ['unknown_type', `${topic}/99/3`],
      ['id_conflict', `${topic}/99/4`],
    ]);
    const letters = await deadLetters(workspace, 2);
    expect(new Set(letters.map(({ headers }) => headers['reason']))).toEqual(
      new Set(['unknown_type', 'id_conflict']),
    );
    await cutOff.close();
  });
});
