import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type OpenDoor, openDoor } from './open-door.fixture.spec.js';

let open: OpenDoor;
beforeAll(async () => void (open = await openDoor()));
afterAll(() => open.close());

async function native(sql: string, version?: string): Promise<Buffer<ArrayBuffer>> {
  const fields = { user: 'x', password: open.key, default_format: 'Native' };
  const of = new URLSearchParams(
    version === undefined ? fields : { ...fields, client_protocol_version: version },
  );
  const answer = await fetch(`${open.door.url}/?${of.toString()}`, { method: 'POST', body: sql });
  const body = Buffer.from(await answer.arrayBuffer());
  expect([answer.status, body.toString()]).toEqual([200, body.toString()]);
  return body;
}

const values = [
  'number',
  'number % 2 = 0',
  'toString(number * 1000)',
  "repeat('x', 300 + number)",
  'toLowCardinality(toString(number % 2))',
  'toLowCardinality(toNullable(toString(number % 2)))',
  'if(number = 1, NULL, toString(number))',
  'range(number)',
  "arrayMap(x -> toLowCardinality(concat('v', toString(x))), range(number))",
  "map('k', [number, 2])",
  "tuple(number, 'x', toNullable(toDate(number)))",
  "CAST(('a', 1), 'Tuple(name String, `odd, (name` UInt8)')",
  "toFixedString('abc', 3)",
  'toDecimal32(number, 2)',
  'toDecimal64(number, 2)',
  'toDecimal128(number, 2)',
  'toDecimal256(number, 2)',
  "toDateTime64(number, 3, 'UTC')",
  "toDateTime(number, 'UTC')",
  'toDate32(number)',
  `CAST('b', 'Enum8(\\'it\\\\\\'s (\\' = 1, \\'b\\' = 2)')`,
  "toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0')",
  "toIPv4('127.0.0.1')",
  "toIPv6('::1')",
  'toInt256(number)',
  'toFloat32(number)',
  'NULL',
  '[]',
  'INTERVAL 1 DAY',
];
const columns = values.map((sql, at) => `${sql} AS c${at}`);

const from = ' FROM (SELECT number FROM numbers(3))';
const info = Buffer.from([1, 0, 2, 255, 255, 255, 255, 0]);

it('a block for a version of the protocol is the columns of blocks for none, each told apart', async () => {
  const parts = [info, Buffer.from([columns.length, 3])];
  for (const column of columns) {
    const alone = await native(`SELECT ${column}${from}`);
    expect([...alone.subarray(0, 2)]).toEqual([1, 3]);
    let at = 2; // past its name and type, each after its length
    for (let text = 0; text < 2; text++) at += 1 + alone[at]!;
    parts.push(alone.subarray(2, at), Buffer.from([0]), alone.subarray(at));
  }
  expect(await native(`SELECT ${columns.join(', ')}${from}`, '54460')).toEqual(Buffer.concat(parts));
});

it('versions before say less, and none says nothing; views have blocks of many rows', async () => {
  const sql = `SELECT ${columns.join(', ')}${from}`;
  const plain = await native(sql);
  expect(await native(sql, '54405')).toEqual(Buffer.concat([info, plain]));
  expect(await native(sql, '0')).toEqual(plain);
  expect(await native('SELECT number FROM numbers(10) WHERE 0', '54460')).toHaveLength(0);
  const views = 'SELECT * FROM bi.credit ORDER BY ALL';
  const width = (await native(views))[0]!;
  const blocks = ((await native(views, '54460')).length - (await native(views)).length) / (8 + width);
  expect(blocks).toBeGreaterThanOrEqual(1);
  expect(Number.isInteger(blocks)).toBe(true);
});

it('a type of which nobody knows how long it is is refused, not garbled', async () => {
  const fields = new URLSearchParams({
    user: 'x',
    password: open.key,
    default_format: 'Native',
    client_protocol_version: '54460',
  });
  const body = "SELECT 1 AS a, CAST('{}', 'JSON') AS b";
  const answer = await fetch(`${open.door.url}/?${fields.toString()}`, { method: 'POST', body });
  expect(await answer.text()).toMatch(/^Code: 73\. .*JSON/);
});

it('empty values of deep types end, and so do types whose names look like others', async () => {
  const deep = `${'Array('.repeat(27)}UInt8${')'.repeat(27)}`;
  expect((await native(`SELECT CAST([], '${deep}') AS x`, '54454')).length).toBeGreaterThan(100);
  expect((await native("SELECT CAST([], 'Array(Array(UInt8))') AS x, 7 AS y", '54460')).at(-1)).toBe(7);
  const named = "SELECT CAST(tuple('abc'), 'Tuple(`a\\\\` FixedString(-51, x` FixedString(3))') AS t";
  const answer = await native(named, '54454');
  expect(answer.subarray(-3).toString()).toBe('abc');
});
