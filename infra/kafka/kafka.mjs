#!/usr/bin/env node
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findBroker, startBroker } from './broker-process.mjs';

const help = `npm run kafka -- <start|stop|status> [options]

Runs one real Kafka broker (KRaft, 127.0.0.1 only) for development, in the background.
The jars are pinned in infra/kafka/pom.xml and fetched by Maven on the first start; Java 17 or newer is needed.

  start          start it, wait until it answers, print its address; nothing happens when it runs already
  stop           end it in an orderly way
  status         say whether it runs; the exit status is 0 when it does, else 3

  --port PORT    where clients connect (default 9092; 0 takes a free one)
  --data DIR     where it keeps its data, log and process id (default infra/kafka/data)
  --json         print one JSON object and nothing else
  --help         this text`;

const options = {
  port: { type: 'string', default: '9092' },
  data: { type: 'string', default: join(import.meta.dirname, 'data') },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

const commands = {
  async start({ dataDir, port, json }) {
    const onProgress = (text) => console.error(text);
    const broker = await startBroker({ dataDir, port, onProgress: json ? undefined : onProgress });
    return { text: `Kafka answers at ${broker.brokers[0]} (log: ${broker.logFile})`, ...facts(broker) };
  },
  async stop({ dataDir }) {
    const broker = findBroker(dataDir);
    await broker?.stop();
    return { text: broker ? 'Kafka is stopped' : 'Kafka was not running', isRunning: false };
  },
  async status({ dataDir }) {
    const broker = findBroker(dataDir);
    if (!broker) process.exitCode = 3;
    return broker
      ? { text: `Kafka runs at ${broker.brokers[0]} (pid ${broker.pid})`, ...facts(broker) }
      : { text: 'Kafka does not run', isRunning: false };
  },
};

function facts({ brokers, pid, dataDir, logFile }) {
  return { isRunning: true, brokers, pid, dataDir, logFile };
}

try {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const port = Number(values.port);
  if (values.help) {
    console.log(help);
  } else if (positionals.length !== 1 || !Object.hasOwn(commands, positionals[0])) {
    throw new Error('One of start, stop or status is needed; --help tells more');
  } else if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not ${values.port}`);
  } else {
    const run = commands[positionals[0]];
    const { text, ...answer } = await run({ dataDir: values.data, port, json: values.json });
    console.log(values.json ? JSON.stringify(answer) : text);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
