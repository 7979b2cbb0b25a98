import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import { allTopics, KafkajsBroker } from '@touchstone/broker';
import { eventTypes } from '@touchstone/contracts';
import {
  EventLog,
  eventLogMigrations,
  HashedLookups,
  LogReader,
  putIntoQuarantine,
} from '@touchstone/event-log';
import {
  configureHttp,
  createLogger,
  inTransaction,
  metrics,
  migratePostgres,
  openPool,
  type Pool,
} from '@touchstone/runtime';
import { eventually } from '../../../../tests/support/eventually.js';
import { describeKafka, newName, silentLogger } from '../../../../tests/support/kafka-broker.js';
import { freshDatabase } from '../../../../tests/support/postgres.js';
import { IngestModule } from '../ingest.module.js';
import type { IngestParts } from '../ingest-parts.js';
import { consumeFromKafka } from '../kafka/consume.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are walked by path
type Json = any;

let sequence = 0;
const touch = (more: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id: `t-${++sequence}`,
  source: 'test',
  type: 'touchpoint.recorded.v1',
  time: '2026-03-01T09:30:00.000Z',
  data: eventTypes['touchpoint.recorded.v1'].example,
  ...more,
});

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
let closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  await migratePostgres(database.url, [...eventLogMigrations, ...accessMigrations]);
  pool = openPool(database.url);
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const stored = (workspace: string) => new LogReader(pool).range(workspace, 0, 1000);

async function open(more: Partial<IngestParts> = {}) {
  const parts = { pool, keys: new ApiKeys(pool), personalData: new HashedLookups('ab'.repeat(32)), ...more };
  const app = await NestFactory.create(IngestModule.with(parts), { bodyParser: false, logger: false });
  configureHttp(app, createLogger('test', 'silent'));
  await app.listen(0, '127.0.0.1');
  closing.push(() => app.close());
  return { app, url: await app.getUrl() };
}

