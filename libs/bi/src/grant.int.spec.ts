import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import { biTools, columnsBehindViews, grantStatements, innerViews, revokeStatements } from './index.js';

const grant = { tool: 'grafana', workspace: "o'neill `s", database: 'facts', ownUser: 'touchstone' } as const;

describe('grants to BI tools', () => {
  let engine: Awaited<ReturnType<typeof freshClickHouse>>;
  beforeAll(async () => void (engine = await freshClickHouse()));
  afterAll(() => engine.drop());

  it('are statements of ClickHouse, each one alone, whatever a workspace is called', async () => {
    for (const tool of biTools)
      for (const sql of [
        ...grantStatements({ ...grant, tool }, 'secret'),
        ...grantStatements({ ...grant, tool }, null),
        ...revokeStatements({ ...grant, tool }),
      ]) {
        const [row] = await engine.clickhouse.query<{ text: string }>({
          name: 'format',
          sql: 'SELECT formatQuerySingleLine({sql:String}) AS text',
          params: { sql },
        });
        expect(row!.text).toMatch(/^(CREATE|ALTER USER|GRANT|SET DEFAULT ROLE|DROP)/);
      }
  });

  it('narrow every table that a view reads to rows and columns, and never hold the password', () => {
    const sql = grantStatements(grant, 'secret').join('\n');
    for (const [table, columns] of Object.entries(columnsBehindViews)) {
      expect(sql).toContain(`ON \`facts\`.\`${table}\` FOR SELECT USING workspace = 'o\\'neill \`s'`);
      expect(sql).toContain(`GRANT SELECT(${columns.join(', ')}) ON \`facts\`.\`${table}\` TO`);
    }
    const whole = [...sql.matchAll(/GRANT SELECT ON (\S+)/g)].map(([, what]) => what);
    expect(whole).toEqual(['bi.*', ...innerViews.map(({ name }) => `\`facts\`.\`${name}\``)]);
    expect(sql).not.toContain('secret');
  });

  it('leave a password alone that is to be kept', () => {
    const sql = grantStatements(grant, null).join('\n');
    expect(sql).not.toMatch(/IDENTIFIED|CREATE USER/);
    expect(sql).toContain('ALTER USER `touchstone_bi_grafana_');
  });
});
