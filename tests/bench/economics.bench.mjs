import { openEconomicsFacts } from './economics-facts.mjs';
import { openEngines } from './engines.mjs';
import { readOptions } from './options.mjs';
import { bar, printReport, run, say } from './report.mjs';
import { openReports } from './reports-api.mjs';
import { inTurns } from './timing.mjs';

const help = `npm run bench -- economics [options]

What customers cost and bring, the funnel and its clocks, through the HTTP API over generated data: at 10m that is 10M
touches, 200,000 deals, 1M leads. Each report has to answer in a second.

  --size S     1m or 10m (default) touches in a year
  --rounds N   repetitions of each report; the median counts (default 3)
  --only TEXT  reports with this text in their name; may be repeated
  --json       one JSON object and nothing else on stdout
`;

/** A year, as analysts ask for it. */
const window = 'from=2025-01-01&to=2026-01-01';
/** The facts are generated, so there is no newest event that observation would end with. */
const observed = 'observedUntil=2026-01-01';
const reports = {
  'acquisition cost by channel': `/v1/acquisition-cost?${window}&model=linear`,
  'acquisition cost by channel and month': `/v1/acquisition-cost?${window}&model=linear&groupBy=channel,month`,
  'lifetime value by channel': `/v1/lifetime-value?${window}&model=linear&${observed}`,
  'retention by channel': `/v1/retention?${window}&model=linear&${observed}`,
  'funnel by channel': `/v1/funnel?${window}&groupBy=channel`,
  velocity: `/v1/velocity?${window}`,
  'SLA by owner': `/v1/sla?${window}&groupBy=owner`,
};

const options = readOptions(help, {
  size: { type: 'string', default: '10m' },
  rounds: { type: 'string', default: '3' },
  only: { type: 'string', multiple: true, default: [''] },
});

const engines = await openEngines({ kafka: false });
try {
  const { clickhouse } = await openEconomicsFacts(engines.folder, options.accounts);
  const database = await engines.freshDatabase();
  const api = await openReports({ url: database, clickhouse, workspaces: ['bench'], position: 1e12 });
  try {
    const asked = Object.entries(reports)
      .filter(([name]) => options.only.some((text) => name.includes(text)))
      .map(([name, path]) => [name, () => api.get('bench', path)]);
    const times = await inTurns(Object.fromEntries(asked), Number(options.rounds), (name, took) =>
      say(`  ${name}: ${Math.round(took)} ms`),
    );
    const bars = Object.entries(times).map(([name, { ms: took }]) =>
      bar(name.toLowerCase().replaceAll(' ', '-'), `${name}, a year`, took / 1000, 1, {
        unit: 's',
        atMost: true,
      }),
    );
    const runs = Object.entries(times).map(([name, { ms: took }]) => run(name, 1, took));
    printReport({ bars, runs }, { json: options.json });
  } finally {
    await api.close();
    await clickhouse.close();
  }
} finally {
  await engines.close();
}
