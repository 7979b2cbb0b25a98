import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { biViews, columnsBehindViews, type View } from '@touchstone/bi';
import { type Asking, openToldTwice, type ToldTwice } from './told-twice.fixture.spec.js';

/**
 * The engine runs conditions in an order of its own, and some functions over the dictionary of a column, which a part has one
 * of: what somebody may not see must not be read at all.
 */
let both: ToldTwice;
let own: Asking;
const readBefore = new Map<string, number>();
const rowsRead = ({ name }: View) => own.rowsRead(`SELECT count() FROM ${name}`);

beforeAll(async () => {
  both = await openToldTwice();
  own = await both.asking('own');
  // few rows, so that those of all three would lie in one granule
  for (const table of Object.keys(columnsBehindViews)) await copyRows(table, 'own');
  for (const view of biViews) readBefore.set(view.name, await rowsRead(view));
  for (const table of Object.keys(columnsBehindViews)) {
    await copyRows(table, 'owm', 'String');
    await copyRows(table, 'own0', 'LowCardinality(String)');
    await both.clickhouse.command(`OPTIMIZE TABLE ${table} FINAL`);
  }
}, 240_000);
afterAll(() => both.close());

/** Rows of the demo as those of another workspace. @param secret texts of this type say so */
async function copyRows(table: string, workspace: string, secret?: string): Promise<void> {
  const columns = await both.clickhouse.query<{ name: string }>({
    name: 'columns',
    sql: `SELECT name FROM system.columns
      WHERE database = currentDatabase() AND table = '${table}' AND type = '${secret}' AND name != 'workspace'`,
  });
  const texts = columns.map(({ name }) => `concat('SECRET_', ${name}) AS ${name}`);
  await both.clickhouse.command(
    `INSERT INTO ${table} SELECT * REPLACE (${[`'${workspace}' AS workspace`, ...texts].join(', ')}) 
     FROM (SELECT * FROM ${table} WHERE workspace = 'demo' LIMIT 400)`,
  );
}

describe.each(biViews)('of another tenant, $name', (view) => {
  const texts = view.columns
    .filter(({ type }) => /^(LowCardinality\()?String/.test(type))
    .map(({ name }) => name);

  it('reads no row', async () => {
    expect(readBefore.get(view.name)).toBeGreaterThan(0);
    expect(await rowsRead(view)).toBeLessThanOrEqual(readBefore.get(view.name)!);
  });

  it.each(texts)('computes no condition of its %s', async (name) => {
    await own.bi(`SELECT count() FROM ${view.name} WHERE NOT throwIf(toString(${name}) LIKE 'SECRET%')`);
  });

  it.each(texts)('computes nothing over its %s, which a dictionary may have', async (name) => {
    const decoded = `base64Decode(replaceRegexpOne(${name}, '^([^S]|S[^E]).*', ''))`;
    await own.bi(`SELECT sum(length(${decoded})) FROM ${view.name}`);
    await own.bi(`SELECT count() FROM ${view.name} WHERE ${decoded} = ''`);
  });
});
