import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { personIdOf } from '@touchstone/timeline';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import { personIdSql } from './key-owners.js';

let engine: Awaited<ReturnType<typeof freshClickHouse>>;
beforeAll(async () => {
  engine = await freshClickHouse();
});
afterAll(() => engine.drop());

it.each(['email:8f3a', 'anonymous:ünï-1', "user:o'neil"])(
  '%s is the same person in ClickHouse',
  async (key) => {
    const [row] = await engine.clickhouse.query<{ id: string }>({
      name: 'person_id',
      sql: `SELECT ${personIdSql('{workspace:String}', '{key:String}')} AS id`,
      params: { workspace: 'acme', key },
    });
    expect(row!.id).toBe(personIdOf('acme', key));
  },
);
