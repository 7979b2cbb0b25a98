import { execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { kafkaClassPath } from './jars.mjs';
import { freePort, isFree } from './ports.mjs';

const run = promisify(execFile);
const START_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 20_000;

/**
 * Starts a single-node broker (and controller) on 127.0.0.1, or finds the one that already runs on `dataDir`. Resolves
 * once it answers requests. A record left behind by a killed broker is replaced.
 *
 * @param {{ dataDir: string, port?: number, onProgress?: (text: string) => void }} options port 0 or none: a free one
 * @returns {Promise<{ brokers: string[], port: number, pid: number, dataDir: string, logFile: string,
 *   wasRunning: boolean, stop(): Promise<void>, kill(): Promise<void> }>} stop() ends it in an orderly way, kill() at
 *   once as a crash would; both resolve when the process is gone.
 */
export async function startBroker({ dataDir, port = 0, onProgress = () => {} }) {
  const directory = resolve(dataDir);
  const running = findBroker(directory);
  if (running) {
    await waitUntilAnswering(running);
    return { ...running, wasRunning: true };
  }
  if (port !== 0 && !(await isFree(port))) throw new Error(`Port ${port} on 127.0.0.1 is taken`);
  const classPath = await kafkaClassPath({
    onFetch: () => onProgress('Fetching the Kafka jars by Maven ...'),
  });
  mkdirSync(directory, { recursive: true });
  const brokerPort = port || (await freePort());
  writeFileSync(
    propertiesFile(directory),
    serverProperties(directory, brokerPort, await freePort(brokerPort)),
  );
  await formatOnFirstUse(directory, classPath);
  const pid = spawnBroker(directory, classPath);
  writeFileSync(recordFile(directory), JSON.stringify({ pid, port: brokerPort }));
  const broker = handle(directory, pid, brokerPort);
  try {
    await waitUntilAnswering(broker);
  } catch (error) {
    await broker.kill();
    throw error;
  }
  return { ...broker, wasRunning: false };
}

/** The broker that runs on `dataDir`, or null. A process that merely has the recorded id does not count. */
export function findBroker(dataDir) {
  const directory = resolve(dataDir);
  if (!existsSync(recordFile(directory))) return null;
  const { pid, port } = JSON.parse(readFileSync(recordFile(directory), 'utf8') || '{}');
  return isBrokerOf(directory, pid) ? handle(directory, pid, port) : null;
}

function handle(directory, pid, port) {
  const end = async (signal) => {
    if (isBrokerOf(directory, pid)) process.kill(pid, signal);
    for (const limit = Date.now() + STOP_LIMIT_MS; isBrokerOf(directory, pid); await sleep(50)) {
      if (Date.now() > limit) process.kill(pid, 'SIGKILL');
    }
    rmSync(recordFile(directory), { force: true });
  };
  return {
    brokers: [`127.0.0.1:${port}`],
    port,
    pid,
    dataDir: directory,
    logFile: logFile(directory),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

function spawnBroker(directory, classPath) {
  const log = openSync(logFile(directory), 'w');
  const child = spawn('java', [...javaOptions(classPath), 'kafka.Kafka', propertiesFile(directory)], {
    cwd: directory,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', () => {});
  child.unref();
  return child.pid;
}

async function formatOnFirstUse(directory, classPath) {
  if (existsSync(join(directory, 'log', 'meta.properties'))) return;
  const clusterId = `T${randomBytes(16).toString('base64url').slice(1)}`;
  const format = ['format', '--cluster-id', clusterId, '--config', propertiesFile(directory)];
  await run('java', [...javaOptions(classPath), 'kafka.tools.StorageTool', ...format]);
}

/** A single node for development: small, and quick to start, which the optimising compiler would make twice as slow. */
function javaOptions(classPath) {
  const logging = `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'log4j2.xml')}`;
  return ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', logging, '-cp', classPath];
}

/** The short broker session is what a restart after a kill waits for; the small files suit a disk shared with tests. */
function serverProperties(directory, port, controllerPort) {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
log.dirs=${join(directory, 'log')}
auto.create.topics.enable=false
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
num.network.threads=2
num.io.threads=4
log.segment.bytes=67108864
log.index.size.max.bytes=1048576
log.cleaner.dedupe.buffer.size=16777216
`;
}

async function waitUntilAnswering({ pid, port, dataDir, logFile }) {
  const limit = Date.now() + START_LIMIT_MS;
  while (!(await answersRequests(port))) {
    if (!isBrokerOf(dataDir, pid))
      throw new Error(`The Kafka broker ended while starting; ${lastLine(logFile)}`);
    if (Date.now() > limit) throw new Error(`The Kafka broker did not answer in time; ${lastLine(logFile)}`);
    await sleep(100);
  }
}

/** Sends ApiVersions (key 18, version 0), the one request that every broker answers; it does so once it is ready. */
function answersRequests(port) {
  const request = Buffer.from([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]);
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    const finish = (isAnswering) => {
      socket.destroy();
      settle(isAnswering);
    };
    socket.setTimeout(2_000, () => finish(false));
    socket.once('data', () => finish(true));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}

function lastLine(file) {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return `see ${file}: ${lines.findLast((line) => /ERROR|FATAL|xception/.test(line)) ?? lines.at(-1)}`;
}

function isBrokerOf(directory, pid) {
  if (!Number.isInteger(pid)) return false;
  try {
    process.kill(pid, 0);
    return commandLine(pid).includes(propertiesFile(directory));
  } catch {
    return false;
  }
}

function commandLine(pid) {
  const linux = `/proc/${pid}/cmdline`;
  if (existsSync(linux)) return readFileSync(linux, 'utf8');
  return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
}

const propertiesFile = (directory) => join(directory, 'server.properties');
const recordFile = (directory) => join(directory, 'broker.json');
const logFile = (directory) => join(directory, 'kafka.log');
