import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, openClickHouse } from '@touchstone/facts';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generatedJourneys } from '../../../tests/support/generated-journeys.js';
import { insertJourneys } from '../../../tests/support/insert-journeys.js';
import { biViews, columnsBehindViews, createBiViews, grantStatements } from './index.js';
import { usersXml } from './users-xml.fixture.spec.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const questions = `${root}infra/bi/questions/`;
const tables = Object.keys(columnsBehindViews);
const statements = grantStatements(
  { tool: 'metabase', workspace: 'acme', database: 'default', ownUser: 'default' },
  'secret',
);

/**
 * Asks each question as the tool, on a connection of its own, and prints what was said. In a process of its own: the first
 * connection of a process decides who its users are.
 */
const asTool = `
import { Session } from 'chdb';
const { data, config, questions } = JSON.parse(process.argv[1]);
const own = new Session(data, { connectionArgs: ['--config-file=' + config] });
const said = [];
for (const sql of questions) {
  const session = new Session(data);
  try {
    await session.queryAsync('SET ROLE tool');
    await session.queryAsync('USE bi');
    said.push((await session.queryAsync(sql, { format: 'TSV' })).text());
  } catch (thrown) {
    said.push(thrown.message);
  }
  session.close();
}
own.close();
process.stdout.write(JSON.stringify(said));
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-grant-'));
  const clickhouse = await openClickHouse({ url: `chdb:${folder}/data` });
  await migrate(clickhouse);
  await createBiViews(clickhouse);
  await insertJourneys(clickhouse, generatedJourneys(30, 7), 'generated');
  await insertJourneys(clickhouse, generatedJourneys(30, 8, 'beside'), 'beside');
  for (const table of tables)
    await clickhouse.command(`INSERT INTO ${table} (workspace) VALUES ('acme'), ('beside')`);
  await clickhouse.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function asked(sqls: readonly string[], granted = statements): Promise<string[]> {
  const [config, users] = [join(folder, 'config.xml'), join(folder, 'users.xml')];
  const access = usersXml(granted, users);
  await writeFile(config, access.config);
  await writeFile(users, access.users);
  const what = JSON.stringify({ data: join(folder, 'data'), config, questions: sqls });
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', asTool, what],
    {
      cwd: root,
      maxBuffer: 64 << 20,
    },
  );
  return JSON.parse(stdout) as string[];
}

const codeOf = (said: string): number | undefined => Number(/Code: (\d+)\./.exec(said)?.[1] ?? 0);

describe('a tool with the rights that a grant gives', () => {
  it('is answered by every view and question, with rows of its workspace', async () => {
    const names = biViews.map(({ name }) => name);
    const files = readdirSync(questions).map((name) => readFileSync(`${questions}${name}`, 'utf8'));
    const said = await asked([
      'SELECT currentRoles()',
      ...names.map((name) => `SELECT count(), countIf(workspace != 'acme') FROM (SELECT * FROM bi.${name})`),
      ...files,
      ...names.map(
        (name) => `SELECT name FROM system.columns WHERE database = 'bi' AND table = '${name}' LIMIT 1`,
      ),
    ]);
    const [role, ...answers] = said;
    expect(role).toBe("['tool']\n");
    const counted = answers.slice(0, names.length);
    for (const [at, name] of names.entries())
      expect([name, counted[at]]).toEqual([name, expect.stringMatching(/^\d+\t0\n$/)]);
    expect(counted[names.indexOf('credit')]).toMatch(/^\d{2,}\t/);
    expect(answers.slice(names.length).map(codeOf)).toEqual(answers.slice(names.length).map(() => 0));
    expect(answers.slice(-names.length)).not.toContain('');
  });

  it('finds the same rows of each table before and after a view was asked that shows none of them', async () => {
    const distinct = tables.map((table) => `SELECT DISTINCT workspace FROM default.${table}`);
    const views = biViews.map(({ name }) => `SELECT count() FROM (SELECT * FROM bi.${name})`);
    const said = await asked([...distinct, ...views, ...distinct]);
    const own = tables.map(() => 'acme\n');
    expect(said.slice(0, tables.length)).toEqual(own);
    expect(said.slice(-tables.length)).toEqual(own);
  });

  it('is refused what it was not granted', async () => {
    const refused: Record<string, number> = {
      'SELECT visitor_key FROM default.touches': 497,
      'SELECT * FROM default.touches': 497,
      'SELECT contact_person FROM default.deals': 497,
      'SELECT count() FROM default.schema_migrations': 497,
      'SELECT * FROM system.users': 497,
      "SELECT * FROM url('http://127.0.0.1:1/', CSV, 'a String')": 497,
      "SELECT * FROM file('/etc/passwd', 'LineAsString')": 497,
      "SELECT * FROM remote('127.0.0.1', 'system', 'one')": 497,
      "INSERT INTO default.touches (workspace) VALUES ('acme')": 497,
      'CREATE TABLE bi.mine (a Int8) ENGINE = Memory': 497,
      'DROP VIEW bi.touches': 497,
      'GRANT SELECT ON *.* TO default': 497,
      'SELECT 1 SETTINGS max_execution_time = 0': 452,
      'SELECT 1 SETTINGS max_execution_time = 61': 452,
      'SELECT 1 SETTINGS max_result_rows = 1000001': 452,
      'SELECT 1 SETTINGS max_result_bytes = 0': 452,
      'SELECT 1 SETTINGS max_memory_usage = 0': 452,
      'SELECT 1 SETTINGS max_memory_usage_for_user = 0': 452,
      'SELECT 1 SETTINGS max_memory_usage_for_user = 8000000001': 452,
      'SELECT 1 SETTINGS max_concurrent_queries_for_user = 0': 452,
      'SELECT 1 SETTINGS max_concurrent_queries_for_user = 11': 452,
      'SELECT 1 SETTINGS use_query_condition_cache = 1': 452,
      'SELECT 1 SETTINGS readonly = 0': 164,
    };
    const said = await asked(Object.keys(refused));
    expect(Object.fromEntries(Object.keys(refused).map((sql, at) => [sql, codeOf(said[at]!)]))).toEqual(
      refused,
    );
  });

  it('may choose less, and settings of its own', async () => {
    expect(
      await asked([
        'SELECT 1 SETTINGS max_execution_time = 10',
        'SELECT 2 SETTINGS max_threads = 1, join_use_nulls = 1',
      ]),
    ).toEqual(['1\n', '2\n']);
  });

  it('has so many questions, and no more', async () => {
    const few = statements.map((sql) => sql.replace('queries = 20000', 'queries = 5'));
    const said = await asked(
      Array.from({ length: 9 }, () => 'SELECT 1'),
      few,
    );
    expect(said.map(codeOf)).toContain(201);
  });
});
