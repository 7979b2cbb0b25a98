import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openClickHouse } from '@touchstone/facts';
import { besideEachOther } from './beside.mjs';
import { learnedBars, ruleBars } from './credit-bars.mjs';
import { openEngines } from './engines.mjs';
import { measureFreshness } from './freshness.mjs';
import { growthBars } from './growth.mjs';
import { writeRawFiles } from './raw-files.mjs';
import { readOptions } from './options.mjs';
import { bar, printReport, say } from './report.mjs';
import { memoryBar } from './report-memory.mjs';
import { openReports } from './reports-api.mjs';
import { openDuckDb } from './rival-duckdb.mjs';
import { timed } from './timing.mjs';
import { fillWorkspace } from './workload.mjs';

const help = `npm run bench -- attribution [options]

Reports through the HTTP API against DuckDB and PostgreSQL on the same generated data, results compared to the minor
unit; how fresh reports are, how they grow, and what loading and reports do to each other. Engines are started for it.

  --size S      1m, 10m (default) or 100m touches in a year
  --seconds N   how long events flow for freshness (default 30)
  --rounds N    repetitions of each timing; the median counts (default 3)
  --only NAME   rules, learned, growth, beside, memory or freshness; may be repeated
  --json        one JSON object and nothing else on stdout
`;

const options = readOptions(help, {
  size: { type: 'string', default: '10m' },
  seconds: { type: 'string', default: '30' },
  rounds: { type: 'string', default: '3' },
  only: { type: 'string', multiple: true },
});
const { accounts } = options;
const rounds = Number(options.rounds);
const wants = (...names) => !options.only || names.some((name) => options.only.includes(name));
const bars = [];
const runs = [];
const note = (part) => {
  bars.push(...(part.bars ?? []));
  runs.push(...part.runs);
};
const smallAccounts = accounts / 10;
const position = 1e12; // after every version that the workload makes

/** A folder that PostgreSQL, which is another user, may read. */
function openFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-attribution-'));
  chmodSync(folder, 0o755);
  return folder;
}

async function fill(clickhouse) {
  const work = async (workspace, count, more) => {
    say(`Generating ${workspace}: ${count} accounts ...`);
    const { ms } = await timed(() => fillWorkspace(clickhouse, workspace, count, more));
    say(`  ${(ms / 1000).toFixed(1)} s`);
  };
  await work('bench', accounts);
  if (!wants('growth')) return;
  await work('small', smallAccounts, { touches: false });
  await work('old', smallAccounts, { touches: false, years: 4 });
}

async function overFacts({ engines, clickhouse, folder, factsUrl }) {
  const databaseUrl = await engines.freshDatabase();
  const workspaces = ['bench', 'small', 'old'];
  const reports = await openReports({ url: databaseUrl, clickhouse, workspaces, position });
  const [{ touches }] = await clickhouse.query({
    name: 'touches',
    sql: 'SELECT count() AS touches FROM touches',
  });
  try {
    if (wants('rules', 'learned')) {
      say('Loading DuckDB ...');
      await writeRawFiles(clickhouse, 'bench', folder);
      const duck = await openDuckDb(folder);
      const parts = { reports, clickhouse, duck, folder, rounds, touches: Number(touches) };
      if (wants('rules')) note(await ruleBars({ ...parts, postgresUrl: await engines.freshDatabase() }));
      if (wants('learned')) note(await learnedBars(parts));
      duck.close();
    }
    if (wants('growth'))
      note(await growthBars({ reports, small: 'small', large: 'bench', old: 'old', rounds: 2 * rounds + 1 }));
    if (wants('beside')) note(await besideEachOther({ reports, clickhouse, seconds: 15 }));
  } finally {
    await reports.close();
    await clickhouse.close();
  }
  if (!wants('memory')) return;
  const env = {
    DATABASE_URL: await engines.freshDatabase(),
    CLICKHOUSE_URL: factsUrl,
    POSITION: String(position),
  };
  note(await memoryBar(env, rounds));
}

if (wants('rules', 'learned', 'growth', 'beside', 'memory')) {
  const engines = await openEngines({ kafka: false });
  const folder = openFolder();
  try {
    const facts = join(engines.folder, 'clickhouse');
    mkdirSync(facts);
    const factsUrl = `chdb:${facts}`;
    const clickhouse = await openClickHouse({ url: factsUrl });
    await migrate(clickhouse);
    await fill(clickhouse);
    await overFacts({ engines, clickhouse, folder, factsUrl });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await engines.close();
  }
}
if (wants('freshness')) {
  say('Sending 1,000 events a second ...');
  const fresh = await measureFreshness(Number(options.seconds));
  note({
    bars: [
      bar('freshness', 'acknowledged to visible in a report, p95', fresh.p95Seconds, 2, {
        unit: 's',
        atMost: true,
      }),
      bar('freshness-rate', 'events taken meanwhile (1,000 a second are sent)', fresh.run.rate, 950, {
        unit: 'a second',
      }),
    ],
    runs: [fresh.run],
  });
}
printReport({ bars, runs }, { json: options.json });
