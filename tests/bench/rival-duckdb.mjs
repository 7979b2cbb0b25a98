import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { channels, lookbackDays } from './workload.mjs';
import { factCredit } from './fact-credit.mjs';
import { say } from './report.mjs';

const dayMs = 86_400_000;

/** DuckDB in memory, with the raw tables from Parquet files of the folder. It is no package of Touchstone's own. */
export async function openDuckDb(folder) {
  const { DuckDBInstance } = await import(install());
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = async (sql) => (await connection.runAndReadAll(sql)).getRowObjects();
  await connection.run(`CREATE TYPE channel AS ENUM (${channels.map((name) => `'${name}'`).join(', ')})`);
  await connection.run(`CREATE TABLE touches AS SELECT account, touched, place, channel::channel AS channel
    FROM read_parquet('${join(folder, 'touches.parquet')}') ORDER BY account, touched, place`);
  await connection.run(
    `CREATE TABLE deals AS SELECT (row_number() OVER (ORDER BY won, id))::INTEGER AS deal, * FROM read_parquet('${join(folder, 'deals.parquet')}') ORDER BY won`,
  );
  return {
    rows,
    /** Builds the deal-touch fact from the raw tables: one row a deal-touch inside the lookback, in order of conversion. */
    async buildFact(halfLifeDays) {
      await connection.run(factSql(halfLifeDays));
      await connection.run(`CREATE TABLE fact_deals AS SELECT deal, any_value(won) AS won, any_value(amount) AS amount,
        any_value(n) AS n, any_value(lead_r) AS lead_r, any_value(opp_r) AS opp_r,
        coalesce(max(r) FILTER (WHERE channel <> 'direct'), any_value(n)) AS known_r
        FROM ranked GROUP BY deal ORDER BY won, deal`);
      await connection.run(`CREATE TABLE fact AS SELECT deal, won, channel, amount, n, r, decay,
        CAST(sum(decay) OVER (PARTITION BY deal) AS BIGINT) AS decay_sum FROM ranked ORDER BY won, deal, r`);
      await connection.run('DROP TABLE ranked');
    },
    async export(table, file) {
      await connection.run(`COPY ${table} TO '${file}' (FORMAT csv, HEADER false)`);
    },
    factCredit: (window) => rows(factCredit(dialect, window)),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const dialect = {
  div: (a, b) => `(${a}) // ${b}`,
  wideDiv: (a, b) => `${a} // ${b}`,
  wide: 'HUGEINT',
  text: (sum) => `CAST(${sum} AS VARCHAR)`,
};

/** The decay of the definitions: 2^(-age / half-life) of 2^44, by the same rational approximation, in doubles. */
function factSql(halfLifeDays) {
  const even = '(1680 + u * u * (180 + u * u))';
  const odd = '(u * (840 + 20 * (u * u)))';
  return `CREATE TABLE ranked AS
WITH touched AS (
  SELECT d.deal, d.won, d.amount, d.lead, d.opened, t.touched, t.place, t.channel
  FROM deals d JOIN touches t ON t.account = d.account AND t.touched <= d.won AND t.touched >= d.won - ${lookbackDays * dayMs}
),
numbered AS (
  SELECT *, row_number() OVER (PARTITION BY deal ORDER BY touched, place) AS r, count(*) OVER (PARTITION BY deal) AS n,
    count(*) FILTER (WHERE touched <= lead) OVER (PARTITION BY deal) AS lead_r,
    count(*) FILTER (WHERE touched <= opened) OVER (PARTITION BY deal) AS opp_r,
    (max(touched) OVER (PARTITION BY deal) - touched) / CAST(${halfLifeDays * dayMs} AS DOUBLE) AS h
  FROM touched
),
rooted AS (
  SELECT *, (${even} - ${odd}) / (${even} + ${odd}) AS q
  FROM (SELECT *, (h - floor(h)) * (CAST(6243314768165359 AS DOUBLE) / CAST(36028797018963968 AS DOUBLE)) AS u FROM numbered)
)
SELECT deal, won, channel, amount, n::INTEGER AS n, r::INTEGER AS r, lead_r::INTEGER AS lead_r, opp_r::INTEGER AS opp_r,
  CAST(floor(q * q * q * q * CAST(17592186044416 AS DOUBLE) + CAST(0.5 AS DOUBLE)) AS BIGINT) >> least(floor(h), 63)::BIGINT AS decay
FROM rooted`;
}

/** Address of the package; installed beside the benches when it is missing, as their lock file says. */
function install() {
  const folder = import.meta.dirname;
  if (!existsSync(join(folder, 'node_modules', '@duckdb', 'node-api'))) {
    say('Installing DuckDB for the benches (npm ci in tests/bench) ...');
    const npm = [
      process.env.npm_execpath,
      join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ].find((path) => path && existsSync(path));
    if (!npm) throw new Error('npm was not found beside node: run `npm ci` in tests/bench');
    execFileSync(process.execPath, [npm, 'ci', '--workspaces=false', '--loglevel=error'], {
      cwd: folder,
      stdio: ['ignore', 2, 2],
    });
  }
  return '@duckdb/node-api';
}
