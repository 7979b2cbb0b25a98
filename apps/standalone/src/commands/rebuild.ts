import { openClickHouse, type ClickHouse } from '@touchstone/facts';
import { forgetProjections } from '@touchstone/projector';
import { Fault, migratePostgres, openPool } from '@touchstone/runtime';
import type { Command } from 'commander';
import { dataFolderOf } from '../data-folder-access.js';
import { startClickHouse } from '../engines/clickhouse.js';
import { DataFolder, readNote } from '../engines/data-folder.js';
import { startPostgres } from '../engines/postgres.js';
import { migrations } from '../migrations.js';
import { Stops } from '../stops.js';
import { answer } from './output.js';

interface Options {
  data?: string;
  json: boolean;
}

/** `touchstone rebuild` */
export function addRebuild(program: Command): void {
  program
    .command('rebuild')
    .description('forget timelines, facts and journeys: the projector builds them again from the log')
    .option(
      '--data <folder>',
      'data folder of a stopped standalone (default: TOUCHSTONE_DATA, else .touchstone)',
    )
    .option('--json', 'print one JSON object and nothing else', false)
    .addHelpText(
      'after',
      '\nWith DATABASE_URL and CLICKHOUSE_URL set it works on these servers. The log is not touched; stop the projector first.',
    )
    .action(async (options: Options) => {
      const stops = new Stops((name, err) =>
        process.stderr.write(`${name} could not be stopped: ${String(err)}\n`),
      );
      try {
        const { url, clickhouse } = await openEngines(options, stops);
        const pool = openPool(url, { max: 2, name: 'touchstone-rebuild' });
        stops.add('the connections to PostgreSQL', () => pool.end());
        const events = await forgetProjections(pool, clickhouse);
        answer(
          options.json,
          { events },
          `Forgotten. The projector builds them again from ${events.toLocaleString('en')} events when it runs next.`,
        );
      } finally {
        await stops.run();
      }
    });
}

/** Servers where both are named, else the engines of a data folder, started for the while. @throws Fault */
async function openEngines(
  { data }: Options,
  stops: Stops,
): Promise<{ url: string; clickhouse: ClickHouse }> {
  const { DATABASE_URL, CLICKHOUSE_URL } = process.env;
  if (DATABASE_URL && CLICKHOUSE_URL) {
    const clickhouse = await openClickHouse({ url: CLICKHOUSE_URL });
    stops.add('ClickHouse', () => clickhouse.close());
    return { url: DATABASE_URL, clickhouse };
  }
  const root = dataFolderOf(data);
  if (readNote(root, 'secrets/postgres-url') === null)
    throw new Fault('not_found', `${root} is no data folder of Touchstone: name one with --data.`);
  const folder = DataFolder.open(root);
  stops.add('the data folder', () => folder.close());
  const postgres = await startPostgres(folder, (line) => process.stderr.write(`${line}\n`));
  stops.add('PostgreSQL', () => postgres.stop());
  await migratePostgres(postgres.url, migrations);
  const clickhouse = await startClickHouse(folder);
  stops.add('ClickHouse', () => clickhouse.close());
  return { url: postgres.url, clickhouse };
}
