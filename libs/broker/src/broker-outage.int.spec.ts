import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrokerProcess, findBroker, startBroker } from '../../../infra/kafka/broker-process.mjs';
import { missingPrerequisite } from '../../../infra/kafka/jars.mjs';
import { eventually } from '../../../tests/support/eventually.js';
import { silentLogger, skipKafka } from '../../../tests/support/kafka-broker.js';
import { KafkajsBroker } from './kafkajs-broker.js';

// A broker of its own, as this suite kills it: that takes Java and Maven, also where the others use a container.
const missing = await missingPrerequisite();
if (missing) skipKafka(missing);

// Three starts of a Java process on a busy machine take their time.
jest.setTimeout(300_000);

(missing ? describe.skip : describe)('an outage of the broker', () => {
  let dataDir: string;
  let running: BrokerProcess;
  let broker: KafkajsBroker;

  afterAll(async () => {
    await broker?.close();
    await findBroker(dataDir)?.kill();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('loses nothing: publishing rejects meanwhile, and the consumer goes on afterwards by itself', async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'touchstone-kafka-outage-'));
    running = await startBroker({ dataDir });
    broker = new KafkajsBroker({ brokers: running.brokers, clientId: 'test', logger: silentLogger });
    await broker.createTopics([{ name: 'outage', partitions: 2, retentionDays: 1 }]);
    const seen = new Set<string>();
    await broker.consume({
      groupId: 'outage',
      topics: ['outage'],
      sessionTimeoutMs: 6_000,
      onBatch: ({ messages }) => {
        for (const { key } of messages) seen.add(key!);
        return Promise.resolve();
      },
    });
    const publish = (key: string) => broker.publish([{ topic: 'outage', key, value: key }]);
    await publish('before');
    await eventually(() => seen.has('before'));

    await running.kill();
    expect(findBroker(dataDir)).toBeNull();
    await expect(publish('during')).rejects.toThrow();
    await expect(broker.ping()).rejects.toThrow();

    const again = await startBroker({ dataDir, port: running.port });
    expect(again.pid).not.toBe(running.pid);
    await eventually(() =>
      publish('after').then(
        () => true,
        () => false,
      ),
    );
    await eventually(() => seen.has('after'), 60_000);
    const isCaughtUp = async () =>
      (await broker.lag('outage', ['outage'])).every((lag) => lag.lagMessages === 0);
    await eventually(isCaughtUp);
  });

  it('a start finds the broker that runs already, and survives the record of one that was killed', async () => {
    const found = await startBroker({ dataDir });
    expect(found.wasRunning).toBe(true);
    expect(findBroker(dataDir)).toMatchObject({ pid: found.pid, brokers: found.brokers });
    process.kill(found.pid, 'SIGKILL');
    await eventually(() => findBroker(dataDir) === null);
    const next = await startBroker({ dataDir });
    expect(next.wasRunning).toBe(false);
    await next.stop();
    expect(findBroker(dataDir)).toBeNull();
  });
});
