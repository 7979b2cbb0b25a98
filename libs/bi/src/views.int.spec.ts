import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attributionReport, noPaths } from '@touchstone/attribution';
import { type ClickHouse, migrate } from '@touchstone/facts';
import { attributionParameters } from '../../../tests/support/attribution-parameters.js';
import { freshClickHouse } from '../../../tests/support/clickhouse.js';
import { generatedJourneys } from '../../../tests/support/generated-journeys.js';
import { insertJourneys } from '../../../tests/support/insert-journeys.js';
import { biViews, createBiViews, viewModels, viewSettings } from './index.js';

const always = { from: Date.UTC(1990, 0, 1), to: Date.UTC(2100, 0, 1) };

describe('the views of bi', () => {
  let engine: Awaited<ReturnType<typeof freshClickHouse>>;
  let clickhouse: ClickHouse;
  const workspaces = ['acme', 'beside'];

  beforeAll(async () => {
    engine = await freshClickHouse();
    clickhouse = engine.clickhouse;
    await migrate(clickhouse);
    await insertJourneys(clickhouse, generatedJourneys(1_000, 7), 'generated');
    await insertJourneys(clickhouse, generatedJourneys(300, 8, 'beside'), 'beside');
    await createBiViews(clickhouse);
  });
  afterAll(() => engine.drop());

  const rows = <Row>(sql: string) => clickhouse.query<Row>({ name: 'bi', sql, settings: viewSettings });

  it('say what a row is, and what every column means', async () => {
    const tables = await rows<{ name: string; comment: string }>(
      "SELECT name, comment FROM system.tables WHERE database = 'bi'",
    );
    expect(tables.map(({ name }) => name).sort()).toEqual(biViews.map(({ name }) => name).sort());
    for (const { comment } of tables) expect(comment).toMatch(/^One row an? /);
    const columns = await rows<{ name: string; comment: string; type: string }>(
      "SELECT name, comment, type FROM system.columns WHERE database = 'bi'",
    );
    expect(columns.length).toBe(biViews.flatMap((view) => view.columns).length);
    for (const { name, comment, type } of columns) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(comment).toMatch(/\w+/);
      expect(type).not.toContain('AggregateFunction');
    }
  });

  it.each(biViews.map(({ name }) => name))('%s answers with every column', async (name) => {
    expect(Array.isArray(await rows(`SELECT * FROM bi.${name} LIMIT 10`))).toBe(true);
  });

  it.each(workspaces)('credit of %s is that of the report, by channel and model', async (workspace) => {
    const report = await attributionReport(
      clickhouse,
      attributionParameters({ workspace, models: viewModels, ...always }),
      noPaths,
    );
    const expected = new Map(report.rows.map((row) => [`${row.model} ${row.channel}`, row.creditMinor]));
    expect(expected.size).toBeGreaterThan(30);
    for (const view of ['credit', 'credit_by_channel_day']) {
      const found = await rows<Record<string, string>>(`SELECT if(channel = '', '(none)', channel) AS channel,
        ${viewModels.map((model) => `sum(credit_${model}_minor) AS ${model}, sum(deals_${model}) AS deals_${model}`).join(', ')}
        FROM bi.${view} WHERE workspace = '${workspace}' AND currency = 'EUR' AND channel != '(unattributed)' GROUP BY channel`);
      const credit = found.flatMap((row) =>
        viewModels.map((model) => [`${model} ${row['channel']}`, row[model]] as const),
      );
      expect(new Map(credit.filter(([key]) => expected.has(key)))).toEqual(expected);
      for (const [key, sum] of credit) if (!expected.has(key)) expect(sum).toBe('0');
    }
  });

  it.each(workspaces)(
    'what of %s has no credit is that of the report, by reason and model',
    async (workspace) => {
      const { unattributed } = await attributionReport(
        clickhouse,
        attributionParameters({ workspace, models: viewModels, ...always }),
        noPaths,
      );
      // to a report in EUR, deals of a time when the workspace had another currency are unconverted, too
      const [other] = await rows<{ deals: string }>(
        `SELECT sum(deals) AS deals FROM bi.credit WHERE workspace = '${workspace}' AND currency != 'EUR'`,
      );
      const found = await rows<Record<string, string>>(`SELECT reason,
      ${viewModels.map((model) => `sum(credit_${model}_minor) AS ${model}, sum(deals_${model}) AS deals_${model}`).join(', ')}
      FROM bi.unattributed WHERE workspace = '${workspace}' AND currency = 'EUR' GROUP BY reason`);
      const ofView = found.flatMap((row) =>
        viewModels
          .map((model) => {
            const deals =
              Number(row[`deals_${model}`]) + (row['reason'] === 'unconverted' ? Number(other!.deals) : 0);
            return [`${model} ${row['reason']}`, row[model], deals] as const;
          })
          .filter(([, , deals]) => deals > 0),
      );
      const ofReport = unattributed.map(
        (row) =>
          [
            `${row.model} ${row.reason}`,
            row.reason === 'unconverted' ? '0' : row.amountMinor,
            row.conversions,
          ] as const,
      );
      const byKey = (all: readonly (readonly unknown[])[]) =>
        [...all].sort((a, b) => String(a[0]).localeCompare(String(b[0])));
      expect(byKey(ofView)).toEqual(byKey(ofReport));
    },
  );

  it('every money column of credit sums to what was won, whatever the model', async () => {
    const report = await attributionReport(
      clickhouse,
      attributionParameters({ models: ['first'], ...always }),
      noPaths,
    );
    for (const view of ['credit', 'credit_by_channel_day']) {
      const [sums] = await rows<Record<string, string>>(`SELECT
        ${viewModels.map((model) => `sum(credit_${model}_minor) AS ${model}, sum(credit_${model}) * 100 AS shown_${model}`).join(', ')}
        FROM bi.${view} WHERE workspace = 'acme' AND currency = 'EUR'`);
      for (const model of viewModels) {
        expect(sums![model]).toBe(report.totals['first']!.crmMinor);
        expect(Number(sums![`shown_${model}`])).toBe(Number(report.totals['first']!.crmMinor));
      }
    }
    const [whole] = await rows<Record<string, string>>(
      "SELECT sum(deal_value_minor) AS minor, sum(deals) AS deals FROM bi.credit WHERE workspace = 'acme' AND currency = 'EUR'",
    );
    expect(whole!['minor']).toBe(report.totals['first']!.crmMinor);
  });
});
