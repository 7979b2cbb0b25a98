import { migrate } from '@touchstone/facts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import {
  biTools,
  columnsBehindViews,
  grantName,
  grantStatements,
  innerViews,
  knownWorkspaceSql,
  listGrantsSql,
  revokeStatements,
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

  it('are listed by tool and workspace, and nobody else is', async () => {
    const granted = [grant, { tool: 'dbt', workspace: 'north_of\nsouth' } as const];
    const names = [
      ...granted.map(grantName),
      'touchstone',
      'touchstone_bi_nobody_acme',
      'touchstone_bi_dbt_',
    ];
    // the embedded engine takes no users by SQL
    await engine.clickhouse.command(`CREATE TABLE users (name String) ENGINE = Memory`);
    await engine.clickhouse.insert(
      'users',
      names.map((name) => ({ name })),
      { token: 'users' },
    );
    const sql = listGrantsSql.replace('system.users', 'users');
    expect(await engine.clickhouse.query({ name: 'list', sql })).toEqual([
      { name: 'touchstone_bi_dbt_north_of\nsouth', tool: 'dbt', workspace: 'north_of\nsouth' },
      { name: grantName(grant), tool: 'grafana', workspace: grant.workspace },
    ]);
  });

  it('may ask first whether anything is known of the workspace', async () => {
    await migrate(engine.clickhouse);
    const known = (workspace: string) => {
      const sql = knownWorkspaceSql({ workspace, database: 'default' });
      return engine.clickhouse.query({ name: 'known', sql });
    };
    expect(await known(grant.workspace)).toEqual([]);
    const deals = [{ workspace: grant.workspace }];
    await engine.clickhouse.insert('deals', deals, { token: 'deals' });
    expect(await known(grant.workspace)).toHaveLength(1);
    expect(await known('acme')).toEqual([]);
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
