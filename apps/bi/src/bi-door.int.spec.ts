import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClickHouse } from '@touchstone/facts';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BiDoor } from './index.js';
import { type OpenDoor, openDoor } from './open-door.fixture.spec.js';

describe('the door for BI', () => {
  let open: OpenDoor;
  let door: BiDoor;
  let clickhouse: ClickHouse;
  let client: ClickHouseClient;
  let key: string;
  let audited: Record<string, unknown>[];

  beforeAll(async () => {
    open = await openDoor();
    ({ door, clickhouse, key, audited } = open);
    client = createClient({
      ...{ url: door.url, username: 'metabase', password: key },
      log: { level: ClickHouseLogLevel.OFF }, // most of what is asked here is refused
    });
  });
  afterAll(async () => {
    await client.close();
    await open.close();
  });

  const get = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    fetch(`${door.url}${path}`, {
      ...init,
      headers: { 'X-ClickHouse-User': 'bi', 'X-ClickHouse-Key': key, ...init.headers },
    });
  const post = (sql: string, path = '/', headers: Record<string, string> = {}) =>
    get(path, { method: 'POST', body: sql, headers });
  const rows = async <Row>(query: string, query_params?: Record<string, unknown>) =>
    (await client.query({ query, format: 'JSONEachRow', ...(query_params && { query_params }) })).json<Row>();
  const refusal = async (query: string): Promise<ClickHouseError> => {
    const thrown = await rows(query).then(
      () => null,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(ClickHouseError);
    return thrown as ClickHouseError;
  };

  const endless = 'SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number))';
  /** Waits until so many questions run in the engine. */
  const running = async () =>
    (
      await clickhouse.query<{ n: string }>({
        name: 'n',
        sql: "SELECT count() AS n FROM system.processes WHERE Settings['log_comment'] LIKE 'bi:%'",
      })
    )[0]!.n;
  const until = async (wanted: string) => {
    for (let left = 200; left > 0 && (await running()) !== wanted; left--)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await running()).toBe(wanted);
  };

  it('answers a client of ClickHouse: ping, tables with comments, columns', async () => {
    expect(await client.ping()).toEqual({ success: true });
    expect(await client.ping({ select: true })).toEqual({ success: true });
    const tables = await rows<{ name: string; comment: string; database: string }>(
      'SELECT database, name, comment FROM system.tables',
    );
    expect(new Set(tables.map(({ database: of }) => of))).toEqual(new Set(['bi']));
    expect(tables.find(({ name }) => name === 'touches')!.comment).toMatch(/^One row a recorded/);
    expect(await rows('SHOW TABLES')).toHaveLength(tables.length);
    const described = await rows<{ name: string; comment: string }>('DESCRIBE TABLE bi.credit');
    expect(described.find(({ name }) => name === 'credit_linear_minor')!.comment).toContain('minor units');
    const databases = await rows<{ name: string }>('SHOW DATABASES');
    expect(databases.map(({ name }) => name)).toContain('bi');
    expect(databases.map(({ name }) => name)).not.toContain('default');
    expect(
      await rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'bi'"),
    ).toHaveLength(tables.length);
  });

  it('answers questions with parameters, and streams', async () => {
    expect(
      await rows('SELECT count() AS n FROM touches WHERE channel = {channel:String}', { channel: 'email' }),
    ).toEqual([{ n: 2 }]);
    expect(await rows('SELECT {text:String} AS text', { text: `it's a "tab"\t\\ and\na line` })).toEqual([
      { text: `it's a "tab"\t\\ and\na line` },
    ]);
    const stream = (
      await client.query({ query: 'SELECT number FROM numbers(5000)', format: 'JSONEachRow' })
    ).stream();
    let seen = 0;
    for await (const chunk of stream) seen += chunk.length;
    expect(seen).toBe(5000);
  });

  it.each(['Parquet', 'ArrowStream', 'Native', 'RowBinaryWithNamesAndTypes'])(
    'gives %s byte for byte',
    async (format) => {
      const sql = "SELECT unhex('00ff80fe0a') AS raw, number FROM numbers(300)";
      const plain = Buffer.from(await (await post(sql, `/?default_format=${format}`)).arrayBuffer());
      const zipped = await post(sql, `/?default_format=${format}&enable_http_compression=1`, {
        'Accept-Encoding': 'gzip',
      });
      expect(zipped.headers.get('content-encoding')).toBe('gzip');
      const unzipped = Buffer.from(await zipped.arrayBuffer());
      expect(zipped.headers.get('x-clickhouse-format')).toBe(format);
      expect(unzipped.length).toBe(plain.length);
      if (format !== 'Parquet') {
        expect(unzipped.equals(plain)).toBe(true);
        expect(plain.includes(Buffer.from('00ff80fe0a', 'hex'))).toBe(true);
      } else
        expect([plain.subarray(0, 4).toString(), plain.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1']);
    },
  );

  it('says of an answer what a server says', async () => {
    const answer = await get(
      `/?query=${encodeURIComponent('SELECT 1 AS a FORMAT JSON')}&query_id=mine&session_id=s1`,
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-clickhouse-query-id')).toBe('mine');
    expect(answer.headers.get('x-clickhouse-format')).toBe('JSON');
    expect(answer.headers.get('x-clickhouse-timezone')).toBeTruthy();
    expect(JSON.parse(answer.headers.get('x-clickhouse-summary')!)).toMatchObject({ written_rows: '0' });
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(await answer.json()).toMatchObject({ data: [{ a: 1 }] });
    const zipped = await get('/', {
      method: 'POST',
      body: gzipSync('SELECT 2'),
      headers: { 'Content-Encoding': 'gzip' },
    });
    expect(await zipped.text()).toBe('2\n');
    expect(await (await post(' + 1', '/?query=SELECT%201')).text()).toBe('2\n');
  });

  it('reads no body of somebody who may not ask', async () => {
    const status = await new Promise((resolve, reject) => {
      const { hostname, port } = new URL(door.url);
      const asked = request({ hostname, port, method: 'POST', headers: { 'X-ClickHouse-Key': 'wrong' } });
      asked.once('error', reject).once('response', ({ statusCode }) => {
        resolve(statusCode);
        asked
          .off('error', reject)
          .on('error', () => undefined)
          .destroy();
      });
      asked.write('SELECT 1'); // and never ended
    });
    expect(status).toBe(403);
  });

  it('keeps settings to the request that gives them', async () => {
    const sql = 'SELECT toDate(0) AS d, 1 AS n FORMAT JSONEachRow';
    const asked = await post(
      sql,
      '/?output_format_json_quote_64bit_integers=1&session_id=s&join_use_nulls=1',
    );
    expect(asked.status).toBe(200);
    const settings = await post(
      "SELECT value FROM system.settings WHERE name = 'join_use_nulls'",
      '/?session_id=s',
    );
    expect(await settings.text()).toMatch(/^(0|false)\n$/);
    expect(
      await (await post("SELECT value FROM system.settings WHERE name = 'readonly'", '/?readonly=2')).text(),
    ).toBe('1\n');
    expect(await (await post('SELECT 1', '/?max_threads=64')).text()).toMatch(/^Code: 164\. .*\(READONLY\)/);
    expect(await (await post('SELECT 1', '/?no_such_setting=1')).text()).toMatch(
      /^Code: 115\. .*\(UNKNOWN_SETTING\)/,
    );
    expect(await (await post('SELECT 1', '/?readonly=0')).text()).toMatch(/^Code: 164\./);
  });

  it('shows a credential the workspace of its own', async () => {
    const other = createClient({ url: door.url, username: 'x', password: open.otherKey });
    const asked = async (of: ClickHouseClient, query: string) =>
      (await of.query({ query, format: 'JSONCompactEachRow' })).json();
    for (const view of [
      'touches',
      'credit',
      'credit_by_channel_day',
      'unattributed',
      'people',
      'accounts',
      'deals',
    ]) {
      expect(await asked(client, `SELECT count() FROM ${view} WHERE workspace = 'beside'`)).toEqual([[0]]);
      expect(await asked(other, `SELECT count() FROM ${view} WHERE workspace = 'acme'`)).toEqual([[0]]);
    }
    expect(await asked(client, 'SELECT count() FROM touches')).toEqual([[5]]);
    expect(await asked(other, 'SELECT count() FROM touches')).toEqual([[3]]);
    expect(await asked(client, 'SELECT count() > 0 FROM credit')).toEqual([[1]]);
    await other.close();
  });

  it.each([
    ['INSERT INTO bi.touches VALUES (1)', 'READONLY', '164'],
    ['INSERT INTO default.touches SELECT * FROM default.touches', 'READONLY', '164'],
    ['DROP VIEW bi.touches', 'READONLY', '164'],
    ['CREATE TABLE bi.x (a Int8) ENGINE = Memory', 'READONLY', '164'],
    ['ALTER TABLE default.touches DELETE WHERE 1', 'READONLY', '164'],
    ['KILL QUERY WHERE 1', 'READONLY', '164'],
    ['SELECT 1 SETTINGS readonly = 0', 'READONLY', '164'],
    ['SELECT 1 SETTINGS additional_table_filters = {}', 'READONLY', '164'],
    ['SELECT * FROM (SELECT count() FROM deals SETTINGS additional_table_filters = {})', 'READONLY', '164'],
    ['WITH a AS (SELECT 1 SETTINGS max_result_rows = 0) SELECT * FROM a', 'READONLY', '164'],
    ['(SELECT 1 SETTINGS max_result_rows = 0) UNION ALL (SELECT 2)', 'READONLY', '164'],
    ['SELECT (SELECT 1 SETTINGS readonly = 1)', 'READONLY', '164'],
    ['EXPLAIN SELECT 1 SETTINGS max_threads = 1', 'READONLY', '164'],
    ['SELECT file(\'/etc/passwd\') AS "a\n  b"', 'ACCESS_DENIED', '497'],
    ["SELECT file('/etc/passwd') AS `a) (children 1)\n     ExpressionList`", 'ACCESS_DENIED', '497'],
    ['SELECT 1 AS "a\n b", `file`(\'/etc/passwd\') AS "\nLiteral"', 'ACCESS_DENIED', '497'],
    ["SELECT sum(1) OVER (PARTITION BY file('/etc/passwd'))", 'ACCESS_DENIED', '497'],
    ["SHOW TABLES WHERE toUInt8(file('/etc/hostname')) = 1", 'ACCESS_DENIED', '497'],
    [
      'SHOW TABLES LIMIT (SELECT count() FROM default.touches SETTINGS additional_table_filters = {})',
      'ACCESS_DENIED',
      '497',
    ],
    ["SHOW COLUMNS FROM touches WHERE file('/etc/hostname') = ''", 'ACCESS_DENIED', '497'],
    ["SHOW INDEX FROM touches WHERE file('/etc/hostname') = ''", 'ACCESS_DENIED', '497'],
    ["SHOW DATABASES LIMIT toUInt64(file('/etc/hostname'))", 'ACCESS_DENIED', '497'],
    ["SHOW CLUSTERS LIMIT toUInt64(file('/etc/hostname'))", 'ACCESS_DENIED', '497'],
    ["SHOW CHANGED SETTINGS LIKE '%filter%'", 'ACCESS_DENIED', '497'],
    ["SELECT b FROM values('a String, b String ALIAS file(a)', '/etc/passwd')", 'ACCESS_DENIED', '497'],
    ["SELECT b FROM null('a UInt8, b String DEFAULT toUInt8(hostName())')", 'ACCESS_DENIED', '497'],
    ["DESCRIBE null('a UInt8, b String DEFAULT hostName()')", 'ACCESS_DENIED', '497'],
    ['SELECT hostName()', 'ACCESS_DENIED', '497'],
    [
      "SELECT * FROM values('a String, b String ALIAS file(a)', ('x')) AS `x) (children 1)\n ExpressionList\n  Literal Tuple_(`",
      'ACCESS_DENIED',
      '497',
    ],
    ["SELECT * FROM values((1, file('/etc/passwd')))", 'ACCESS_DENIED', '497'],
    ['SELECT system.processes.query FROM system.tables', 'ACCESS_DENIED', '497'],
    ["SELECT getSetting('additional_table_filters')", 'ACCESS_DENIED', '497'],
    ["SELECT hasColumnInTable('default', 'touches', 'visitor_key')", 'ACCESS_DENIED', '497'],
    ["SELECT joinGet('default.touches', 'person_key', 1)", 'ACCESS_DENIED', '497'],
    ['EXPLAIN indexes = 1 SELECT channel FROM touches', 'ACCESS_DENIED', '497'],
    ['EXPLAIN json = 1 SELECT channel FROM touches', 'ACCESS_DENIED', '497'],
    ['SELECT hasAll([1], [1])', 'ACCESS_DENIED', '497'],
    ["SELECT levenshteinDistance('a', 'b')", 'ACCESS_DENIED', '497'],
    ["SELECT arrayLevenshteinDistance(['a'], ['b'])", 'ACCESS_DENIED', '497'],
    ['SELECT h3PolygonToCells([(0., 0.), (0., 1.)], 6)', 'ACCESS_DENIED', '497'],
    ['SELECT dumpColumnStructure(channel) FROM touches', 'ACCESS_DENIED', '497'],
    ['SELECT sleep(3)', 'ACCESS_DENIED', '497'],
    ['EXPLAIN ESTIMATE SELECT * FROM bi.touches', 'ACCESS_DENIED', '497'],
    ['SELECT * FROM (EXPLAIN ESTIMATE SELECT * FROM bi.touches)', 'ACCESS_DENIED', '497'],
    ['SELECT 1; DROP VIEW bi.touches', 'SYNTAX_ERROR', '62'],
    ['SELECT 1; SELECT 2', 'SYNTAX_ERROR', '62'],
    ["SELECT file('/etc/passwd')", 'ACCESS_DENIED', '497'],
    ["SELECT FILE('/etc/passwd')", 'ACCESS_DENIED', '497'],
    ["SELECT * APPLY(file) FROM (SELECT '/etc/passwd' AS x)", 'ACCESS_DENIED', '497'],
    ["SELECT arrayMap(x -> `file`(x), ['/etc/passwd'])", 'ACCESS_DENIED', '497'],
    ["SELECT * FROM file('/etc/passwd', 'LineAsString')", 'ACCESS_DENIED', '497'],
    ["SELECT * FROM url('http://127.0.0.1/', 'CSV', 'a String')", 'ACCESS_DENIED', '497'],
    ["SELECT * FROM remote('127.0.0.1', 'system', 'one')", 'ACCESS_DENIED', '497'],
    ["SELECT * FROM merge('default', '.*')", 'ACCESS_DENIED', '497'],
    ["DESCRIBE TABLE file('/etc/passwd')", 'ACCESS_DENIED', '497'],
    ['SELECT * FROM default.touches', 'UNKNOWN_DATABASE', '81'],
    ['SELECT 1 IN default.touches', 'UNKNOWN_DATABASE', '81'],
    ['SELECT query FROM system.processes', 'ACCESS_DENIED', '497'],
    ["SELECT 'a' IN system.processes", 'ACCESS_DENIED', '497'],
    ['SHOW PROCESSLIST', 'ACCESS_DENIED', '497'],
    ['SHOW GRANTS', 'ACCESS_DENIED', '497'],
    ['EXISTS TABLE default.touches', 'UNKNOWN_DATABASE', '81'],
    ['EXISTS TABLE `bi.x`.touches', 'ACCESS_DENIED', '497'],
    ['EXISTS DATABASE default', 'UNKNOWN_DATABASE', '81'],
    ["DESCRIBE TABLE touches INTO OUTFILE '/tmp/touchstone-bi-outfile'", 'ACCESS_DENIED', '497'],
    ['DESCRIBE TABLE touches SETTINGS max_threads = 1', 'READONLY', '164'],
    ['SELECT no_such_column -- { serverError 47 }', 'UNKNOWN_IDENTIFIER', '47'],
    ["SELECT '\\xff'", 'INCORRECT_DATA', '117'],
    ['SHOW CREATE TABLE default.touches', 'UNKNOWN_DATABASE', '81'],
    ['EXPLAIN SELECT * FROM default.touches', 'UNKNOWN_DATABASE', '81'],
    ["SELECT 1 INTO OUTFILE '/tmp/touchstone-bi-outfile'", 'ACCESS_DENIED', '497'],
    ["SHOW TABLES INTO OUTFILE '/tmp/touchstone-bi-outfile'", 'ACCESS_DENIED', '497'],
    ['SELECT nothing_like_it FROM touches', 'UNKNOWN_IDENTIFIER', '47'],
    ['SELECT * FROM no_such_view', 'UNKNOWN_TABLE', '60'],
    ['SELECT number FROM numbers(20000)', 'TOO_MANY_ROWS_OR_BYTES', '396'],
    ['SELECT groupArray(number) FROM numbers(1000000000)', 'MEMORY_LIMIT_EXCEEDED', '241'],
    ['SELEC 1', 'SYNTAX_ERROR', '62'],
  ])('refuses %s as a server does: %s', async (query, type, code) => {
    audited.length = 0;
    expect(await refusal(query)).toMatchObject({ type, code });
    expect(audited[0]).toMatchObject({ audit: 'bi', workspace: 'acme', codeName: type });
    expect(await rows('SELECT count() AS n FROM touches')).toEqual([{ n: 5 }]);
  });

  it('takes names of all kinds: qualified by the view, quoted, over several lines', async () => {
    expect(
      await rows(
        'SELECT `bi`.`touches`.`channel` AS c, count() AS n FROM `bi`.`touches` GROUP BY c ORDER BY c',
      ),
    ).toEqual([
      { c: 'email', n: 2 },
      { c: 'paid-search', n: 3 },
    ]);
    const joined = `SELECT touches.channel, count() AS n FROM touches JOIN people ON people.person = touches.person
      GROUP BY touches.channel ORDER BY n`;
    expect(await rows(joined)).toHaveLength(2);
    expect(await rows('SELECT 1 AS "a\nb", 2 AS "c\n  Set"')).toEqual([{ 'a\nb': 1, 'c\n  Set': 2 }]);
    expect(
      await rows(
        'SELECT uniqExactIf(channel, is_view = 0) AS n, toStartOfMonth(min(occurred_at)) AS m FROM touches',
      ),
    ).toHaveLength(1);
  });

  it('writes no file, whatever setting asks for one', async () => {
    const victim = join(tmpdir(), `touchstone-bi-${process.pid}.proto`);
    await writeFile(victim, 'precious');
    const answer = await post(
      "SELECT 'x' AS a FORMAT Protobuf",
      `/?output_format_schema=${encodeURIComponent(victim)}`,
    );
    expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([500, '164']);
    expect(await readFile(victim, 'utf8')).toBe('precious');
    await rm(victim);
  });

  it('takes settings by their names alone, and tells no name that it does not show', async () => {
    const endless = await post(
      'SELECT 1',
      '/?output_format_pretty_squash_consecutive_ms=18446744073709551615',
    );
    expect(await endless.text()).toMatch(/^Code: 164\./);
    const likeIt = await post('SELECT * FROM journey');
    expect(await likeIt.text()).toMatch(
      /^Code: 60\. DB::Exception: Unknown table expression identifier 'journey'[^']*\(UNKNOWN_TABLE\)/,
    );
    const large = await post(`SELECT 1 -- ${'x'.repeat(1_100_000)}`);
    expect([large.status, large.headers.get('x-clickhouse-exception-code')]).toEqual([413, '223']);
  });

  it('looks at no text for long: blanks, fields, bytes one by one', async () => {
    const blanks = ' '.repeat(200_000);
    for (const sql of [`KILL QUERY WHERE query_id='a'${blanks}x`, `SELECT 1 SETTINGS a=1${blanks}x`])
      expect(await (await post(sql)).text()).toMatch(/^Code: 62\./);
    expect(await (await post(`SELECT 1${' '.repeat(270_000)}`)).text()).toMatch(
      /^Code: 62\. .*Max query size/,
    );
    expect(await (await get(`/?query=SELECT+1${'&a'.repeat(100_000)}`)).text()).toMatch(/^Code: 117\./);
    const asked = new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(door.url);
      const one = request(
        { hostname, port, method: 'POST', headers: { 'X-ClickHouse-Key': key } },
        (answer) => answer.setEncoding('utf8').on('data', resolve),
      ).once('error', reject);
      for (const byte of `SELECT '${'é'.repeat(5000)}'`) one.write(byte);
      one.end();
    });
    expect(await asked).toBe(`${'é'.repeat(5000)}\n`);
  });

  it('says the format of the statement, and not what looks like one', async () => {
    const answer = await post(`SELECT 'hello' AS "a\n Identifier Native\nb"`, '/?default_format=RawBLOB');
    expect(answer.headers.get('x-clickhouse-format')).toBe('RawBLOB');
    expect((await post('SELECT 1 FORMAT JSONCompact')).headers.get('x-clickhouse-format')).toBe(
      'JSONCompact',
    );
  });

  it('has a place for another workspace while one takes all that it may', async () => {
    const gone = new AbortController();
    const asked = [1, 2, 3].map(() => get(`/?query=${encodeURIComponent(endless)}`, { signal: gone.signal }));
    await until('2');
    const other = await fetch(`${door.url}/?query=SELECT+1`, {
      headers: { 'X-ClickHouse-Key': open.otherKey },
    });
    expect(await other.text()).toBe('1\n');
    gone.abort();
    await Promise.allSettled(asked);
    expect(await (await post('SELECT 2')).text()).toBe('2\n');
  });

  it('goes on after an address that is none, and other strange requests', async () => {
    const raw = (path: string, method = 'GET') =>
      new Promise<number | undefined>((resolve, reject) => {
        const { hostname, port } = new URL(door.url);
        request({ hostname, port, path, method }, (answer) => resolve(answer.resume().statusCode))
          .once('error', reject)
          .end();
      });
    expect(await raw('//')).toBe(404);
    expect(await raw('/?%')).toBe(200);
    expect(await raw('http://[/')).toBe(400);
    expect(await raw('/', 'OPTIONS')).toBe(405);
    expect(await (await get('/?query=SELECT+1&constructor=2&__proto__=3')).text()).toMatch(/^Code: 115\./);
    expect(
      (await post('SELECT 1', '/', { 'Content-Encoding': 'constructor' })).headers.get(
        'x-clickhouse-exception-code',
      ),
    ).toBe('117');
    expect(
      (await get('/?query=SELECT+1+IN+processes&database=system')).headers.get('x-clickhouse-exception-code'),
    ).toBe('81');
    expect(
      await (await get(`/?query=${encodeURIComponent(`SELEC ${'x'.repeat(500)}`)}`)).text(),
    ).not.toContain('formatQuery');
    expect(await client.ping()).toEqual({ success: true });
  });

  it('computes nothing of the rows of others, which lie beside the own', async () => {
    for (const table of ['touches', 'journeys']) await clickhouse.command(`OPTIMIZE TABLE ${table} FINAL`);
    for (const view of ['touches', 'credit', 'deals', 'credit_by_channel_day', 'restatements']) {
      const asked = await post(`SELECT count() FROM ${view} WHERE NOT throwIf(workspace != 'acme')`);
      expect(await asked.text()).toMatch(/^\d+\n$/);
    }
  });

  it('takes SHOW as tools say it', async () => {
    for (const show of [
      "SHOW TABLES LIKE '%e%'",
      'SHOW FULL TABLES FROM bi',
      'SHOW COLUMNS FROM touches',
      "SHOW TABLES NOT ILIKE 'it\\'s' LIMIT 3",
    ])
      expect((await rows(show)).length).toBeGreaterThan(0);
    expect((await rows('EXPLAIN SELECT count() FROM touches')).length).toBeGreaterThan(0);
    for (const exists of ['EXISTS touches', 'EXISTS VIEW bi.touches', 'EXISTS DATABASE bi'])
      expect(await rows(exists)).toEqual([{ result: 1 }]);
    const described = await get(`/?query=${encodeURIComponent('DESCRIBE touches FORMAT JSONCompact')}`);
    expect(described.headers.get('x-clickhouse-format')).toBe('JSONCompact');
  });

  it('takes the parameters that are named, and not too many fields', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => `param_a${at}=${at}`).join('&');
    expect(await (await get(`/?query=${encodeURIComponent('SELECT {a7:UInt8}')}&${many(900)}`)).text()).toBe(
      '7\n',
    );
    expect(await (await get(`/?query=SELECT+1&${many(1001)}`)).text()).toMatch(/^Code: 117\./);
    expect(await (await get('/?query=SELECT+1&profile=default')).text()).toMatch(/^Code: 115\./);
    expect(await (await get('/?query=SELECT+1&default_format=%00')).text()).toMatch(/^Code: 73\./);
    // ten million bytes are allowed here: names make them more
    const named = `SELECT number AS \`${'a'.repeat(9000)}\` FROM numbers(9000) FORMAT JSONEachRow`;
    expect(await (await post(named)).text()).toMatch(/^Code: 396\./);
  });

  it('notes what was answered as well', async () => {
    audited.length = 0;
    await rows('SELECT count() FROM touches');
    expect(audited).toEqual([
      expect.objectContaining({ audit: 'bi', workspace: 'acme', msg: 'a question was answered' }),
    ]);
  });

  it.each([
    'SET readonly = 0',
    'USE default',
    'SYSTEM FLUSH LOGS',
    'KILL QUERY WHERE 1',
    'DETACH TABLE default.touches',
  ])('refuses %s, which takes no format', async (statement) => {
    expect(await (await post(statement)).text()).toMatch(/^Code: 164\. .*\(READONLY\)/);
  });

  it('knows who asks, in each way that a server knows', async () => {
    const basic = (user: string, password: string) => ({
      Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    });
    const bare = (path: string, headers: Record<string, string> = {}) =>
      fetch(`${door.url}${path}`, { headers });
    const one = `/?query=${encodeURIComponent('SELECT 1')}`;
    expect(await (await bare('/ping')).text()).toBe('Ok.\n');
    expect(await (await bare('/')).text()).toBe('Ok.\n');
    expect((await bare(one, basic('grafana', key))).status).toBe(200);
    expect((await bare(one, basic(key, ''))).status).toBe(200);
    expect((await bare(`${one}&user=x&password=${key}`)).status).toBe(200);
    const nobody = await bare(one);
    expect([nobody.status, nobody.headers.get('x-clickhouse-exception-code')]).toEqual([401, '194']);
    audited.length = 0;
    const wrong = await bare(one, basic('eve', 'secret'));
    expect([wrong.status, wrong.headers.get('x-clickhouse-exception-code')]).toEqual([403, '516']);
    expect(await wrong.text()).toMatch(
      /^Code: 516\. DB::Exception: eve: Authentication failed: .* \(AUTHENTICATION_FAILED\) \(version /,
    );
    expect(audited[0]).toMatchObject({ codeName: 'AUTHENTICATION_FAILED' });
    expect(JSON.stringify(audited)).not.toContain('secret');
    expect((await bare(one, basic('x', open.writeKey))).headers.get('x-clickhouse-exception-code')).toBe(
      '497',
    );
    expect(
      (await bare(`${one}&database=elsewhere`, basic('x', key))).headers.get('x-clickhouse-exception-code'),
    ).toBe('81');
  });

  it('ends a query whose client has gone, and one that takes too long', async () => {
    const controller = new AbortController();
    const asked = client.query({ query: endless, abort_signal: controller.signal });
    await until('1');
    controller.abort();
    await expect(asked).rejects.toThrow();
    await until('0');
    const slow = await post(endless, '/?max_execution_time=1');
    expect([slow.status, slow.headers.get('x-clickhouse-exception-code')]).toEqual([408, '159']);
  });
});
