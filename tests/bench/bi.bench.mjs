import { ApiKeys } from '@touchstone/access';
import { createBiViews } from '@touchstone/bi';
import { openBiDoor } from '@touchstone/bi-door';
import { createLogger, openPool } from '@touchstone/runtime';
import { questions } from './bi-questions.mjs';
import { openEconomicsFacts } from './economics-facts.mjs';
import { openEngines } from './engines.mjs';
import { readOptions } from './options.mjs';
import { bar, printReport, run, say } from './report.mjs';
import { openReports } from './reports-api.mjs';
import { inTurns } from './timing.mjs';

const help = `npm run bench -- bi [options]

What BI tools ask of each view of database bi, through the door, over generated data: at 10m that is 10M touches, 200,000
deals, 1M leads. Each has to answer in half a second, and within twice the time of the API's own report where there is one;
both answers are compared.

  --size S     1m or 10m (default) touches in a year
  --rounds N   repetitions of each question; the median counts (default 3)
  --only TEXT  views with this text in their name; may be repeated
  --json       one JSON object and nothing else on stdout
`;

const options = readOptions(help, {
  size: { type: 'string', default: '10m' },
  rounds: { type: 'string', default: '3' },
  only: { type: 'string', multiple: true, default: [''] },
});

const engines = await openEngines({ kafka: false });
try {
  const { clickhouse, path } = await openEconomicsFacts(engines.folder, options.accounts);
  await createBiViews(clickhouse);
  const url = await engines.freshDatabase();
  const api = await openReports({ url, clickhouse, workspaces: ['bench'], position: 1e12 });
  const pool = openPool(url);
  const keys = new ApiKeys(pool);
  const { key } = await keys.create('bench', 'bi', ['query:read']);
  const logger = createLogger('bench', 'silent');
  const door = await openBiDoor({ port: 0, host: '127.0.0.1', path, keys, logger });
  try {
    printReport(await measured({ api, ask: asking(door.url, key) }), { json: options.json });
  } finally {
    await door.stop();
    await api.close();
    await pool.end();
    await clickhouse.close();
  }
} finally {
  await engines.close();
}

function asking(url, key) {
  const settings = 'output_format_json_quote_64bit_integers=1&output_format_json_quote_decimals=1';
  return async (sql) => {
    const answer = await fetch(`${url}/?default_format=JSON&${settings}`, {
      method: 'POST',
      body: sql,
      headers: { 'X-ClickHouse-User': 'bench', 'X-ClickHouse-Key': key },
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${sql}: ${text}`);
    return JSON.parse(text).data;
  };
}

async function measured({ api, ask }) {
  const chosen = Object.entries(questions).filter(([name]) =>
    options.only.some((text) => name.includes(text)),
  );
  const contenders = chosen.flatMap(([name, { sql, path }]) => [
    [name, () => ask(sql)],
    ...(path ? [[`${name}, the API`, () => api.get('bench', path)]] : []),
  ]);
  const cpu = {};
  const watched = contenders.map(([name, work]) => [
    name,
    async () => {
      const before = process.cpuUsage();
      const result = await work();
      const { user, system } = process.cpuUsage(before);
      cpu[name] = Math.round((user + system) / 1000);
      return result;
    },
  ]);
  const times = await inTurns(Object.fromEntries(watched), Number(options.rounds), (name, took) =>
    say(`  ${name}: ${Math.round(took)} ms, ${cpu[name]} ms of CPU`),
  );
  const bars = chosen.flatMap(([name, question]) => {
    const own = times[name];
    const met = [bar(name, `${name}, a quarter`, own.ms / 1000, 0.5, { unit: 's', atMost: true })];
    const theirs = times[`${name}, the API`];
    if (!theirs) return met;
    compare(name, question.ofView(own.result), question.ofApi(theirs.result));
    return [
      ...met,
      bar(`${name}-to-api`, `${name} to the API's report`, own.ms / theirs.ms, 2, { atMost: true }),
    ];
  });
  const runs = contenders.map(([name]) => run(name, 1, times[name].ms, { 'ms of CPU': cpu[name] }));
  return { bars, runs };
}

function compare(name, own, theirs) {
  const different = [
    ...own.filter((row) => !theirs.includes(row)),
    ...theirs.filter((row) => !own.includes(row)),
  ];
  if (own.length === 0 || different.length > 0)
    throw new Error(`${name} and the API differ: ${different.slice(0, 4).join(' | ') || 'no rows'}`);
}
