import { afterAll, afterEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../tests/support/eventually.js';
import { describeKafka, newName, silentLogger } from '../../../tests/support/kafka-broker.js';
import type { ConsumeOptions, Consumption, MessageBatch, PartitionOffset } from './broker.js';
import { KafkajsBroker } from './kafkajs-broker.js';

await describeKafka('a consumption', ({ brokers }) => {
  const broker = new KafkajsBroker({ brokers, clientId: 'test', logger: silentLogger });
  const running: Consumption[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((consumption) => consumption.stop()));
  });
  afterAll(() => broker.close());

  const newTopic = async (partitions: number) => {
    const name = newName('topic');
    await broker.createTopics([{ name, partitions, retentionDays: 1 }]);
    return name;
  };

  const consume = async (options: Omit<ConsumeOptions, 'retryDelayMs'>) => {
    const consumption = await broker.consume({ retryDelayMs: { first: 20, largest: 200 }, ...options });
    running.push(consumption);
    return consumption;
  };

  const publish = (topic: string, count: number, from = 0) =>
    broker.publish(
      Array.from({ length: count }, (_, n) => ({ topic, key: `${from + n}`, value: `${from + n}` })),
    );

  const totalLag = async (groupId: string, topic: string) =>
    (await broker.lag(groupId, [topic])).reduce((sum, { lagMessages }) => sum + lagMessages, 0);

  const valuesOf = ({ messages }: MessageBatch) => messages.map(({ value }) => Number(value));
  const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
  const ascending = (a: number, b: number) => a - b;

  it('gives a failed batch again, loses nothing, and lets the other partitions go on', async () => {
    const [topic, groupId] = [await newTopic(2), newName('group')];
    await publish(topic, 200);
    const done: number[] = [];
    const failedAt: string[] = [];
    let isHealed = false;
    await consume({
      groupId,
      topics: [topic],
      onBatch: async (batch) => {
        await sleep(1);
        if (batch.partition === 0 && !isHealed) {
          failedAt.push(batch.firstOffset);
          throw new Error('the store is down');
        }
        done.push(...valuesOf(batch));
      },
    });
    await eventually(() => failedAt.length >= 3);
    await publish(topic, 200, 200);
    const published = (await broker.lag(groupId, [topic]))[1]!.endOffset;
    await eventually(() => done.length === Number(published));
    expect(new Set(failedAt)).toEqual(new Set(['0']));
    expect((await broker.lag(groupId, [topic]))[0]!.committedOffset).toBeNull();

    isHealed = true;
    await eventually(async () => (await totalLag(groupId, topic)) === 0);
    expect(done.sort(ascending)).toEqual(upTo(400));
  });

  it('reads on from the offsets of its caller, whatever the group has committed', async () => {
    const [topic, groupId] = [await newTopic(1), newName('group')];
    await publish(topic, 100);
    const readFrom = async (startOffsets?: ConsumeOptions['startOffsets']) => {
      const seen: number[] = [];
      const onBatch = (batch: MessageBatch) => Promise.resolve(void seen.push(...valuesOf(batch)));
      const consumption = await consume({ groupId, topics: [topic], onBatch, startOffsets });
      await eventually(async () => seen.includes(99) && (await totalLag(groupId, topic)) === 0);
      await consumption.stop();
      return seen;
    };
    const at = (offset: string) => (assignment: { topic: string; partition: number }[]) =>
      Promise.resolve(assignment.map((partition) => ({ ...partition, offset })));

    expect(await readFrom()).toEqual(upTo(100));
    expect(await readFrom(at('40'))).toEqual(upTo(100).slice(40));
    expect(await readFrom(at('0'))).toEqual(upTo(100));
    await publish(topic, 1, 99);
    expect(await readFrom(() => Promise.resolve([]))).toEqual([99]);
    // Beyond the end: the topic was made anew. Reading everything again is safe, skipping is not.
    expect(await readFrom(at('5000'))).toEqual([...upTo(100), 99]);
  });

  it('reads nothing before it knows the start offsets', async () => {
    const [topic, groupId] = [await newTopic(1), newName('group')];
    await publish(topic, 10);
    const seen: number[] = [];
    let asked = 0;
    await consume({
      groupId,
      topics: [topic],
      onBatch: (batch) => Promise.resolve(void seen.push(...valuesOf(batch))),
      startOffsets: async (assignment): Promise<PartitionOffset[]> => {
        asked += 1;
        await sleep(400);
        if (asked < 3) throw new Error('the store is down');
        return assignment.map((partition) => ({ ...partition, offset: '7' }));
      },
    });
    await eventually(() => seen.length > 0);
    expect(asked).toBe(3);
    expect(seen).toEqual([7, 8, 9]);
  });

  it('drains on stop: waits for the batch in flight and commits it', async () => {
    const [topic, groupId] = [await newTopic(1), newName('group')];
    await publish(topic, 10);
    let isStarted = false;
    let isFinished = false;
    const consumption = await consume({
      groupId,
      topics: [topic],
      onBatch: async () => {
        isStarted = true;
        await sleep(500);
        isFinished = true;
      },
    });
    await eventually(() => isStarted);
    await consumption.stop();
    expect(isFinished).toBe(true);
    expect(await totalLag(groupId, topic)).toBe(0);
  });

  it('stops while a partition is failing, and commits nothing of it', async () => {
    const [topic, groupId] = [await newTopic(1), newName('group')];
    await publish(topic, 10);
    let failures = 0;
    const onBatch = () => Promise.reject(new Error(`the store is down, ${(failures += 1)}`));
    const consumption = await consume({ groupId, topics: [topic], onBatch });
    await eventually(() => failures >= 2);
    await consumption.stop();
    const failuresAtStop = failures;
    await sleep(400);
    expect(failures).toBe(failuresAtStop);
    expect(await totalLag(groupId, topic)).toBe(10);
  });

  it('loses nothing while members come and go, and keeps each partition in order', async () => {
    const [topic, groupId] = [await newTopic(4), newName('group')];
    const seen = new Set<number>();
    const highest = new Map<string, bigint>();
    const gaps: string[] = [];
    const onBatch = async (batch: MessageBatch) => {
      const next = (highest.get(String(batch.partition)) ?? -1n) + 1n;
      if (BigInt(batch.firstOffset) > next) gaps.push(`${batch.partition}: ${next} to ${batch.firstOffset}`);
      await sleep(20);
      highest.set(String(batch.partition), BigInt(batch.lastOffset));
      for (const value of valuesOf(batch)) seen.add(value);
    };
    const options = { groupId, topics: [topic], onBatch, maxBytesPerPartition: 4_096 };
    const first = await consume(options);
    const publishing = (async () => {
      for (let from = 0; from < 2_000; from += 50) await publish(topic, 50, from).then(() => sleep(50));
    })();
    await eventually(() => seen.size > 100);
    await consume(options);
    await eventually(() => seen.size > 500);
    await first.stop();
    await publishing;
    await eventually(async () => (await totalLag(groupId, topic)) === 0);
    expect([...seen].sort(ascending)).toEqual(upTo(2_000));
    expect(gaps).toEqual([]);
  });

  it('knows that its partition may be gone after it was stalled past its session, and commits nothing then', async () => {
    const [topic, groupId] = [await newTopic(1), newName('group')];
    await publish(topic, 10);
    const staleness: boolean[] = [];
    await consume({
      groupId,
      topics: [topic],
      sessionTimeoutMs: 6_000,
      onBatch: (batch) => {
        const isFirst = staleness.length === 0;
        // The whole process stands still, as under SIGSTOP: no heartbeat is possible.
        if (isFirst) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8_000);
        staleness.push(batch.isStale());
        return Promise.resolve();
      },
    });
    await eventually(() => staleness.length === 2);
    expect(staleness).toEqual([true, false]);
    await eventually(async () => (await totalLag(groupId, topic)) === 0);
  });

  it('keeps its membership while a slow handler works longer than the session', async () => {
    const [topic, groupId] = [await newTopic(1), newName('group')];
    await publish(topic, 10);
    const staleness: boolean[] = [];
    await consume({
      groupId,
      topics: [topic],
      sessionTimeoutMs: 6_000,
      onBatch: async (batch) => {
        await sleep(7_500);
        staleness.push(batch.isStale());
      },
    });
    await eventually(async () => (await totalLag(groupId, topic)) === 0);
    expect(staleness).toEqual([false]);
  });
});