/** A workspace's own view of the door and of its quarantine. */
async function enter(url: string, workspace = newName('workspace')) {
  const keys = new ApiKeys(pool);
  const { key } = await keys.create(workspace, 'door', ['ingest:write']);
  const { key: adminKey } = await keys.create(workspace, 'admin', ['admin']);
  const call = async (method: string, path: string, bearer: string, body?: unknown, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${bearer}`, ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Json };
  };
  const list = (query = '') => call('GET', `/v1/quarantine${query}`, adminKey);
  return {
    workspace,
    list,
    send: (path: string, body: unknown, headers = {}) => call('POST', path, key, body, headers),
    get: (id: number) => call('GET', `/v1/quarantine/${id}`, adminKey),
    replay: (id: number, body?: unknown) => call('POST', `/v1/quarantine/${id}/replay`, adminKey, body),
    dismiss: (id: number, body: unknown) => call('POST', `/v1/quarantine/${id}/dismiss`, adminKey, body),
    newest: async (): Promise<number> => (await list()).body.messages[0].quarantineId,
  };
}

describe('the quarantine', () => {
  let place: Awaited<ReturnType<typeof enter>>;
  beforeEach(async () => {
    place = await enter((await open()).url);
  });

  it('lists by pages and filters, and shows the bytes of one, as text where they are', async () => {
    await place.send('/v1/events', [touch({ type: 'x' }), touch({ time: 'x', source: 'crm' }), 7]);
    const first = await place.list('?limit=2');
    expect(first.body.messages).toMatchObject([
      { reason: 'not_an_object', resolvedAt: null },
      { reason: 'invalid_envelope', source: 'crm' },
    ]);
    const second = await place.list(`?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ messages: [{ reason: 'unknown_type' }], nextCursor: null });
    expect((await place.list('?limit=3')).body.nextCursor).toBeNull();
    expect((await place.list('?reason=unknown_type')).body.messages).toHaveLength(1);
    expect((await place.list('?source=crm&reason=invalid_envelope')).body.messages).toHaveLength(1);
    expect((await place.list('?source=crm&reason=unknown_type')).body.messages).toHaveLength(0);
    for (const query of ['limit=1000', 'limit=0x10', 'cursor=a', 'state=lost', 'colour=red'])
      expect(await place.list(`?${query}`)).toMatchObject({
        status: 400,
        body: { detail: expect.stringContaining('limit') },
      });
    expect((await place.get(first.body.messages[0].quarantineId)).body).toMatchObject({
      raw: { base64: Buffer.from('7').toString('base64'), text: '7' },
    });
    const raw = Buffer.from([0xff, 0x00]);
    const message = { workspace: place.workspace, reason: 'unreadable', detail: 'd', door: 'kafka' };
    const rest = { origin: null, eventSource: null, eventId: null, raw, receivedAt: 0 };
    await inTransaction(pool, (client) => putIntoQuarantine(client, [{ ...message, ...rest }]));
    expect((await place.get(await place.newest())).body).toMatchObject({
      raw: { base64: raw.toString('base64'), text: null },
    });
  });

  it('replays a corrected event: it is in the log, and the message says what it became', async () => {
    const wrong = touch({ time: 'yesterday' });
    await place.send('/v1/events', wrong);
    const id = await place.newest();
    expect(await place.replay(id)).toMatchObject({ status: 400, body: { reason: 'invalid_envelope' } });
    expect(await place.replay(id, { ...wrong, type: 'touchpoint.recorded.v9' })).toMatchObject({
      status: 400,
    });
    expect(await place.replay(id, [wrong])).toMatchObject({ status: 400 });
    expect((await place.list()).body.messages).toHaveLength(1); // what is refused again is no second message
    const right = { ...wrong, time: '2026-03-01T09:30:00.000Z' };
    const event = { source: 'test', id: wrong.id };
    expect(await place.replay(id, right)).toMatchObject({
      status: 200,
      body: {
        outcome: 'accepted',
        message: { resolution: 'replayed', event, resolvedBy: expect.any(String) },
      },
    });
    expect(await stored(place.workspace)).toMatchObject([{ eventId: wrong.id }]);
    expect((await place.list()).body.messages).toEqual([]);
    expect((await place.list('?state=resolved')).body.messages).toMatchObject([{ quarantineId: id, event }]);
    expect((await place.get(id)).body.raw.text).toBe(JSON.stringify(wrong));
    expect(await place.replay(id, right)).toMatchObject({
      status: 409,
      body: { code: 'conflict', resolution: 'replayed', eventId: wrong.id },
    });
  });

  it('replays the bytes as they came, once what they say is known', async () => {
    const { data, ...attributes } = touch({ source: 'crm/ä' });
    const binary = Object.entries(attributes).map(([name, value]) => [
      `ce-${name}`,
      encodeURIComponent(String(value)),
    ]);
    const call = { event: 'Signed Up', userId: 'u-1', messageId: 'm-1', timestamp: '2026-03-01T09:00:00Z' };
    await place.send('/v1/events', touch());
    await place.send('/v1/events', JSON.stringify(data), {
      ...Object.fromEntries(binary),
      'content-type': 'application/json',
      'ce-workspace': 'other',
    });
    await place.send('/v1/track', { ...call, properties: { interaction: 'Wink Wink' } });
    await place.send('/v1/batch', {
      context: { campaign: { name: 'spring' } },
      batch: [{ ...call, type: 'track', messageId: 'm-2', properties: { interaction: 'Wink Wink' } }],
    });
    // the same messages as a version that knew less would have left them
    await pool.query(
      `UPDATE quarantine SET beside = replace(beside, '"ce-workspace":"other"', '"ce-more":"x"'),
         raw = convert_to(replace(convert_from(raw, 'utf8'), 'Wink Wink', 'form_submit'), 'utf8') WHERE workspace = $1`,
      [place.workspace],
    );
    const ids = ((await place.list()).body.messages as Json[]).map(({ quarantineId }) => quarantineId);
    expect(ids).toHaveLength(3);
    for (const id of ids.reverse())
      expect(await place.replay(id)).toMatchObject({ body: { outcome: 'accepted' } });
    expect((await stored(place.workspace)).slice(1)).toMatchObject([
      { eventId: attributes.id, source: 'crm/ä' },
      { eventId: 'm-1', occurredAt: Date.parse('2026-03-01T09:00:00Z') },
      { eventId: 'm-2', data: { campaign: 'spring' } },
    ]);
  });

  it('finds a duplicate, and refuses what conflicts without a second message', async () => {
    const event = touch();
    await place.send('/v1/events', event);
    await place.send('/v1/events', { ...event, time: '2026-03-02T09:30:00.000Z' });
    const id = await place.newest();
    expect(await place.replay(id)).toMatchObject({ status: 409, body: { reason: 'id_conflict' } });
    expect((await place.list()).body.messages).toHaveLength(1);
    expect(await place.replay(id, event)).toMatchObject({ body: { outcome: 'duplicate' } });
    expect(await stored(place.workspace)).toHaveLength(1);
  });

  it('becomes one event, whoever replays it at the same time', async () => {
    await place.send('/v1/events', touch({ time: 'x' }));
    const id = await place.newest();
    const answers = await Promise.all(Array.from({ length: 6 }, () => place.replay(id, touch())));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    expect(await stored(place.workspace)).toHaveLength(1);
  });

  it('dismisses with a reason, keeps the message, and counts the open ones only', async () => {
    const gauge = async () =>
      Number(/^touchstone_quarantine_messages (\d+)$/m.exec(await metrics.metrics())![1]);
    const before = await gauge();
    await place.send('/v1/events', [touch({ time: 'x' }), touch({ time: 'x' })]);
    const id = await place.newest();
    expect(await gauge()).toBe(before + 2);
    for (const body of ['', {}, { reason: ' ' }, { reason: 'x', by: 'me' }])
      expect(await place.dismiss(id, body)).toMatchObject({ status: 400 });
    expect(await place.dismiss(id, { reason: 'a test of ours' })).toMatchObject({
      status: 200,
      body: { resolution: 'dismissed', resolutionReason: 'a test of ours', event: null },
    });
    expect(await gauge()).toBe(before + 1);
    expect(await place.dismiss(id, { reason: 'again' })).toMatchObject({ status: 409 });
    expect(await place.replay(id, touch())).toMatchObject({ status: 409 });
    expect((await place.list('?state=resolved')).body.messages).toHaveLength(1);
  });

  it('shows nothing of it to other workspaces, nor lets them decide', async () => {
    const { url } = await open();
    const other = await enter(url);
    await place.send('/v1/events', touch({ time: 'x' }));
    const id = await place.newest();
    expect((await other.list()).body.messages).toEqual([]);
    for (const answer of [
      await other.get(id),
      await other.replay(id, touch()),
      await other.dismiss(id, { reason: 'x' }),
      await place.get(2 ** 40),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await place.list()).body.messages).toHaveLength(1);
    expect(await stored(other.workspace)).toEqual([]);
  });
});

