import pg from 'pg';
import { channels } from './workload.mjs';
import { factCredit } from './fact-credit.mjs';

const dialect = {
  div: (a, b) => `(${a}) / ${b}`,
  wideDiv: (a, b) => `div(${a}, ${b})`,
  wide: 'numeric',
  fence: 'OFFSET 0',
  text: (sum) => `CAST(${sum} AS text)`,
};

const channelIds = channels.map((name, nth) => `WHEN '${name}' THEN ${nth}`).join(' ');

/** PostgreSQL with the deal-touch fact of DuckDB's files, narrow and in order of conversion, analyzed, and all in memory. */
export async function openPostgresFact(url, { factFile, dealsFile }) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the engine is stopped before the client
  await client.connect();
  for (const setting of [
    `work_mem = '512MB'`,
    'max_parallel_workers_per_gather = 2',
    'jit = off',
    'synchronous_commit = off',
  ])
    await client.query(`SET ${setting}`);
  await client.query(`CREATE UNLOGGED TABLE loaded (deal int, won bigint, channel text, amount bigint, n int, r int, decay bigint, decay_sum bigint);
    CREATE UNLOGGED TABLE fact_deals (deal int, won bigint, amount bigint, n bigint, lead_r bigint, opp_r bigint, known_r bigint);
    COPY loaded FROM '${factFile}' (FORMAT csv); COPY fact_deals FROM '${dealsFile}' (FORMAT csv)`);
  await client.query(`CREATE UNLOGGED TABLE fact AS SELECT deal, won, amount, decay, decay_sum, n, r,
    (CASE channel ${channelIds} END)::smallint AS channel FROM loaded`);
  await client.query('DROP TABLE loaded; CREATE INDEX ON fact USING brin (won)');
  for (const table of ['fact', 'fact_deals']) await client.query(`VACUUM ANALYZE ${table}`);
  return {
    async factCredit(window) {
      const { rows } = await client.query(factCredit(dialect, window));
      return rows.map((row) => ({ ...row, channel: channels[row.channel] }));
    },
    close: () => client.end(),
  };
}
