import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openClickHouse } from '@touchstone/facts';
import { startChild } from './child.mjs';
import { workspace } from './publish.mjs';
import { run, say } from './report.mjs';

const mb = (usage) => `${Math.round(usage.rssMb)} MB (peak ${Math.round(usage.peakRssMb)})`;
/** Processor time between two moments, an event. */
const cpu = (before, after, events) =>
  `${Math.round(((after.cpuSeconds - before.cpuSeconds) * 1e6) / events)} us/event`;

/** The floor: consume, parse, insert into one table. One process. */
export async function runFloor(engines, events, { profileDir } = {}) {
  const env = {
    BROKERS: engines.brokers.join(),
    DATABASE_URL: await engines.freshDatabase(),
    EVENTS: String(events),
  };
  const child = startChild('tests/bench/floor.mjs', { env, profileDir });
  try {
    const done = child.line('done');
    await child.line('consuming');
    const startedAt = performance.now();
    const before = await child.usage();
    await done;
    const took = performance.now() - startedAt;
    const usage = await child.usage();
    return run('floor: consume, parse, insert', events, took, {
      cpu: cpu(before, usage, events),
      memory: mb(usage),
    });
  } finally {
    await child.stop();
  }
}

let runs = 0;

/**
 * Touchstone as it is deployed: the ingest and the projector process. Both run and are idle when ingest joins its
 * consumer group; the end is when every message is taken and the projector's checkpoint, which follows the journeys,
 * is at the head of the log.
 */
export async function runTouchstone(engines, messages, { profileDir } = {}) {
  const url = await engines.freshDatabase();
  const folder = join(engines.folder, `clickhouse-${++runs}`);
  mkdirSync(folder);
  const common = { HOST: '127.0.0.1', PORT: '0', DATABASE_URL: url };
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  pool.on('error', () => undefined); // the engine is stopped before the pool
  const children = [];
  try {
    const projector = startChild('apps/projector/dist/main.js', {
      env: { ...common, CLICKHOUSE_URL: `chdb:${folder}` },
      profileDir,
    });
    children.push(projector);
    await untilTables(pool, projector);
    const ingest = startChild('apps/ingest/dist/main.js', {
      env: {
        ...common,
        KAFKA_BROKERS: engines.brokers.join(),
        KAFKA_GROUP: `bench-${runs}`,
        PII_KEY: '11'.repeat(32),
      },
      profileDir,
    });
    children.push(ingest);
    await ingest.line('consuming from Kafka');
    const startedAt = performance.now();
    const [ingestBefore, projectorBefore] = await Promise.all([ingest.usage(), projector.usage()]);
    const taken = await untilTaken(pool, messages, startedAt);
    await untilProjected(pool, messages);
    const took = performance.now() - startedAt;
    const [ingestUsage, projectorUsage] = [await ingest.usage(), await projector.usage()];
    for (const child of children.splice(0)) await child.stop();
    const facts = await countFacts(folder);
    const { rows } = await pool.query(
      'SELECT count(*)::int AS events, count(DISTINCT commit)::int AS commits FROM events',
    );
    return {
      ...run('touchstone: Kafka to queryable credit', messages, took, {
        'in the log after': `${(taken / 1000).toFixed(2)} s`,
        'ingest cpu': cpu(ingestBefore, ingestUsage, messages),
        'projector cpu': cpu(projectorBefore, projectorUsage, messages),
        'ingest memory': mb(ingestUsage),
        'projector memory': mb(projectorUsage),
        accepted: rows[0].events,
        commits: rows[0].commits,
        ...facts,
      }),
      usage: { ingest: ingestUsage, projector: projectorUsage },
    };
  } finally {
    for (const child of children) await child.stop();
    await pool.end();
  }
}

async function untilTables(pool, child) {
  const ended = child.line('no such line').catch((thrown) => thrown);
  for (;;) {
    const { rows } = await pool.query("SELECT to_regclass('projection_batches') AS name");
    if (rows[0].name) break;
    const outcome = await Promise.race([ended, sleep(50)]);
    if (outcome) throw outcome;
  }
  await sleep(1500); // ClickHouse's tables, and everything idle
}

async function untilTaken(pool, messages, startedAt) {
  for (let saidAt = startedAt; ; await sleep(20)) {
    const { rows } = await pool.query(
      'SELECT coalesce(sum(next_offset), 0)::int AS taken FROM consumer_offsets',
    );
    if (rows[0].taken >= messages) return performance.now() - startedAt;
    if (performance.now() - saidAt > 10_000) {
      saidAt = performance.now();
      say(`  ${rows[0].taken} of ${messages} messages are in the log`);
    }
  }
}

async function untilProjected(pool) {
  for (;;) {
    const { rows } = await pool.query(
      `SELECT h.position = c.position AS done FROM log_heads h LEFT JOIN checkpoints c USING (workspace)`,
    );
    if (rows.length > 0 && rows.every(({ done }) => done)) return;
    await sleep(20);
  }
}

/** What reports can find, asked of ClickHouse after the projector has left its folder. */
async function countFacts(folder) {
  const clickhouse = await openClickHouse({ url: `chdb:${folder}` });
  try {
    const [row] = await clickhouse.query({
      name: 'bench_count',
      sql: `SELECT (SELECT count() FROM touches WHERE workspace = {workspace:String}) AS touches,
              (SELECT uniqExact(kind, conversion_id) FROM journeys WHERE workspace = {workspace:String}) AS conversions,
              (SELECT count() FROM journeys WHERE workspace = {workspace:String}) AS versions`,
      params: { workspace },
    });
    if (Number(row.conversions) === 0) throw new Error('there are no journeys to query');
    return row;
  } finally {
    await clickhouse.close();
  }
}
