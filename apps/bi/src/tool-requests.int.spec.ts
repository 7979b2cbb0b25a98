import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenDoor, openDoor } from './open-door.fixture.spec.js';

describe('what tools send', () => {
  let open: OpenDoor;
  beforeAll(async () => void (open = await openDoor()));
  afterAll(() => open.close());

  const send = (sql: string, fields: Record<string, string> = {}) =>
    fetch(
      `${open.door.url}/?${new URLSearchParams({ ...fields, user: 'tool', password: open.key }).toString()}`,
      {
        method: 'POST',
        body: sql,
      },
    );
  const answered = async (sql: string, fields: Record<string, string> = {}): Promise<string> => {
    const answer = await send(sql, fields);
    const text = await answer.text();
    expect([answer.status, text]).toEqual([200, text]);
    return text;
  };

  it.each([
    ['async_insert', '0'], // JDBC, with every query
    ['select_sequential_consistency', '1'], // Metabase
    ['mutations_sync', '3'], // dbt
    ['insert_distributed_sync', '1'],
    ['input_format_null_as_default', '1'],
    ['limit', '1000000'], // Grafana, where its limit of rows is on
  ])('%s=%s changes no answer and is taken', async (name, value) => {
    expect(await answered('SELECT count() FROM touches', { [name]: value })).toBe('5\n');
  });

  it('settings at the end of a statement are those of the request', async () => {
    const joined = 'SELECT b FROM (SELECT 1 AS a) AS x LEFT JOIN (SELECT 2 AS a, 3 AS b) AS y ON x.a = y.a';
    expect(await answered(joined)).toBe('0\n');
    expect(await answered(`${joined}\n  settings join_use_nulls = 1\n`)).toBe('\\N\n'); // dbt
    expect(await answered(`${joined} SETTINGS join_use_nulls = 1, extremes = '0' FORMAT CSV;`)).toBe('\\N\n');
    expect(await answered("SELECT ' SETTINGS join_use_nulls = 1'")).toBe(' SETTINGS join_use_nulls = 1\n');
    for (const refused of [
      'readonly = 0',
      'max_threads = 9',
      "additional_table_filters = '{}'",
      'profile = 1',
    ])
      expect(await (await send(`SELECT 1 SETTINGS ${refused}`)).text()).toMatch(/^Code: (164|115)\./);
    expect(
      await (await send('SELECT number FROM numbers(20000) SETTINGS max_result_rows = 0')).text(),
    ).toMatch(/^Code: 396/);
  });

  it('a query within may say what a join puts where nothing is, and set nothing else', async () => {
    const within = (settings: string) =>
      `SELECT count() FROM (SELECT * FROM (SELECT 1 AS a) AS x LEFT JOIN (SELECT 2 AS b) AS y ON x.a = y.b
       WHERE b IS NULL\n-- end_of_sql\nsettings ${settings}\n) AS dbt_internal_test\n FORMAT CSV`;
    expect(await answered(within('join_use_nulls = 1'))).toBe('1\n');
    for (const other of [
      'join_use_nulls = 1, additional_table_filters = {}',
      'additional_table_filters = {}, join_use_nulls = 1',
      'max_result_rows = 0',
    ])
      expect(await (await send(within(other))).text()).toMatch(/^Code: 164\./);
    const disguised =
      "SELECT ' SETTINGS join_use_nulls = 1)' FROM (SELECT 1 SETTINGS additional_table_filters = {})";
    expect(await (await send(disguised)).text()).toMatch(/^Code: 164\./);
  });

  it('settings that change nothing are not told: clients do not ask for what they may not change', async () => {
    expect(
      await answered("SELECT count() FROM system.settings WHERE name IN ('mutations_sync', 'async_insert')"),
    ).toBe('0\n');
  });

  it('ODBC, by which Power BI asks, finds tables and columns', async () => {
    const odbc = {
      default_format: 'ODBCDriver2',
      cast_keep_nullable: '1',
      prefer_column_name_to_alias: '1',
      session_id: 'x',
    };
    const tables = `SELECT CAST(database, 'Nullable(String)') AS TABLE_CAT, CAST(name, 'Nullable(String)') AS TABLE_NAME
      FROM system.tables WHERE (1 == 1) AND isNotNull(TABLE_CAT) AND coalesce(TABLE_CAT, '') LIKE 'bi'`;
    expect(await answered(tables, odbc)).toContain('credit_by_channel_day');
    const columns = `SELECT cast(name, 'String') AS COLUMN_NAME, cast(position, 'Int32') AS ORDINAL_POSITION,
      cast(NULL, 'Nullable(String)') AS COLUMN_DEF FROM system.columns WHERE (1 == 1) AND table == 'credit'`;
    expect(await answered(columns, odbc)).toContain('credit_linear_minor');
    const asked = 'SELECT count() FROM touches WHERE channel = {odbc_positional_1:Nullable(String)}';
    expect(await answered(asked, { ...odbc, param_odbc_positional_1: 'email' })).toMatch(/2$/);
  });

  it('a limit of rows that would change what is looked at is refused', async () => {
    expect(await (await send('SELECT 1', { limit: '1' })).text()).toMatch(/^Code: 164\./);
  });

  it.each([
    [
      'primary keys, by columns of system.tables in full',
      `SELECT system.tables.database, trim(c.1) FROM system.tables
       ARRAY JOIN arrayZip(splitByChar(',', primary_key), arrayEnumerate(splitByChar(',', primary_key))) AS c
       WHERE system.tables.primary_key <> '' AND system.tables.name ILIKE 'credit'`,
      '',
    ],
    [
      'properties of a client, as rows without names',
      "SELECT c1 AS name, c2 AS most FROM VALUES (('ApplicationName', 255))",
      'ApplicationName\t255\n',
    ],
    [
      'types, joined to rows without names',
      `SELECT name, attrs.c2 FROM system.data_type_families dt
       LEFT JOIN (SELECT * FROM VALUES (('Bool', 1), ('Date', 10))) AS attrs ON dt.name = attrs.c1 WHERE name = 'Date'`,
      'Date\t10\n',
    ],
    ['a hello', "SELECT version() = version(), revision() > 0, displayName() != ''", '1\t1\t1\n'],
  ])('%s', async (_, sql, expected) => {
    expect(await answered(sql)).toBe(expected);
  });

  it('the summary says how many rows were answered', async () => {
    const answer = await send('SELECT number FROM numbers(7)');
    expect(JSON.parse(answer.headers.get('x-clickhouse-summary')!)).toMatchObject({ result_rows: '7' });
  });

  it('a question is ended by who asked it, by the id that they gave it', async () => {
    const endless = 'SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number))';
    const asked = send(endless, { query_id: 'mine' });
    const kill = (query_id: string, password = open.key) =>
      fetch(`${open.door.url}/?user=tool`, {
        method: 'POST',
        body: `KILL QUERY WHERE query_id = '${query_id}'`,
        headers: { 'X-ClickHouse-User': 'tool', 'X-ClickHouse-Key': password },
      }).then((answer) => answer.text());
    expect(await kill('another')).toBe('');
    expect(await kill('mine', open.otherKey)).toBe('');
    expect(await (await send("KILL QUERY WHERE query_id = 'mine' OR 1")).text()).toMatch(/^Code: 164\./);
    let ended = '';
    for (let left = 100; left > 0 && ended === ''; left--) ended = await kill('mine');
    expect(ended).toMatch(/^waiting\tmine\t/);
    expect(await (await asked).text()).toMatch(/^Code: 394\./);
  });
});
