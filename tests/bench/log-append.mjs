import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { acceptEvent, EventLog, eventLogMigrations, HashedLookups } from '@touchstone/event-log';
import { migratePostgres, openPool } from '@touchstone/runtime';
import { workspace } from './publish.mjs';
import { run } from './report.mjs';

const personalData = new HashedLookups('11'.repeat(32));
const batchEvents = 500;
const emmettAtOnce = 8;

/** The events as ingest accepts them: what both stores are given. */
export function acceptedEvents(cloudEvents) {
  return cloudEvents.map((event) => {
    const outcome = acceptEvent(event, { workspace, receivedAt: Date.parse(event.time), personalData });
    if (!outcome.ok) throw new Error(`${event.id}: ${outcome.detail}`);
    return outcome.event;
  });
}

/** EventLog.append, in batches of 500 events, one after the other: appends to one workspace are serial anyway. */
export async function runLog(engines, events) {
  const url = await engines.freshDatabase();
  await migratePostgres(url, eventLogMigrations);
  const pool = openPool(url);
  try {
    const log = new EventLog(pool);
    const startedAt = performance.now();
    for (const batch of batchesOf(events)) await log.append({ events: batch });
    return run(`log: append in batches of ${batchEvents}`, events.length, performance.now() - startedAt);
  } finally {
    await pool.end();
  }
}

/** The same batches in Emmett's way: of each batch those of a stream in one call, several streams at a time. */
export function runEmmett(engines, events) {
  const name = `emmett: the same batches, ${emmettAtOnce} streams at a time`;
  return emmettRun(engines, name, batchesOf(events).map(appendsOf));
}

/** As if all the future were known: everything that a stream will ever hold in one call. */
export function runEmmettWholeStreams(engines, events) {
  return emmettRun(engines, `emmett: whole streams, ${emmettAtOnce} at a time`, [appendsOf(events)]);
}

/** The most favourable shape for Emmett, which no real traffic has: each batch of 500 is one stream. */
export function runEmmettOneStream(engines, events) {
  const appends = batchesOf(events).map((batch, nth) => [`batch:${nth}`, batch.map(toEmmett)]);
  return emmettRun(engines, `emmett: as if each ${batchEvents} events were one stream`, [appends]);
}

/** One batch of appends after the other; two appends to one stream at a time would be a conflict to Emmett. */
async function emmettRun(engines, name, batches) {
  const store = getPostgreSQLEventStore(await engines.freshDatabase());
  try {
    await store.schema.migrate();
    const appends = batches.flat();
    const count = appends.reduce((sum, [, events]) => sum + events.length, 0);
    const startedAt = performance.now();
    for (const batch of batches) {
      const left = [...batch].reverse();
      const lanes = Array.from({ length: emmettAtOnce }, async () => {
        for (let next = left.pop(); next; next = left.pop()) await store.appendToStream(...next);
      });
      await Promise.all(lanes);
    }
    return run(name, count, performance.now() - startedAt, { appends: appends.length });
  } finally {
    await store.close();
  }
}

const toEmmett = ({ type, data, source, eventId, occurredAt, receivedAt, links, contentHash }) => ({
  type,
  data,
  metadata: { source, eventId, occurredAt, receivedAt, links, contentHash },
});

const batchesOf = (events) =>
  Array.from({ length: Math.ceil(events.length / batchEvents) }, (_, nth) =>
    events.slice(nth * batchEvents, (nth + 1) * batchEvents),
  );

const appendsOf = (events) =>
  [...byStreams(events)].map(([stream, events]) => [stream, events.map(toEmmett)]);

function byStreams(events) {
  const byStream = new Map();
  for (const event of events) {
    const group = byStream.get(event.stream);
    if (group) group.push(event);
    else byStream.set(event.stream, [event]);
  }
  return byStream;
}
