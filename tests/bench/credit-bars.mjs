import { join } from 'node:path';
import { creditOf } from './reports-api.mjs';
import { rawMarkov, rawShapley } from './raw-learned.mjs';
import { bar, run, say } from './report.mjs';
import { ruleModels } from './fact-credit.mjs';
import { openPostgresFact } from './rival-postgres.mjs';
import { inTurns } from './timing.mjs';
import { yearEnd, yearStart } from './workload.mjs';

const year = { from: yearStart, to: yearEnd };

/** What a report of channels cannot do without, of the journeys in the year. */
const bareScan = `
SELECT count() FROM journeys
WHERE workspace = 'bench' AND kind = 'deal.won'
  AND NOT ignore(converted_at, conversion_id, version, is_live, value_minor, value_at_conversion_minor, report_currency,
    has_identity, created_at, lead_at, lead_reach, touch_at, touch_flags, touch_reach, touch_channel)`;
const scanSettings = {
  merge_tree_min_rows_for_concurrent_read: 8192,
  merge_tree_min_bytes_for_concurrent_read: 1048576,
};

/** Bar 1: every model that goes by rules, a year in one request, beside DuckDB and PostgreSQL on the deal-touch fact. */
export async function ruleBars({ reports, clickhouse, duck, postgresUrl, folder, rounds, touches }) {
  say('Building the deal-touch fact ...');
  const files = { factFile: join(folder, 'fact.csv'), dealsFile: join(folder, 'fact_deals.csv') };
  await duck.buildFact(7);
  await duck.export('fact', files.factFile);
  await duck.export('fact_deals', files.dealsFile);
  const postgres = await openPostgresFact(postgresUrl, files);
  try {
    const { api, duckdb, postgresql, scan } = await inTurns(
      {
        api: () => reports.ask('bench', { models: ruleModels, ...year }),
        duckdb: () => duck.factCredit(year),
        postgresql: () => postgres.factCredit(year),
        scan: () => clickhouse.query({ name: 'bare_scan', sql: bareScan, settings: scanSettings }),
      },
      rounds,
      (name, ms) => say(`  ${name}: ${Math.round(ms)} ms`),
    );
    const expected = creditOf(api.result);
    requireEqual('DuckDB', expected, ofModels(duckdb.result));
    requireEqual('PostgreSQL', expected, ofModels(postgresql.result));
    return {
      bars: [
        bar('rules-duckdb', 'all rule models, a year: DuckDB / report', duckdb.ms / api.ms, 3),
        bar('rules-postgres', 'all rule models, a year: PostgreSQL / report', postgresql.ms / api.ms, 10),
        bar('rules-scan', 'all rule models, a year: report / bare scan', api.ms / scan.ms, 6, {
          atMost: true,
        }),
      ],
      runs: [
        run(`report through the API: ${ruleModels.length} rule models, a year`, touches, api.ms),
        run('DuckDB: the same from the deal-touch fact', touches, duckdb.ms),
        run('PostgreSQL: the same from the deal-touch fact', touches, postgresql.ms),
        run('bare scan of the columns the report reads', touches, scan.ms),
      ],
    };
  } finally {
    await postgres.close();
  }
}

/** Bar 2: models that learn from the journeys, through the API, beside DuckDB from the raw tables. */
export async function learnedBars({ reports, duck, rounds, touches }) {
  const rivals = { markov: rawMarkov, shapley: rawShapley };
  const bars = [];
  const runs = [];
  for (const [model, raw] of Object.entries(rivals)) {
    const { api, duckdb } = await inTurns(
      { api: () => reports.ask('bench', { models: [model], ...year }), duckdb: () => raw(duck, year) },
      rounds,
      (name, ms) => say(`  ${model}, ${name}: ${Math.round(ms)} ms`),
    );
    const credit = duckdb.result.map((row) => [`${model} ${row.channel}`, row.credit]);
    requireEqual('DuckDB', creditOf(api.result), new Map(credit));
    bars.push(
      bar(`${model}-duckdb`, `${model}, a year: DuckDB from raw tables / report`, duckdb.ms / api.ms, 5),
    );
    runs.push(
      run(`report through the API: ${model}, a year`, touches, api.ms),
      run(`DuckDB: ${model} from the raw tables`, touches, duckdb.ms),
    );
  }
  return { bars, runs };
}

const ofModels = (rows) =>
  new Map(rows.flatMap((row) => ruleModels.map((model) => [`${model} ${row.channel}`, row[model]])));

/** Credit of every model and channel is the same to the minor unit. @throws Error */
function requireEqual(rival, expected, found) {
  for (const key of new Set([...expected.keys(), ...found.keys()]))
    if ((expected.get(key) ?? '0') !== (found.get(key) ?? '0'))
      throw new Error(`${key}: the report has ${expected.get(key)}, ${rival} ${found.get(key)}`);
}