await describeKafka('the quarantine of a door on Kafka', ({ brokers }) => {
  it('replays through Kafka: the consumer appends the event', async () => {
    const broker = new KafkajsBroker({ brokers, clientId: 'quarantine-test', logger: silentLogger });
    closing.push(() => broker.close());
    await broker.createTopics([...allTopics]);
    const group = newName('group');
    const kafka = { broker, group, defaultWorkspace: null };
    const { app, url } = await open({ mode: 'kafka', kafka });
    const place = await enter(url);
    const event = touch();
    await place.send('/v1/events', { ...event, time: 'x' });
    const id = await place.newest();
    expect(await place.replay(id, event)).toMatchObject({ body: { outcome: 'accepted' } });
    expect(await stored(place.workspace)).toEqual([]); // nothing consumes yet: it went to Kafka and nowhere else
    await consumeFromKafka(app, { broker, group, logger: createLogger('test', 'silent') });
    await eventually(async () => (await stored(place.workspace)).length === 1);

    // an element of a list that came by Kafka is replayed as that element
    const log = new EventLog(pool);
    const raw = Buffer.from(JSON.stringify([7, touch({ id: 'second' })]));
    const where = { workspace: place.workspace, door: 'kafka', origin: `t/0/${sequence}#1`, receivedAt: 0 };
    const message = { ...where, reason: 'unknown_type', detail: 'd', eventSource: null, eventId: null, raw };
    await log.append({ events: [], quarantined: [message] });
    expect(await place.replay(await place.newest())).toMatchObject({
      body: { message: { event: { id: 'second' } } },
    });
  });
});
