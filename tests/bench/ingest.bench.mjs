import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { demoEvents } from './demo-events.mjs';
import { openEngines } from './engines.mjs';
import { runFloor, runTouchstone } from './kafka-to-credit.mjs';
import {
  acceptedEvents,
  runEmmett,
  runEmmettOneStream,
  runEmmettWholeStreams,
  runLog,
} from './log-append.mjs';
import { readOptions } from './options.mjs';
import { publishAll } from './publish.mjs';
import { bar, printReport, say } from './report.mjs';

const help = `npm run bench -- ingest [options]

From Kafka to queryable credit against a loop that only consumes, parses and inserts; and the log's append against
@event-driven-io/emmett-postgresql. Real engines, started for this run: PostgreSQL (fsync on), ClickHouse, Kafka.

  --events N       events through Kafka (default 100000)
  --appends N      events appended to each store (default 20000)
  --rounds N       repetitions of the Kafka part; the median ratio counts (default 1)
  --full           the Kafka part again with 1,000,000 events, for the memory
  --only NAME      kafka or append
  --profile DIR    CPU profiles of the measured processes
  --json           one JSON object and nothing else on stdout
`;

const options = readOptions(help, {
  events: { type: 'string', default: '100000' },
  appends: { type: 'string', default: '20000' },
  rounds: { type: 'string', default: '1' },
  full: { type: 'boolean', default: false },
  only: { type: 'string' },
  profile: { type: 'string' },
});
const profileDir = options.profile && resolve(options.profile);
if (profileDir) mkdirSync(profileDir, { recursive: true });

// a connection that a rival keeps after its close is told when the server stops: that is no failure of the run
process.on('uncaughtException', (failure) => {
  if (failure.code === '57P01') return;
  process.stderr.write(`${failure.stack}\n`);
  process.exit(1);
});

const bars = [];
const runs = [];
const note = (run) => {
  say(`  ${run.name}: ${Math.round(run.rate)} events/s`);
  runs.push(run);
  return run;
};
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** The floor runs before and after, so that a machine that is getting busier harms neither side alone. */
async function kafkaRounds(engines, events) {
  const ratios = [];
  let last;
  for (let round = 0; round < Number(options.rounds); round++) {
    const before = note(await runFloor(engines, events, { profileDir }));
    last = note(await runTouchstone(engines, events, { profileDir }));
    const after = note(await runFloor(engines, events));
    const floorRate = (2 * events) / (before.seconds + after.seconds);
    ratios.push(last.rate / floorRate);
  }
  return { ratio: median(ratios), usage: last.usage };
}

async function kafkaPart(count) {
  const engines = await openEngines({ kafka: true });
  try {
    say(`Publishing ${count} events ...`);
    await publishAll(engines.brokers, demoEvents(count), (published) => say(`  ${published}`));
    return await kafkaRounds(engines, count);
  } finally {
    await engines.close();
  }
}

async function appendPart(count) {
  const engines = await openEngines({ kafka: false });
  try {
    say(`Appending ${count} events ...`);
    const events = acceptedEvents([...demoEvents(count)].flat());
    const log = note(await runLog(engines, events));
    const emmett = note(await runEmmett(engines, events));
    note(await runEmmettWholeStreams(engines, events));
    note(await runEmmettOneStream(engines, events));
    bars.push(bar('log-append', 'log: append / emmett-postgresql', log.rate / emmett.rate, 5));
  } finally {
    await engines.close();
  }
}

const total = ({ ingest, projector }) => ingest.peakRssMb + projector.peakRssMb;

if (options.only !== 'append') {
  const small = await kafkaPart(Number(options.events));
  bars.push(bar('kafka-to-credit', 'Kafka to queryable credit / floor', small.ratio, 0.5));
  if (options.full) {
    const large = await kafkaPart(1_000_000);
    bars.push(bar('kafka-to-credit-1m', 'the same with 1,000,000 events', large.ratio, 0.5));
    const growth = total(large.usage) / total(small.usage);
    bars.push(
      bar('memory', `peak memory, 1,000,000 / ${options.events} events`, growth, 1.5, { atMost: true }),
    );
  }
}
if (options.only !== 'kafka') await appendPart(Number(options.appends));
printReport({ bars, runs }, { json: options.json });
