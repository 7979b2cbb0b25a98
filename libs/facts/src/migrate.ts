import { Fault } from '@touchstone/runtime';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ClickHouse } from './clickhouse.js';

/** `schema/` of this package: beside `src` and beside `dist` alike, as the build copies no SQL. */
const schemaFolder = fileURLToPath(new URL('../schema/', import.meta.url));

const ledger = `
CREATE TABLE IF NOT EXISTS schema_migrations
(
    name       String   COMMENT 'File of the migration.',
    checksum   String   COMMENT 'Hex SHA-256 of its text when it was applied.',
    applied_at DateTime DEFAULT now() COMMENT 'When, UTC.'
)
ENGINE = MergeTree
ORDER BY name
COMMENT 'Schema changes that were applied.'`;

/** A schema file that was applied differs from the file of today. */
const changed = (name: string): Fault =>
  new Fault(
    'conflict',
    `The facts in ClickHouse have the layout of an earlier release (${name}): stop Touchstone and run \`npx touchstone rebuild\` once, which makes them anew from the log.`,
  );

/**
 * Applies the schema files not applied yet, in the order of their numbers; returns their names. Every file is one
 * statement that may run twice, so a crash in between does no harm. @throws Fault `conflict` where tables have
 * another layout
 */
export async function migrate(clickhouse: ClickHouse, folder = schemaFolder): Promise<string[]> {
  await clickhouse.command(ledger);
  const rows = await clickhouse.query<{ name: string; checksum: string }>({
    name: 'applied_migrations',
    sql: 'SELECT name, any(checksum) AS checksum FROM schema_migrations GROUP BY name',
  });
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  const done: string[] = [];
  for (const { name, sql } of await schemaFiles(folder)) {
    const checksum = createHash('sha256').update(sql).digest('hex');
    if (applied.has(name) && applied.get(name) !== checksum) throw changed(name);
    if (applied.has(name)) continue;
    await clickhouse.command(sql);
    await clickhouse.insert('schema_migrations', [{ name, checksum }], { token: name });
    done.push(name);
  }
  return done;
}

/**
 * Drops the tables of facts with all that they hold, whatever layout they have, and makes those of this release. The ledger
 * goes last: what ends midway is run again, or `migrate` says so.
 */
export async function recreate(clickhouse: ClickHouse): Promise<void> {
  const files = await schemaFiles(schemaFolder);
  const tables = files.flatMap(({ sql }) => /CREATE TABLE IF NOT EXISTS (\w+)/.exec(sql)?.[1] ?? []);
  for (const table of [...tables, 'schema_migrations'])
    await clickhouse.command(`DROP TABLE IF EXISTS ${table} SYNC`);
  await migrate(clickhouse);
}

async function schemaFiles(folder: string): Promise<{ name: string; sql: string }[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{3}_\w+\.sql$/.test(name)).sort();
  return Promise.all(names.map(async (name) => ({ name, sql: await readFile(`${folder}/${name}`, 'utf8') })));
}
