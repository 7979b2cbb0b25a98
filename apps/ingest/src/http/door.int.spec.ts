import 'reflect-metadata';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import { eventTypes } from '@touchstone/contracts';
import { eventLogMigrations, HashedLookups, LogReader } from '@touchstone/event-log';
import { configureHttp, createLogger, migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import { Analytics } from '@segment/analytics-node';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { freshDatabase } from '../../../../tests/support/postgres.js';
import { IngestModule } from '../ingest.module.js';

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

describe('the HTTP door', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let pool: Pool;
  let app: INestApplication;
  let url: string;
  let workspace: string;
  let key: string;
  let adminKey: string;
  const logger = createLogger('test', 'silent');

  beforeAll(async () => {
    database = await freshDatabase();
    await migratePostgres(database.url, [...eventLogMigrations, ...accessMigrations]);
    pool = openPool(database.url);
    ({ app, url } = await open(pool));
  });
  afterAll(async () => {
    await app.close();
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    const keys = new ApiKeys(pool);
    workspace = `w-${++sequence}`;
    ({ key } = await keys.create(workspace, 'door', ['ingest:write']));
    ({ key: adminKey } = await keys.create(workspace, 'admin', ['admin']));
  });

  async function open(pool: Pool): Promise<{ app: INestApplication; url: string }> {
    const parts = { pool, keys: new ApiKeys(pool), personalData: new HashedLookups('ab'.repeat(32)) };
    const app = await NestFactory.create(IngestModule.with(parts), { bodyParser: false, logger: false });
    configureHttp(app, logger);
    await app.listen(0, '127.0.0.1');
    return { app, url: await app.getUrl() };
  }

  async function post(
    path: string,
    body: string | Uint8Array | object,
    headers: Record<string, string> = {},
    base = url,
  ) {
    const response = await fetch(base + path, {
      method: 'POST',
      redirect: 'error',
      headers: { authorization: `Bearer ${key}`, ...headers },
      body:
        typeof body === 'string' || body instanceof Uint8Array
          ? Buffer.from(body as string)
          : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null };
  }
  const stored = () => new LogReader(pool).range(workspace, 0, 1_000_000);
  const quarantine = async () =>
    (
      await pool.query<{ reason: string; door: string; raw: Buffer; event_id: string }>(
        'SELECT reason, door, raw, event_id FROM quarantine WHERE workspace = $1 ORDER BY quarantine_id',
        [workspace],
      )
    ).rows;

  describe('for CloudEvents', () => {
    it('takes one event, structured, and again as a duplicate', async () => {
      const event = touch();
      const headers = { 'content-type': 'application/cloudevents+json' };
      expect(await post('/v1/events', event, headers)).toMatchObject({
        status: 200,
        body: { accepted: 1, duplicates: 0, rejected: [] },
      });
      expect(await post('/v1/events', event)).toMatchObject({ body: { accepted: 0, duplicates: 1 } });
      expect(await stored()).toMatchObject([{ eventId: event.id, position: 1 }]);
    });

    it('takes binary mode', async () => {
      const { data, ...attributes } = touch({ source: 'crm/ä' });
      const headers = Object.entries(attributes).map(([name, value]) => [
        `ce-${name}`,
        encodeURIComponent(value),
      ]);
      const answer = await post('/v1/events', data, {
        ...Object.fromEntries(headers),
        'content-type': 'application/json',
      });
      expect(answer.body).toMatchObject({ accepted: 1 });
      expect(await stored()).toMatchObject([{ eventId: attributes.id, source: 'crm/ä', data }]);
    });

    it('keeps the good ones of a batch, names the others, and quarantines their bytes', async () => {
      const good = touch();
      const bad = `{ "id":"b-1","source":"test", "n": 1e400 }`;
      const batch = `[${JSON.stringify(good)}, ${bad} ,7, ${JSON.stringify(good)}]`;
      const answer = await post('/v1/events', batch, {
        'content-type': 'application/cloudevents-batch+json',
      });
      expect(answer).toMatchObject({
        status: 200,
        body: {
          accepted: 1,
          duplicates: 1,
          rejected: [
            { index: 1, id: 'b-1', reason: 'invalid_number' },
            { index: 2, id: null, reason: 'not_an_object' },
          ],
        },
      });
      expect(await stored()).toHaveLength(1);
      const kept = await quarantine();
      expect(kept.map(({ raw }) => raw.toString())).toEqual([bad, '7']);
      expect(kept[0]).toMatchObject({ reason: 'invalid_number', door: 'http', event_id: 'b-1' });
    });

    it('answers 400 to a single bad event, which it quarantines', async () => {
      const body = JSON.stringify(touch({ type: 'touchpoint.recorded.v7' }));
      const answer = await post('/v1/events', body);
      expect(answer).toMatchObject({
        status: 400,
        body: { reason: 'unknown_type', detail: expect.stringContaining('send touchpoint.recorded.v1') },
      });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect((await quarantine())[0]!.raw.toString()).toBe(body);
    });

    it('answers 409 to the same id with other content, and quarantines the second', async () => {
      const event = touch();
      await post('/v1/events', event);
      const other = { ...event, time: '2026-03-02T09:30:00.000Z' };
      expect(await post('/v1/events', other)).toMatchObject({ status: 409, body: { reason: 'id_conflict' } });
      expect(await quarantine()).toMatchObject([
        { reason: 'id_conflict', raw: Buffer.from(JSON.stringify(other)) },
      ]);
    });

    it('refuses events of another workspace and events above 256 KB', async () => {
      expect(await post('/v1/events', touch({ workspace: 'other' }))).toMatchObject({
        status: 400,
        body: { reason: 'foreign_workspace' },
      });
      expect(await post('/v1/events', touch({ extra: 'x'.repeat(300_000) }))).toMatchObject({ status: 413 });
      expect(await stored()).toHaveLength(0);
    });

    it('takes ten thousand in one request', async () => {
      const events = Array.from({ length: 10_000 }, () => touch());
      expect(await post('/v1/events', gzipSync(JSON.stringify(events)))).toMatchObject({
        status: 200,
        body: { accepted: 10_000 },
      });
      const positions = (await stored()).map(({ position }) => position);
      expect(positions).toEqual(Array.from({ length: 10_000 }, (_, nth) => nth + 1));
    });
  });

  describe('for bodies', () => {
    it('knows gzip and JSON by their content, whatever the headers say', async () => {
      const packed = gzipSync(JSON.stringify(touch()));
      for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'image/png'])
        expect(await post('/v1/events', packed, { 'content-type': type })).toMatchObject({ status: 200 });
      const plain = await post('/v1/events', touch(), {
        'content-encoding': 'gzip',
        'content-type': 'text/plain',
      });
      expect(plain).toMatchObject({ status: 200 });
    });

    it('answers 400 to what cannot be read, and takes nothing', async () => {
      for (const body of ['', '{', 'a=b', new Uint8Array([0x22, 0xff, 0x22]), gzipSync('[]').subarray(0, 12)])
        for (const path of ['/v1/events', '/v1/batch'])
          expect(await post(path, body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
      expect(await quarantine()).toHaveLength(0);
    });

    it('answers 415 to other packings than gzip, and takes plain JSON whatever its header says', async () => {
      const brotli = { 'content-encoding': 'br' };
      for (const path of ['/v1/events', '/v1/batch'])
        expect(await post(path, brotliCompressSync(JSON.stringify(touch())), brotli)).toMatchObject({
          status: 415,
          body: { code: 'unsupported_media_type', detail: expect.stringContaining('gzip') },
        });
      expect(await post('/v1/events', touch(), brotli)).toMatchObject({ status: 200, body: { accepted: 1 } });
    });

    it('refuses more than 4 MB, and a gzip bomb without inflating it', async () => {
      expect(await post('/v1/events', Buffer.alloc(5 * 1024 * 1024, 0x20))).toMatchObject({ status: 413 });
      const chunked = new Blob([Buffer.alloc(6 * 1024 * 1024, 0x20)]).stream();
      const response = await fetch(`${url}/v1/batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: chunked,
        duplex: 'half',
      });
      expect(response.status).toBe(413);
      const bomb = gzipSync(Buffer.alloc(192 * 1024 * 1024, 0x20));
      expect(bomb.length).toBeLessThan(1024 * 1024);
      const before = process.memoryUsage().rss;
      expect(await post('/v1/batch', bomb)).toMatchObject({ status: 413 });
      expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
    });
  });

  describe('for keys', () => {
    const basic = (user: string) => ({
      authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}`,
    });
    const call = { type: 'page', anonymousId: 'a-1', messageId: 'm' };

    it('finds them in Basic, Bearer and the body', async () => {
      const none = { authorization: '' };
      const ways: [object, Record<string, string>][] = [
        [{ batch: [call] }, basic(key)],
        [{ batch: [call] }, { authorization: `Bearer ${key}` }],
        [{ batch: [call], writeKey: key }, none],
        [{ batch: [{ ...call, writeKey: key }] }, none],
      ];
      for (const [body, headers] of ways)
        expect(await post('/v1/batch', body, headers)).toMatchObject({ status: 200, body: { rejected: [] } });
      expect(await post('/v1/p', { ...call, writeKey: key }, none)).toMatchObject({ status: 200 });
      expect(await stored()).toHaveLength(1);
    });

    it('refuses none, a wrong one and one that may only read', async () => {
      for (const path of ['/v1/events', '/v1/batch', '/v1/t', '/v1/quarantine']) {
        if (path !== '/v1/quarantine') {
          expect(await post(path, call, { authorization: '' })).toMatchObject({ status: 401 });
          expect(await post(path, call, basic('junk'))).toMatchObject({ status: 401 });
          expect(await post(path, call, basic(adminKey))).toMatchObject({ status: 403 });
        }
      }
      expect(
        (await fetch(`${url}/v1/quarantine`, { headers: { authorization: `Bearer ${key}` } })).status,
      ).toBe(403);
    });

    it('answers 404 to a disabled source, wherever it has its key, and takes nothing', async () => {
      const { info, key: disabled } = await new ApiKeys(pool).create(workspace, 'old shop', ['ingest:write']);
      await new ApiKeys(pool).disable(info.keyId);
      const body = { ...call, writeKey: disabled };
      for (const answer of [
        await post('/v1/events', touch(), { authorization: `Bearer ${disabled}` }),
        await post('/v1/t', call, basic(disabled)),
        await post('/v1/t', body, { authorization: '' }),
      ])
        expect(answer).toMatchObject({
          status: 404,
          body: { code: 'not_found', detail: expect.stringContaining('source is disabled') },
        });
      expect(await stored()).toHaveLength(0);
    });

    it('lets browsers in', async () => {
      for (const path of ['/v1/events', '/v1/t', '/v1/b']) {
        const response = await fetch(url + path, {
          method: 'OPTIONS',
          headers: {
            origin: 'https://site.example',
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'authorization,content-type',
          },
        });
        expect(response.status).toBe(204);
        expect(response.headers.get('access-control-allow-origin')).toBe('*');
        expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
      }
      const answer = await post('/v1/t', '{', { 'content-type': 'text/plain' });
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    });
  });

  describe('for Segment', () => {
    it('takes every path, and a retry is a duplicate although its clock moved on', async () => {
      const call = {
        anonymousId: 'a-1',
        userId: 'u-1',
        event: 'Signed Up',
        groupId: 'g',
        previousId: 'p',
        traits: {},
      };
      const paths = ['track', 'identify', 'page', 'screen', 'group', 'alias', 't', 'i', 'p', 's', 'g', 'a'];
      for (const path of paths) {
        const body = {
          ...call,
          messageId: `m-${path}`,
          timestamp: '2026-03-01T09:00:00Z',
          sentAt: '2026-03-01T09:00:01Z',
        };
        expect(await post(`/v1/${path}`, body)).toMatchObject({ body: { accepted: 1, rejected: [] } });
        const retry = { ...body, sentAt: '2026-03-01T10:07:00Z' };
        expect(await post(`/v1/${path}`, retry)).toMatchObject({ body: { duplicates: 1, rejected: [] } });
      }
      for (const path of ['batch', 'import', 'b'])
        expect(
          await post(`/v1/${path}`, { batch: [{ ...call, type: 'track', messageId: path }] }),
        ).toMatchObject({
          body: { accepted: 1 },
        });
      expect(await quarantine()).toHaveLength(0);
    });

    it('answers 200 to bad calls too, and quarantines their bytes', async () => {
      const bad =
        '{"type":"track","event":"Signed Up","properties":{"interaction":"Wink Wink"},"userId":"u","messageId":"m-1"}';
      const batch = `{"batch":[${bad},{"type":"dance"},{"type":"track","event":"Clicked Around","userId":"u"},{"type":"page","userId":"u"}],"sentAt":"x"}`;
      expect(await post('/v1/batch', batch)).toMatchObject({
        status: 200,
        body: {
          accepted: 1,
          ignored: 1,
          rejected: [
            { index: 0, id: 'm-1', reason: 'invalid_data' },
            { index: 1, reason: 'invalid_call' },
          ],
        },
      });
      const kept = await quarantine();
      expect(kept.map(({ raw }) => raw.toString())).toEqual([bad, '{"type":"dance"}']);
      expect(kept[0]).toMatchObject({ door: 'segment', event_id: 'm-1' });
      expect(await post('/v1/track', bad)).toMatchObject({ status: 200, body: { rejected: [{ index: 0 }] } });
    });

    it('works with the unmodified @segment/analytics-node', async () => {
      const analytics = new Analytics({ writeKey: key, host: url, maxRetries: 0 });
      const errors: unknown[] = [];
      analytics.on('error', (error) => errors.push(error));
      analytics.identify({
        userId: 'u-1',
        traits: { email: 'Jane@Acme.example', company: { name: 'Acme' } },
      });
      analytics.track({
        userId: 'u-1',
        event: 'Trial Started',
        context: { campaign: { name: 'q1', source: 'google', medium: 'cpc' } },
      });
      analytics.page({
        anonymousId: 'a-1',
        properties: { url: 'https://x.example/p?utm_source=news&gclid=G1', referrer: 'https://google.com/' },
      });
      analytics.group({ userId: 'u-1', groupId: 'g-1', traits: { name: 'Acme', domain: 'acme.example' } });
      analytics.alias({ userId: 'u-1', previousId: 'old' });
      await analytics.closeAndFlush({ timeout: 10_000 });
      expect(errors).toEqual([]);
      const events = await stored();
      expect(events.map(({ type }) => type).sort()).toEqual([
        'account.updated.v1',
        'identity.linked.v1',
        'identity.linked.v1',
        'identity.linked.v1',
        'touchpoint.recorded.v1',
        'touchpoint.recorded.v1',
      ]);
      const trial = events.find(({ data }) => data['interaction'] === 'trial_started');
      expect(trial).toMatchObject({
        data: { campaign: 'q1', source: 'google', medium: 'cpc', person: { userId: 'u-1' } },
      });
      const page = events.find(({ data }) => data['interaction'] === 'page_view');
      expect(page).toMatchObject({
        data: { source: 'news', clickIds: { gclid: 'G1' }, page: { path: '/p' } },
      });
    });

    it('works with the unmodified @rudderstack/rudder-sdk-node, which sends gzip as a form', async () => {
      const rudder = new RudderAnalytics(key, { dataPlaneUrl: url, flushAt: 20 });
      rudder.identify({ userId: 'u-2', traits: { email: 'joe@acme.example' } });
      rudder.track({ userId: 'u-2', event: 'Form Submitted', properties: { formId: 'f-1' } });
      await new Promise<void>((resolve, reject) => {
        void rudder.flush((error) => (error ? reject(error) : resolve()));
      });
      const events = await stored();
      expect(events).toMatchObject([
        { type: 'identity.linked.v1', data: { person: { userId: 'u-2', email: 'joe@acme.example' } } },
        { type: 'touchpoint.recorded.v1', data: { interaction: 'form_submit', contentId: 'f-1' } },
      ]);
      expect(Math.abs(events[1]!.occurredAt - Date.now())).toBeLessThan(30_000);
    });
  });

  it('answers 503 with Retry-After while it cannot store, and the retry succeeds', async () => {
    const event = touch();
    await post('/v1/events', touch()); // the key is known by now
    await pool.query('ALTER TABLE events RENAME TO events_away');
    for (const [path, body] of [
      ['/v1/events', event],
      ['/v1/batch', { batch: [{ type: 'page', anonymousId: 'a', messageId: 'm' }] }],
    ] as const) {
      const answer = await post(path, body);
      expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    await pool.query('ALTER TABLE events_away RENAME TO events');
    expect(await post('/v1/events', event)).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  it('answers 503 while nobody can be authenticated, and 429 while too much is under way', async () => {
    const nowhere = openPool('postgres://nobody@127.0.0.1:1/none');
    const without = await open(nowhere);
    expect(await post('/v1/events', touch(), {}, without.url)).toMatchObject({ status: 503 });
    expect(await post('/v1/batch', { batch: [] }, {}, without.url)).toMatchObject({ status: 503 });
    await without.app.close();
    await nowhere.end();

    const parts = { pool, keys: new ApiKeys(pool), personalData: new HashedLookups('ab'.repeat(32)) };
    const limits = { requests: 1, bytes: 8 * 1024 * 1024 };
    const small = await NestFactory.create(IngestModule.with({ ...parts, limits }), {
      bodyParser: false,
      logger: false,
    });
    configureHttp(small, logger);
    await small.listen(0, '127.0.0.1');
    const base = await small.getUrl();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        post(
          '/v1/events',
          Array.from({ length: 500 }, () => touch()),
          {},
          base,
        ),
      ),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toEqual(new Set([200, 429]));
    expect(answers.find(({ status }) => status === 429)!.headers.get('retry-after')).toBe('1');
    const accepted = answers.reduce((sum, { body }) => sum + (body.accepted ?? 0), 0);
    expect(await stored()).toHaveLength(accepted);
    await small.close();
  });
});
