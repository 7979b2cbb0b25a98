import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { EventLog, eventLogMigrations, HashedLookups } from '@touchstone/event-log';
import { acceptEvent } from '@touchstone/ingest';
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
    for (let from = 0; from < events.length; from += batchEvents)
      await log.append({ events: events.slice(from, from + batchEvents) });
    return run(`log: append in batches of ${batchEvents}`, events.length, performance.now() - startedAt);
  } finally {
    await pool.end();
  }
}

/** Emmett's way to append many events: those of a stream together, in one call; several streams at a time. */
export async function runEmmett(engines, events) {
  const byStream = Map.groupBy ? Map.groupBy(events, ({ stream }) => stream) : groups(events);
  const appends = [...byStream].map(([stream, events]) => [stream, events.map(toEmmett)]);
  return emmettRun(
    engines,
    `emmett: every stream in one append, ${emmettAtOnce} at a time`,
    appends,
    emmettAtOnce,
  );
}

/** The most favourable shape for Emmett, which no real traffic has: each batch of 500 is one stream. */
export async function runEmmettOneStream(engines, events) {
  const appends = [];
  for (let from = 0; from < events.length; from += batchEvents)
    appends.push([`batch:${from}`, events.slice(from, from + batchEvents).map(toEmmett)]);
  return emmettRun(engines, `emmett: as if each ${batchEvents} events were one stream`, appends, 2);
}

async function emmettRun(engines, name, appends, atOnce) {
  const store = getPostgreSQLEventStore(await engines.freshDatabase());
  try {
    await store.schema.migrate();
    const count = appends.reduce((sum, [, events]) => sum + events.length, 0);
    const left = [...appends].reverse();
    const startedAt = performance.now();
    const lanes = Array.from({ length: atOnce }, async () => {
      for (let next = left.pop(); next; next = left.pop()) await store.appendToStream(...next);
    });
    await Promise.all(lanes);
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

function groups(events) {
  const byStream = new Map();
  for (const event of events) {
    const group = byStream.get(event.stream);
    if (group) group.push(event);
    else byStream.set(event.stream, [event]);
  }
  return byStream;
}
