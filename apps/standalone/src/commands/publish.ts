import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { Fault, messageOf } from '@touchstone/runtime';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { demoWorkspace } from '../demo-keys.js';
import { noProgress, showProgress } from '../progress.js';
import { HttpTarget } from '../publish/http-target.js';
import { inBatches, readLines } from '../publish/lines.js';
import { type Published, publishLines } from '../publish/publish-lines.js';
import type { Rejection, Target } from '../publish/target.js';
import { httpDoorOf, type HttpDoorOptions } from './http-door.js';
import { kafkaOf } from './kafka-options.js';
import { answer } from './output.js';

interface Options extends HttpDoorOptions {
  to: 'http' | 'kafka';
  brokers?: string;
  workspace?: string;
  fromLine: number;
  json: boolean;
}

const batch = { maxLines: 500, maxChars: 1_500_000 };
const inFlight = 4;
const rejectionsKept = 1000;

/** `touchstone publish FILE` */
export function addPublish(program: Command): void {
  program
    .command('publish')
    .argument('<file>', 'NDJSON of CloudEvents, one a line; - reads stdin')
    .description('publish events from a file; exit status 1 if any line was rejected')
    .addOption(new Option('--to <door>', 'where to').choices(['http', 'kafka']).default('http'))
    .option('--url <address>', 'the HTTP door (default: that of the Touchstone that runs on the data folder)')
    .option(
      '--key <key>',
      'API key with ingest:write (default: TOUCHSTONE_KEY, else the demo key of the data folder)',
    )
    .option(
      '--data <folder>',
      'data folder of a standalone Touchstone (default: TOUCHSTONE_DATA, else .touchstone)',
    )
    .option('--brokers <host:port,...>', 'Kafka brokers (default: KAFKA_BROKERS)')
    .option('--workspace <name>', `whose events they are, on Kafka (default: ${demoWorkspace})`)
    .option('--from-line <number>', 'go on from this line', lineNumber, 1)
    .option('--json', 'print one JSON object and nothing else', false)
    .action(publish);
}

function lineNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('A line number is 1 or more.');
  return number;
}

async function publish(file: string, options: Options): Promise<void> {
  const input = openInput(file);
  const target = await openTarget(options);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const progress = options.json ? noProgress : showProgress('Publishing', input.bytes);
  const published: Published = {
    accepted: 0,
    duplicates: 0,
    rejected: 0,
    throughLine: options.fromLine - 1,
    throughByte: 0,
  };
  const rejections: Rejection[] = [];
  let failure: Error | undefined;
  try {
    const lines = readLines(input.stream, { fromLine: options.fromLine });
    await publishLines(inBatches(lines, batch), target, published, {
      inFlight,
      signal: stopping.signal,
      onProgress: ({ throughByte, throughLine }) =>
        progress.update(throughByte, `line ${throughLine.toLocaleString('en')}`),
      onRejection: (rejection) => {
        if (rejections.length < rejectionsKept) rejections.push(rejection);
      },
    });
  } catch (thrown) {
    failure = thrown instanceof Error ? thrown : new Error(messageOf(thrown));
  } finally {
    progress.stop();
    input.stream.destroy();
    await target.close();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
  report(options, published, rejections, stopping.signal.aborted, failure);
}

/** Says what became of the lines, and how to go on where not all are through. */
function report(
  { json, to }: Options,
  { accepted, duplicates, rejected, throughLine }: Published,
  rejections: Rejection[],
  wasStopped: boolean,
  failure: Error | undefined,
): void {
  const isComplete = !wasStopped && failure === undefined;
  if (!json) {
    for (const { line, reason, detail } of rejections)
      process.stderr.write(`line ${line}: ${reason}: ${detail}\n`);
    if (rejected > rejections.length)
      process.stderr.write(`and ${rejected - rejections.length} more rejected lines\n`);
  }
  const counts = to === 'kafka' ? { published: accepted } : { accepted, duplicates };
  const text = [...Object.entries(counts), ['rejected', rejected]]
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
  answer(json, { ...counts, rejected, rejections, throughLine, isComplete }, text);
  if (rejected > 0) process.exitCode = 1;
  const goOn = `Everything through line ${throughLine} is published; go on with --from-line ${throughLine + 1}.`;
  const reason = failure instanceof Fault ? failure.publicText : '';
  if (wasStopped) {
    process.stderr.write(`${reason}${reason && '\n'}Stopped. ${goOn}\n`);
    process.exitCode = 130;
  } else if (reason) throw new Fault('unavailable', `${reason}\n${goOn}`, { cause: failure });
  else if (failure) throw failure;
}

function openInput(file: string): { stream: Readable; bytes: number | null } {
  if (file === '-') return { stream: process.stdin, bytes: null };
  try {
    const found = statSync(file);
    if (!found.isDirectory()) return { stream: createReadStream(file), bytes: found.size };
  } catch (cause) {
    throw new Fault('not_found', `${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
  throw new Fault('invalid_request', `${file} is a folder: name a file of events, one JSON a line.`);
}

async function openTarget(options: Options): Promise<Target> {
  const { to, brokers, workspace } = options;
  if (to === 'kafka') {
    const { KafkaTarget } = await import('../publish/kafka-target.js');
    return new KafkaTarget(kafkaOf(brokers), workspace ?? demoWorkspace);
  }
  const door = httpDoorOf(options);
  return new HttpTarget(door.url, door.key);
}
