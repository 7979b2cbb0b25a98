import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { openPool } from '@touchstone/runtime';
import { doorBench, touch } from './door.fixture.spec.js';

const bench = doorBench();
const { post, stored, quarantine } = bench;

describe('the HTTP door', () => {
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
      const response = await fetch(`${bench.url}/v1/batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bench.key}` },
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

  it('answers 503 with Retry-After while it cannot store, and the retry succeeds', async () => {
    const event = touch();
    await post('/v1/events', touch()); // the key is known by now
    await bench.pool.query('ALTER TABLE events RENAME TO events_away');
    for (const [path, body] of [
      ['/v1/events', event],
      ['/v1/batch', { batch: [{ type: 'page', anonymousId: 'a', messageId: 'm' }] }],
    ] as const) {
      const answer = await post(path, body);
      expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    await bench.pool.query('ALTER TABLE events_away RENAME TO events');
    expect(await post('/v1/events', event)).toMatchObject({ status: 200, body: { accepted: 1 } });
  });

  it('answers 503 while nobody can be authenticated, and 429 while too much is under way', async () => {
    const nowhere = openPool('postgres://nobody@127.0.0.1:1/none');
    const without = await bench.open(nowhere);
    expect(await post('/v1/events', touch(), {}, without.url)).toMatchObject({ status: 503 });
    expect(await post('/v1/batch', { batch: [] }, {}, without.url)).toMatchObject({ status: 503 });
    await without.app.close();
    await nowhere.end();

    const small = await bench.open(bench.pool, { requests: 1, bytes: 8 * 1024 * 1024 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        post(
          '/v1/events',
          Array.from({ length: 500 }, () => touch()),
          {},
          small.url,
        ),
      ),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toEqual(new Set([200, 429]));
    expect(answers.find(({ status }) => status === 429)!.headers.get('retry-after')).toBe('1');
    const accepted = answers.reduce((sum, { body }) => sum + (body.accepted ?? 0), 0);
    expect(await stored()).toHaveLength(accepted);
    await small.app.close();
  });
});
