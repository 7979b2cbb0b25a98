import pg from 'pg';
import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;

const readTimeoutMs = 65_000; // longer than the server's own limit, which leaves the connection usable

const int8: number = pg.types.builtins.INT8;

/** 8-byte integers as numbers: positions, offsets and counts stay below 2^53. Money is never read from Postgres sums. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    return oid === int8 ? Number : pg.types.getTypeParser(oid, format);
  },
};

/**
 * A pool for the hot path. A transaction left idle is ended by the server, so that nobody can hold the log's head; and a
 * server that hangs fails what waits for it: a connection after 10 s, a query after 60 s, or 65 s if nobody answers.
 */
export function openPool(url: string, { max = 8, name = 'touchstone' } = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    application_name: name,
    idle_in_transaction_session_timeout: 60_000,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 60_000,
    query_timeout: readTimeoutMs,
    keepAlive: true,
    // tables grow from nothing: a plan kept from when they were empty would scan them for ever
    options: '-c plan_cache_mode=force_custom_plan',
  });
  pool.on('error', () => undefined); // an idle connection broke: the next query opens another
  return pool;
}

/** Runs `work` in one transaction; rolls back on a throw. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (thrown) {
    if (isUnanswered(thrown)) broken = thrown;
    else await client.query('ROLLBACK').catch((failed: Error) => (broken = failed));
    throw thrown;
  } finally {
    client.release(broken);
  }
}

/** What pg throws, without a code, where the server accepts or answers nothing in time. */
const unanswered =
  /^(Query read timeout|timeout exceeded when trying to connect|timeout expired|Connection terminated)/;

/** True where PostgreSQL did not answer in time, or its connection is gone. */
export function isUnanswered(thrown: unknown): thrown is Error {
  return thrown instanceof Error && unanswered.test(thrown.message);
}

type MigrationClass = new () => MigrationInterface;
type EntityClass = (new () => object) | EntitySchema;

/** A TypeORM data source over the entities and migrations that the libs export. */
export function dataSource(
  url: string,
  parts: { entities?: EntityClass[]; migrations?: MigrationClass[] },
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: parts.entities ?? [],
    migrations: parts.migrations ?? [],
    migrationsTableName: 'schema_migrations',
    extra: { max: 2 },
  });
}

const migrationLock = 7_041_776; // any constant: processes that start together migrate one after the other

/** Applies the migrations that are not applied yet; returns their names. */
export async function migratePostgres(url: string, migrations: MigrationClass[]): Promise<string[]> {
  const source = await dataSource(url, { migrations }).initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const applied = await source.runMigrations({ transaction: 'each' });
    return applied.map((migration) => migration.name);
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await runner.release();
    await source.destroy();
  }
}
