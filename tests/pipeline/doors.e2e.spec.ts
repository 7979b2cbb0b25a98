import 'reflect-metadata';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { accessMigrations, ApiKeys } from '@touchstone/access';
import { allTopics, KafkajsBroker, type OutgoingMessage, topics } from '@touchstone/broker';
import type { CloudEvent } from '@touchstone/contracts';
import { HashedLookups, type LogEvent } from '@touchstone/event-log';
import { consumeFromKafka, IngestModule } from '@touchstone/ingest';
import { configureHttp, createLogger, migratePostgres } from '@touchstone/runtime';
import { foldDeal } from '@touchstone/timeline';
import { generateDemo } from '../../apps/standalone/src/demo/generate.js';
import { creditOf } from '../support/credit.js';
import { eventually } from '../support/eventually.js';
import { describeKafka, newName, silentLogger } from '../support/kafka-broker.js';
import { beginAtEnd, messageOf } from '../support/kafka-messages.js';
import { shuffled } from '../support/shuffled.js';
import { openWorkbench, piiKey, type Workbench } from '../support/workbench.js';

const events = generateDemo({ seed: 7, end: new Date('2026-06-30T00:00:00Z'), scale: 0.02 });
const idOf = ({ source, id }: { source: string; id: string }) => `${source} ${id}`;
const sentIds = [...new Set(events.map(idOf))].sort();
const touch = events.find(({ type }) => type === 'touchpoint.recorded.v1')!;
const logger = createLogger('test', 'silent');

/** What no door may let in, as text: no JSON, no event, of no known type, poison for a parser or a database. */
const junk = [
  '{',
  '',
  '\u0000',
  '[1]',
  '"x"',
  '{"specversion":"1.0"}',
  JSON.stringify({ ...touch, id: 'junk-type', type: 'touchpoint.recorded.v9' }),
  JSON.stringify({ ...touch, id: 'junk-data', data: { interaction: 'page_view' } }),
  JSON.stringify({ ...touch, id: 'junk-nul', data: { ...(touch.data as object), campaign: 'a\0b' } }),
  JSON.stringify({ ...touch, id: 'junk-surrogate', data: { ...(touch.data as object), campaign: '\ud800' } }),
  JSON.stringify({ ...touch, id: 'junk-number', data: 'x' }).replace('"x"', '{"a":1e400}'),
  JSON.stringify({ ...touch, id: 'junk-proto', data: 'x' }).replace('"x"', '{"__proto__":{"a":1}}'),
  JSON.stringify({ ...touch, id: 'junk-deep', data: 'x' }).replace(
    '"x"',
    '['.repeat(9000) + ']'.repeat(9000),
  ),
  JSON.stringify({ ...touch, id: 'junk-time', time: '9999-12-31T23:59:59Z' }),
  JSON.stringify({ ...touch, id: 'junk-large', data: { note: 'x'.repeat(300_000) } }),
];

