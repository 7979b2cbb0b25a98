import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, openClickHouse } from '@touchstone/facts';
import { fillEconomics } from './economics-workload.mjs';
import { say } from './report.mjs';
import { timed } from './timing.mjs';
import { fillWorkspace } from './workload.mjs';

/** Facts of a workspace `bench`, generated into an embedded engine in a folder: touches, deals, leads, customers, spend. */
export async function openEconomicsFacts(folder, accounts) {
  const path = join(folder, 'clickhouse');
  mkdirSync(path);
  const clickhouse = await openClickHouse({ url: `chdb:${path}` });
  await migrate(clickhouse);
  say('Generating ...');
  const { ms } = await timed(async () => {
    await fillWorkspace(clickhouse, 'bench', accounts, {});
    await fillEconomics(clickhouse, 'bench', accounts);
  });
  say(`  ${(ms / 1000).toFixed(1)} s`);
  return { clickhouse, path };
}
