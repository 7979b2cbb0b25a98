import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { migrate } from '@touchstone/facts';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import { biViews, columnsBehindViews, createBiViews, innerViews } from './index.js';

let engine: Awaited<ReturnType<typeof freshClickHouse>>;
beforeAll(async () => {
  engine = await freshClickHouse();
  await migrate(engine.clickhouse);
  await createBiViews(engine.clickhouse);
});
afterAll(() => engine.drop());

/** What is read of each table, as the engine plans it: a server asks for rights to just these columns. */
async function columnsRead(query: string): Promise<[table: string, column: string][]> {
  const lines = await engine.clickhouse.query<{ explain: string }>({
    name: 'plan',
    sql: `EXPLAIN QUERY TREE ${query}`,
  });
  const tree = lines.map(({ explain }) => explain).join('\n');
  const tables = new Map(
    [...tree.matchAll(/^ *TABLE id: (\d+),.* table_name: ([\w.]+)/gm)].map(([, id, name]) => [id!, name!]),
  );
  expect(tables.size).toBeGreaterThan(0);
  const columns = tree.matchAll(/^ *COLUMN id: \d+, column_name: (\w+), .*source_id: (\d+)$/gm);
  return [...columns].flatMap(([, column, source]): [string, string][] => {
    const table = tables.get(source!);
    return table === undefined ? [] : [[table, column!]];
  });
}

it('columns behind views are those that an engine reads, and no others', async () => {
  const read: Record<string, Set<string>> = {};
  const queries = [
    ...biViews.map(({ columns, from }) => {
      const selected = columns.map(({ name, sql }) => `${sql} AS ${name}`);
      return `SELECT ${selected.join(', ')} ${from}`;
    }),
    ...innerViews.map(({ sql }) => sql),
  ];
  for (const query of queries)
    for (const [table, column] of await columnsRead(query)) (read[table] ??= new Set()).add(column);
  const views = innerViews.map(({ name }) => `default.${name}`);
  const found = Object.entries(read)
    .filter(([table]) => !table.startsWith('bi.') && !views.includes(table))
    .map(([table, columns]) => [table.replace(/^default\./, ''), [...columns].sort()]);
  const declared = Object.entries(columnsBehindViews).map(([table, columns]) => [table, [...columns].sort()]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(declared));
}, 120_000);

it('what no view says is not among them', () => {
  expect(columnsBehindViews['touches']).not.toContain('visitor_key');
  expect(columnsBehindViews['touches']).not.toContain('account_keys');
  expect(columnsBehindViews['deals']).not.toContain('contact_person');
  for (const columns of Object.values(columnsBehindViews)) expect(columns).toContain('workspace');
});
