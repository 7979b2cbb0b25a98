import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { biViews } from '@touchstone/bi';
import { fileURLToPath } from 'node:url';
import { javaWith } from './java-with.fixture.spec.js';
import { type OpenDoor, openDoor } from './open-door.fixture.spec.js';

const folder = fileURLToPath(new URL('../../../tests/bi/jdbc/', import.meta.url));
const java = await javaWith(`${folder}pom.xml`);
const where = java ? describe : describe.skip;

where('the JDBC driver, by which Metabase, DBeaver and Tableau ask', () => {
  let open: OpenDoor;
  let said: Map<string, string>;
  beforeAll(async () => {
    open = await openDoor();
    const url = open.door.url.replace('http:', 'jdbc:clickhouse:');
    said = await java!.run(`${folder}Questions.java`, `${url}/bi`, open.key);
  });
  afterAll(async () => {
    await open.close();
    await java?.remove();
  });

  it('takes the door for a server', () => {
    expect(said.get('valid')).toBe('true');
    expect(said.get('product')).toBe('ClickHouse');
    expect(said.get('version')).toMatch(/^\d+\.\d+/);
    expect(said.get('read-only')).toBe('true');
    expect(said.get('stranger')).toMatch(/^error 516 .*AUTHENTICATION_FAILED/);
  });

  it('finds the views, their columns and comments', () => {
    expect(said.get('schemas')).toBe('[INFORMATION_SCHEMA, bi, information_schema, system]');
    expect(said.get('tables')).toBe(
      `[${biViews
        .map(({ name }) => name)
        .sort()
        .join(', ')}]`,
    );
    const { columns } = biViews.find(({ name }) => name === 'credit')!;
    expect(said.get('columns')).toBe(`[${columns.map(({ name }) => name).join(', ')}]`);
    expect(said.get('remarks')).toMatch(/^\[Credit by linear in whole minor units/);
    for (const none of ['catalogs', 'keys', 'imported', 'indices']) expect(said.get(none)).toBe('0');
    for (const known of ['types', 'functions']) expect(said.get(known)).toBe('true');
    expect(said.get('properties')).toBe('[ApplicationName]');
  });

  it('reads every column of every view', () => {
    for (const { name } of biViews) expect(said.get(`view ${name}`)).toMatch(/^\d+ \[/);
    for (const type of ['Date', 'Timestamp', 'BigDecimal', 'Long', 'String', 'BigInteger'])
      expect([...said.values()].join()).toContain(`=${type}`);
    expect(said.get('view touches')).toMatch(/^5 /);
  });

  it('asks, plainly and with parameters, and takes many rows', () => {
    expect(said.get('plain')).toMatch(/^\[\[\d{2,}, \d+\]\]$/);
    expect(said.get('commented')).toBe('[[5]]');
    expect(said.get('prepared')).toBe('[[2]]');
    expect(said.get('values')).toBe(
      "[[1234.5678, it's {x:String} \\ ?, 9223372036854775807, Nullable(Nothing)]]",
    );
    expect(said.get('described')).toBe(String(biViews.find(({ name }) => name === 'credit')!.columns.length));
    expect(said.get('streamed')).toBe(String((9998 * 9999) / 2));
    expect(said.get('most')).toBe('7');
  });

  it('ends a question by its timeout and by a cancel', () => {
    expect(said.get('timeout')).toMatch(/^error .*exceeded/);
    expect(said.get('cancel')).toBe('sent');
    expect(said.get('cancelled')).toMatch(/^error 394 .*QUERY_WAS_CANCELLED/);
  });

  it('is refused as by a server', () => {
    expect(said.get('unknown')).toMatch(/^error 47 /);
    expect(said.get('written')).toMatch(/^error 164 /);
    expect(said.get('dropped')).toMatch(/^error 164 /);
  });
});
