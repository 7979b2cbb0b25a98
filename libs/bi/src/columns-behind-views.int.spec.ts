import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { migrate } from '@touchstone/facts';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import { biViews, columnsBehindViews, createBiViews, type View } from './index.js';

let engine: Awaited<ReturnType<typeof freshClickHouse>>;
beforeAll(async () => {
  engine = await freshClickHouse();
  await migrate(engine.clickhouse);
  await createBiViews(engine.clickhouse);
});
afterAll(() => engine.drop());

/** What is read of each table, as the engine plans it: a server asks for rights to just these columns. */
async function columnsRead(view: View): Promise<[table: string, column: string][]> {
  const selected = view.columns.map(({ name, sql }) => `${sql} AS ${name}`);
  const lines = await engine.clickhouse.query<{ explain: string }>({
    name: 'plan',
    sql: `EXPLAIN QUERY TREE SELECT ${selected.join(', ')} ${view.from}`,
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
  for (const view of biViews)
    for (const [table, column] of await columnsRead(view)) (read[table] ??= new Set()).add(column);
  const found = Object.entries(read)
    .filter(([table]) => !table.startsWith('bi.'))
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
