import { rm } from 'node:fs/promises';
import { stopKafkaForTests } from './kafka-broker.mjs';

/** Stops what the run started; a failure of one leaves the other to be stopped all the same. */
export default async function teardown() {
  const started = globalThis.__TOUCHSTONE_POSTGRES__;
  globalThis.__TOUCHSTONE_POSTGRES__ = undefined;
  const stopped = await Promise.allSettled([started?.postgres.stop(), stopKafkaForTests()]);
  if (started) await rm(started.folder, { recursive: true, force: true });
  for (const { reason } of stopped.filter(({ status }) => status === 'rejected'))
    process.stderr.write(`An engine of the tests could not be stopped: ${reason?.message ?? reason}\n`);
}
