import { inboundTopics } from '@touchstone/broker';
import kafkajs from 'kafkajs';
import pg from 'pg';

// The floor of bar 3, a process of its own: reads the topics, parses each message, and puts it into one table without
// an index. Nothing is checked, nothing is folded, nothing is found again. BROKERS, DATABASE_URL, EVENTS; prints
// `consuming` once it has joined its group and `done` when the last event is committed.

const rowsPerInsert = 2000;
const expected = Number(process.env.EVENTS);
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
pool.on('error', () => undefined); // the engine is stopped before the pool
await pool.query(
  'CREATE TABLE plain (source text, event_id text, type text, occurred_at timestamptz, data jsonb)',
);

const kafka = new kafkajs.Kafka({
  brokers: process.env.BROKERS.split(','),
  logLevel: kafkajs.logLevel.NOTHING,
});
const consumer = kafka.consumer({
  groupId: `floor-${process.pid}`,
  maxBytesPerPartition: 2 ** 21,
  maxBytes: 2 ** 24,
  maxWaitTimeInMs: 250,
});
let inserted = 0;

async function insert(messages) {
  const events = messages.map(({ value }) => JSON.parse(value.toString()));
  await pool.query({
    name: 'insert',
    text: `INSERT INTO plain SELECT source, event_id, type, occurred_at::timestamptz, data::jsonb
           FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS t (source, event_id, type, occurred_at, data)`,
    values: [
      events.map((event) => event.source),
      events.map((event) => event.id),
      events.map((event) => event.type),
      events.map((event) => event.time),
      events.map((event) => JSON.stringify(event.data)),
    ],
  });
}

await consumer.connect();
await consumer.subscribe({ topics: [...inboundTopics], fromBeginning: true });
await consumer.run({
  partitionsConsumedConcurrently: 4,
  eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary }) => {
    for (let from = 0; from < batch.messages.length; from += rowsPerInsert)
      await insert(batch.messages.slice(from, from + rowsPerInsert));
    resolveOffset(batch.lastOffset());
    await commitOffsetsIfNecessary();
    inserted += batch.messages.length;
    if (inserted >= expected) process.stdout.write('done\n');
  },
});
process.stdout.write('consuming\n');

process.once('SIGTERM', async () => {
  await consumer.disconnect();
  await pool.end();
  process.exit(0);
});
