import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { dataSource, migratePostgres, openPool, type Pool } from '@touchstone/runtime';
import fc from 'fast-check';
import { freshDatabase } from '../../../tests/support/postgres.js';
import {
  CheckpointEntity,
  ConsumerOffsetEntity,
  EventEntity,
  EventLog,
  eventLogEntities,
  eventLogMigrations,
  LogHeadEntity,
  LogReader,
  type NewEvent,
  QuarantineEntity,
  quarantinedMessage,
  readOffsets,
  readQuarantine,
} from './index.js';

const event = (id: string, content = id, more: Partial<NewEvent> = {}): NewEvent => ({
  workspace: 'acme',
  source: 'web',
  eventId: id,
  type: 'touchpoint.recorded.v1',
  stream: `person:anonymous:${id}`,
  occurredAt: Date.UTC(2026, 0, 1),
  receivedAt: Date.UTC(2026, 0, 2),
  data: { content },
  links: { people: [], accounts: [] },
  contentHash: createHash('sha256').update(content).digest('hex'),
  ...more,
});

describe('the event log', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let pool: Pool;
  let log: EventLog;
  let reader: LogReader;

  beforeAll(async () => {
    database = await freshDatabase();
    await migratePostgres(database.url, eventLogMigrations);
    pool = openPool(database.url);
    log = new EventLog(pool);
    reader = new LogReader(pool);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await pool.query('ALTER TABLE events DISABLE TRIGGER USER');
    await pool.query('TRUNCATE events, log_heads, quarantine, consumer_offsets');
    await pool.query('ALTER TABLE events ENABLE TRIGGER USER');
  });

  const append = async (events: NewEvent[]): Promise<string[]> => {
    const result = await log.append({ events });
    if (result.fenced) throw new Error('fenced');
    return result.outcomes.map((outcome) => `${outcome.status}@${outcome.position}`);
  };

  it('gives positions 1..n, drops a duplicate and quarantines another content under a known id', async () => {
    expect(await append([event('a'), event('b'), event('a')])).toEqual([
      'accepted@1',
      'accepted@2',
      'duplicate@1',
    ]);
    expect(await append([event('b'), event('c'), event('a', 'other')])).toEqual([
      'duplicate@2',
      'accepted@3',
      'conflict@1',
    ]);
    const events = await reader.range('acme', 0, 10);
    expect(events.map((stored) => [stored.position, stored.eventId, stored.commit])).toEqual([
      [1, 'a', 2],
      [2, 'b', 2],
      [3, 'c', 3],
    ]);
    const [row] = await readQuarantine(pool, { workspace: 'acme', state: 'open', limit: 10 });
    expect(row).toMatchObject({ reason: 'id_conflict', eventSource: 'web', eventId: 'a' });
    const { raw } = await quarantinedMessage(pool, 'acme', row!.quarantineId);
    expect(raw.toString()).toBe('{"content":"other"}');
  });

  it('keeps workspaces apart: the same id is another event, positions are their own', async () => {
    expect(await append([event('a'), event('a', 'x', { workspace: 'other' })])).toEqual([
      'accepted@1',
      'accepted@1',
    ]);
    expect((await reader.range('other', 0, 10)).map((stored) => stored.data)).toEqual([{ content: 'x' }]);
  });

  it('is one and the same log for any batch split, order of requests and duplicates', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }), { maxLength: 6 }),
        async (batches) => {
          const workspace = `w${Math.random()}`;
          await Promise.all(
            batches.map((ids) => append(ids.map((id) => event(`${id}`, `${id}`, { workspace })))),
          );
          const stored = await reader.range(workspace, 0, 1000);
          expect(stored.map((one) => one.position)).toEqual(stored.map((_, index) => index + 1));
          expect(new Set(stored.map((one) => one.eventId))).toEqual(new Set(batches.flat().map(String)));
          expect(stored.length).toBe(new Set(batches.flat()).size);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('never lets a reader skip: a reader that follows a log under 8 writers sees every position in order', async () => {
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let round = 0; round < 20; round++)
        await append([event(`${writer}-${round}`), event(`${writer}-${round}-b`)]);
    });
    const seen: number[] = [];
    let finished = false;
    const reading = (async () => {
      for (;;) {
        const last = finished;
        const events = await reader.readCommits('acme', seen.at(-1) ?? 0, 50);
        seen.push(...events.map((stored) => stored.position));
        if (last && events.length === 0) return;
      }
    })();
    await Promise.all(writers);
    finished = true;
    await reading;
    expect(seen).toEqual(Array.from({ length: 320 }, (_, index) => index + 1));
  });

  it('reads whole commits, also one that is larger than the limit', async () => {
    await append([event('a')]);
    await append(Array.from({ length: 30 }, (_, index) => event(`big-${index}`)));
    expect((await reader.readCommits('acme', 0, 10)).map((stored) => stored.position)).toEqual([1]);
    expect(await reader.readCommits('acme', 1, 10)).toHaveLength(30);
    expect(await Promise.all([0, 1, 30, 31, 99].map((at) => reader.commitAt('acme', at)))).toEqual([
      0, 1, 1, 31, 31,
    ]);
  });

  it('takes consumer offsets with the events, and fences a consumer that comes with taken ones', async () => {
    const offsets = { group: 'g', topic: 't', partition: 3, firstOffset: 10, nextOffset: 12 };
    expect(await log.append({ events: [event('a')], offsets: [offsets] })).toMatchObject({ fenced: false });
    expect(
      await log.append({
        events: [event('zombie')],
        offsets: [
          { ...offsets, partition: 2 },
          { ...offsets, firstOffset: 11, nextOffset: 13 },
        ],
      }),
    ).toEqual({
      fenced: true,
      nextOffset: 12,
    });
    expect(await reader.range('acme', 0, 10)).toHaveLength(1);
    expect(await readOffsets(pool, 'g')).toEqual(new Map([['t/3', 12]]));
  });

  it('refuses an append whose expected version does not hold, and writes nothing of it', async () => {
    const deal = { stream: 'deal:1' };
    await log.append({ events: [event('a', 'a', deal)], expectedVersions: new Map([['deal:1', 0]]) });
    await expect(
      log.append({ events: [event('b', 'b', deal)], expectedVersions: new Map([['deal:1', 0]]) }),
    ).rejects.toMatchObject({ code: 'conflict', retry: true });
    expect(await reader.range('acme', 0, 10)).toHaveLength(1);
    expect(
      (await log.append({ events: [event('b', 'b', deal)], expectedVersions: new Map([['deal:1', 1]]) }))
        .fenced,
    ).toBe(false);
  });

  it('is append-only', async () => {
    await append([event('a')]);
    await expect(pool.query('UPDATE events SET type = $1', ['x'])).rejects.toThrow('append-only');
    await expect(pool.query('DELETE FROM events')).rejects.toThrow('append-only');
    await expect(pool.query('TRUNCATE events')).rejects.toThrow('append-only');
  });

  it('chains digests over the content hashes', async () => {
    await append([event('a'), event('b')]);
    await append([event('c')]);
    const { rows } = await pool.query<{ content_hash: Buffer; digest: Buffer }>(
      'SELECT content_hash, digest FROM events ORDER BY position',
    );
    let digest = Buffer.alloc(0);
    for (const row of rows) {
      digest = createHash('sha256').update(digest).update(row.content_hash).digest();
      expect(row.digest.equals(digest)).toBe(true);
    }
    expect(rows).toHaveLength(3);
  });

  it('is mapped by the entities as the migrations made it', async () => {
    await append([event('a'), event('a', 'other')]);
    await log.append({
      events: [],
      offsets: [{ group: 'g', topic: 't', partition: 0, firstOffset: 4, nextOffset: 5 }],
    });
    const source = await dataSource(database.url, { entities: eventLogEntities }).initialize();
    try {
      const [stored] = await source.getRepository(EventEntity).find();
      expect(stored).toMatchObject({
        workspace: 'acme',
        position: 1,
        eventId: 'a',
        streamVersion: 1,
        data: { content: 'a' },
      });
      expect(await source.getRepository(LogHeadEntity).find()).toMatchObject([{ position: 1 }]);
      expect(await source.getRepository(ConsumerOffsetEntity).find()).toMatchObject([{ nextOffset: 5 }]);
      expect(await source.getRepository(QuarantineEntity).find()).toMatchObject([
        { reason: 'id_conflict', eventId: 'a' },
      ]);
      expect(await source.getRepository(CheckpointEntity).find()).toEqual([]);
    } finally {
      await source.destroy();
    }
  });

  it('turns a moment into the position as of it', async () => {
    let clock = 1_000_000;
    const timed = new EventLog(pool, () => clock);
    await timed.append({ events: [event('a')] });
    clock = 900_000; // a clock that runs backwards does not take recordedAt with it
    await timed.append({ events: [event('b')] });
    clock = 2_000_000;
    await timed.append({ events: [event('c')] });
    expect(await reader.positionAt('acme', 999_999)).toBe(0);
    expect(await reader.positionAt('acme', 1_000_000)).toBe(2);
    expect(await reader.positionAt('acme', 2_000_000)).toBe(3);
  });
});