await describeKafka('the same events through HTTP and through Kafka', ({ brokers }) => {
  let bench: Workbench;
  let app: INestApplication | undefined;
  let broker: KafkajsBroker;
  const group = newName('group');
  const [byHttp, byKafka] = ['by-http', newName('by-kafka')];
  const stored = (workspace: string): Promise<LogEvent[]> => bench.reader.range(workspace, 0, 1_000_000);
  const quarantined = async (workspace: string) =>
    (
      await bench.pool.query<{ raw: Buffer }>('SELECT raw FROM quarantine WHERE workspace = $1', [workspace])
    ).rows.map(({ raw }) => raw.toString());

  beforeAll(async () => {
    bench = await openWorkbench();
    await migratePostgres(bench.databaseUrl, accessMigrations);
    broker = new KafkajsBroker({ brokers, clientId: 'doors-test', logger: silentLogger });
    await broker.createTopics([...allTopics]);
    await beginAtEnd(bench.pool, broker, group);
    const kafka = { broker, group, defaultWorkspace: null };
    const ingest = IngestModule.with({
      pool: bench.pool,
      keys: new ApiKeys(bench.pool),
      personalData: new HashedLookups(piiKey),
      kafka,
    });
    @Module({})
    class TestApp {}
    app = await NestFactory.create(
      { module: TestApp, imports: [ingest] },
      { bodyParser: false, logger: false },
    );
    configureHttp(app, logger);
    await app.listen(0, '127.0.0.1');
    await consumeFromKafka(app, { broker, group, logger });
  });
  afterAll(async () => {
    await app?.close();
    await broker.close();
    await bench.close();
  });

  it('HTTP takes them in order', async () => {
    const { key } = await new ApiKeys(bench.pool).create(byHttp, 'door', ['ingest:write']);
    const counts = { accepted: 0, duplicates: 0 };
    for (let start = 0; start < events.length; start += 150) {
      const answer = await fetch(`${await app!.getUrl()}/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(events.slice(start, start + 150)),
      });
      const receipt = (await answer.json()) as typeof counts & { rejected: unknown[] };
      expect(receipt.rejected).toEqual([]);
      counts.accepted += receipt.accepted;
      counts.duplicates += receipt.duplicates;
    }
    expect(counts).toEqual({ accepted: sentIds.length, duplicates: events.length - sentIds.length });
  });

  it('Kafka brings them shuffled, a tenth of them twice, with junk between', async () => {
    // what the workspace agreed on holds from its place in the log on: it comes first, as it would
    const [settings, ...others] = events as [CloudEvent, ...CloudEvent[]];
    await broker.publish([messageOf(settings, byKafka)]);
    await eventually(async () => (await stored(byKafka)).length === 1);
    const again = shuffled(others, 3).slice(0, others.length / 10);
    const messages = [...others, ...again].map((event, nth) =>
      messageOf(event, byKafka, nth % 3 ? 'structured' : 'binary'),
    );
    const bad = junk.map((value, nth): OutgoingMessage => ({
      topic: [topics.touchpoints, topics.deals, topics.definitions][nth % 3]!.name,
      key: null,
      value,
      headers: { workspace: byKafka },
    }));
    await broker.publish(shuffled([...messages, ...bad], 5));
    await eventually(async () => (await stored(byKafka)).length === sentIds.length, 60_000);
    await eventually(async () => (await quarantined(byKafka)).length === junk.length);
  });

  it('every event is in the log once, in quarantine is the junk, and they have nothing in common', async () => {
    for (const workspace of [byHttp, byKafka]) {
      const log = await stored(workspace);
      expect(log.map(({ source, eventId }) => idOf({ source, id: eventId })).sort()).toEqual(sentIds);
      expect(log.map(({ position }) => position)).toEqual(log.map((_, nth) => nth + 1));
    }
    expect(await quarantined(byHttp)).toEqual([]);
    expect((await quarantined(byKafka)).sort()).toEqual([...junk].sort());
    const [inOrder, shuffledOnes] = await Promise.all([stored(byHttp), stored(byKafka)]);
    expect(shuffledOnes.map(({ eventId }) => eventId)).not.toEqual(inOrder.map(({ eventId }) => eventId));
  });

  it('and the credit is the same, to the minor unit', async () => {
    const projector = bench.projector();
    await projector.catchUp();
    const credit = await creditOf(bench.clickhouse, byHttp);
    expect(credit.rows.length).toBeGreaterThan(20);
    expect(await creditOf(bench.clickhouse, byKafka)).toEqual(credit);
    const leads = await creditOf(bench.clickhouse, byHttp, { conversion: 'lead.created' });
    expect(leads.rows.length).toBeGreaterThan(10);
    expect(await creditOf(bench.clickhouse, byKafka, { conversion: 'lead.created' })).toEqual(leads);
    for (const { attributedMinor, unattributedMinor, crmMinor } of Object.values(credit.totals))
      expect(BigInt(attributedMinor) + BigInt(unattributedMinor)).toBe(BigInt(crmMinor));
  });

  it('money in ClickHouse is the money in the log', async () => {
    for (const workspace of [byHttp, byKafka]) {
      const rows = await bench.clickhouse.query<{ conversion_id: string; amount: string; currency: string }>({
        name: 'won_deals',
        sql: `SELECT conversion_id, toString(amount_minor) AS amount, currency FROM (
            SELECT * FROM journeys WHERE workspace = {workspace:String} AND kind = 'deal.won'
            ORDER BY version DESC LIMIT 1 BY converted_at, conversion_id) WHERE is_live = 1`,
        params: { workspace },
      });
      const found = rows.map((row) => `${row.conversion_id} ${row.amount} ${row.currency}`).sort();
      expect(found).toEqual(wonDealsOf(await stored(workspace)));
    }
  });
});

/** Won deals as the log tells them. */
function wonDealsOf(log: LogEvent[]): string[] {
  const streams = new Map<string, LogEvent[]>();
  for (const event of log)
    if (event.stream.startsWith('deal:'))
      streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  return [...streams.values()]
    .map((stream) => foldDeal(stream, 'Europe/Berlin'))
    .filter((deal) => deal?.status === 'won')
    .map((deal) => `${deal!.dealId} ${deal!.amount!.amountMinor} ${deal!.amount!.currency}`)
    .sort();
}
