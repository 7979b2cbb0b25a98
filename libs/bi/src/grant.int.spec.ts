import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import {
  biTools,
  biViews,
  createViewSql,
  grantStatements,
  revokeStatements,
  tablesBehindViews,
} from './index.js';

const grant = { tool: 'grafana', workspace: "o'neill `s", database: 'facts', ownUser: 'touchstone' } as const;

describe('grants to BI tools', () => {
  let engine: Awaited<ReturnType<typeof freshClickHouse>>;
  beforeAll(async () => void (engine = await freshClickHouse()));
  afterAll(() => engine.drop());

  it('are statements of ClickHouse, each one alone, whatever a workspace is called', async () => {
    for (const tool of biTools)
      for (const sql of [
        ...grantStatements({ ...grant, tool }, 'secret'),
        ...revokeStatements({ ...grant, tool }),
      ]) {
        const [row] = await engine.clickhouse.query<{ text: string }>({
          name: 'format',
          sql: 'SELECT formatQuerySingleLine({sql:String}) AS text',
          params: { sql },
        });
        expect(row!.text).toMatch(/^(CREATE|GRANT|SET DEFAULT ROLE|DROP)/);
      }
  });

  it('narrow every table that a view reads, and never hold the password', () => {
    const sql = grantStatements(grant, 'secret').join('\n');
    for (const table of tablesBehindViews)
      expect(sql).toContain(`ON \`facts\`.\`${table}\` FOR SELECT USING workspace = 'o\\'neill \`s'`);
    expect(sql).not.toContain('secret');
    const read = biViews.flatMap((view) =>
      [...createViewSql(view).matchAll(/\b(?:FROM|ANY JOIN) ([a-z]\w+)\b/g)].map(([, table]) => table!),
    );
    expect([...new Set(read)].filter((name) => name !== 'bi').sort()).toEqual([...tablesBehindViews].sort());
  });
});
