import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findBroker, startBroker } from '../../infra/kafka/broker-process.mjs';
import { missingPrerequisite } from '../../infra/kafka/jars.mjs';
import { removeKafkaContainer, startKafkaContainer } from './kafka-container.mjs';

/** The process of Jest itself names the test run, in its workers (which it forks) as in the global teardown. */
const isWorker = /[\\/]jest-worker[\\/]/.test(process.argv[1] ?? '');
const runId = isWorker ? process.ppid : process.pid;
const folderPrefix = 'touchstone-test-kafka-';
const folder = join(tmpdir(), `${folderPrefix}${runId}`);
const outcome = join(folder, 'outcome.json');

export async function acquireTestKafka() {
  if (claim()) {
    await removeLeftovers();
    const result = await start().catch((error) => ({ missing: error.message }));
    writeFileSync(`${outcome}.new`, JSON.stringify(result));
    // The other workers wait for this file: it appears whole or not at all.
    renameSync(`${outcome}.new`, outcome);
  }
  while (!existsSync(outcome)) await sleep(100);
  return JSON.parse(readFileSync(outcome, 'utf8'));
}

export async function stopKafkaForTests() {
  await removeRun(folder);
}

/** True for the one process that creates the folder. */
function claim() {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

async function start() {
  const container = await startKafkaContainer();
  if (container) return container;
  const missing = await missingPrerequisite();
  if (missing) return { missing };
  const { brokers } = await startBroker({ dataDir: join(folder, 'data') });
  return { brokers };
}

async function removeRun(runFolder) {
  const file = join(runFolder, 'outcome.json');
  const { containerId } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  if (containerId) await removeKafkaContainer(containerId);
  await findBroker(join(runFolder, 'data'))?.kill();
  rmSync(runFolder, { recursive: true, force: true });
}

/** A test run that was killed could not stop its broker. */
async function removeLeftovers() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(folderPrefix))) {
    if (!isAlive(Number(name.slice(folderPrefix.length)))) await removeRun(join(tmpdir(), name));
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
