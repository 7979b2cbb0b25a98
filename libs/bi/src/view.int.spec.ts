import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { migrate } from '@touchstone/facts';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import { biViews, createBiViews, innerViews } from './index.js';

const names = [...biViews, ...innerViews].map(({ name }) => name).sort();

/** Runs statements on an engine of its own: what it takes for a default is decided when a process starts. */
const onServer = `
import { Session } from 'chdb';
import { readFileSync } from 'node:fs';
const { data, config, statements } = JSON.parse(readFileSync(process.argv[1], 'utf8'));
const session = new Session(data, { connectionArgs: ['--config-file=' + config] });
let said;
for (const sql of statements) said = await session.queryAsync(sql, { format: 'JSONCompactColumns' });
process.stdout.write(said.text());
session.close();
`;

let folder: string;
const statements: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-views-'));
  const engine = await freshClickHouse();
  const command = async (sql: string) => {
    statements.push(sql);
    await engine.clickhouse.command(sql);
  };
  const recorded = { ...engine.clickhouse, command };
  await migrate(recorded);
  await createBiViews(recorded);
  await engine.drop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('views read as who asks them on a server that would have them read as who made them', async () => {
  const config = join(folder, 'config.xml');
  // as a server is whose operator has switched off what older views need
  await writeFile(
    config,
    '<clickhouse><ignore_empty_sql_security_in_create_view_query>0</ignore_empty_sql_security_in_create_view_query></clickhouse>',
  );
  const told = {
    data: join(folder, 'data'),
    config,
    statements: [
      "SET default_normal_view_sql_security = 'DEFINER'",
      ...statements,
      'CREATE VIEW silent AS SELECT 1 AS one',
      `SELECT arraySort(groupArray(name)) FROM system.tables WHERE engine = 'View' AND database IN ('bi', 'default')
         GROUP BY multiIf(create_table_query LIKE '%SQL SECURITY INVOKER%', 1, create_table_query LIKE '%SQL SECURITY DEFINER%', 2, 3) AS kind
         ORDER BY kind`,
    ],
  };
  const what = join(folder, 'what.json');
  await writeFile(what, JSON.stringify(told));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', onServer, what],
    { cwd: fileURLToPath(new URL('../../../', import.meta.url)) },
  );
  expect(JSON.parse(stdout)).toEqual([[names, ['silent']]]);
});
