import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { biViews } from '@touchstone/bi';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type OpenDoor, openDoor } from './open-door.fixture.spec.js';

const folder = fileURLToPath(new URL('../../../infra/bi/', import.meta.url));
const text = (path: string) => readFileSync(`${folder}${path}`, 'utf8');

interface Dashboard {
  panels: { title: string; targets: { rawSql: string }[] }[];
}

describe('what is ready to use in BI tools', () => {
  let open: OpenDoor;
  beforeAll(async () => void (open = await openDoor()));
  afterAll(() => open.close());

  const answered = async (sql: string) => {
    const headers = { 'X-ClickHouse-User': 'bi', 'X-ClickHouse-Key': open.key };
    const answer = await fetch(`${open.door.url}/?default_format=JSON`, {
      method: 'POST',
      body: sql,
      headers,
    });
    return { status: answer.status, text: await answer.text() };
  };

  it.each(readdirSync(`${folder}questions`))('%s is answered', async (name) => {
    expect(await answered(text(`questions/${name}`))).toMatchObject({ status: 200 });
  });

  it('panels of the dashboard are answered', async () => {
    const { panels } = JSON.parse(text('grafana-credit.json')) as Dashboard;
    expect(panels.length).toBeGreaterThan(5);
    for (const { targets } of panels) {
      const sql = targets[0]!.rawSql
        .replaceAll('${model}', 'w_shaped')
        .replaceAll('$__fromTime', 'toDateTime(0)')
        .replaceAll('$__toTime', 'now()');
      expect(await answered(sql)).toMatchObject({ status: 200 });
    }
  });

  it('sources of dbt are the views, with columns that they have', () => {
    const tables = text('dbt/sources.yml')
      .split(/^ {6}- name: /m)
      .slice(1);
    expect(tables.map((table) => /^\w+/.exec(table)![0]).sort()).toEqual(
      biViews.map(({ name }) => name).sort(),
    );
    for (const table of tables) {
      const view = biViews.find(({ name }) => name === /^\w+/.exec(table)![0])!;
      for (const [, column] of table.matchAll(/^ {10}- name: (\w+)/gm))
        expect(view.columns.map(({ name }) => name)).toContain(column);
    }
  });
});
