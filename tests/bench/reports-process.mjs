import { openClickHouse } from '@touchstone/facts';
import { ruleModels } from './fact-credit.mjs';
import { openReports } from './reports-api.mjs';
import { yearEnd, yearStart } from './workload.mjs';

// The process whose memory is measured: all models over the year, several times. DATABASE_URL, CLICKHOUSE_URL, POSITION,
// ROUNDS; prints `idle` when it answers and waits a moment, `done` at the end, and goes on until it is stopped.

const clickhouse = await openClickHouse({ url: process.env.CLICKHOUSE_URL });
const reports = await openReports({
  url: process.env.DATABASE_URL,
  clickhouse,
  workspaces: ['bench'],
  position: Number(process.env.POSITION),
});
process.stdout.write('idle\n');
setTimeout(async () => {
  for (let round = 0; round < Number(process.env.ROUNDS); round++)
    await reports.ask('bench', {
      models: [...ruleModels, 'markov', 'shapley'],
      from: yearStart,
      to: yearEnd,
    });
  process.stdout.write('done\n');
}, 2000);

process.once('SIGTERM', async () => {
  await reports.close();
  await clickhouse.close();
  process.exit(0);
});
