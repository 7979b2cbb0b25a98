import { afterAll, expect, it } from '@jest/globals';
import { eventually } from '../../../tests/support/eventually.js';
import { describeKafka, newName, silentLogger } from '../../../tests/support/kafka-broker.js';
import type { BrokerMessage } from './broker.js';
import { KafkajsBroker } from './kafkajs-broker.js';

await describeKafka('the broker', ({ brokers }) => {
  const broker = new KafkajsBroker({ brokers, clientId: 'test', logger: silentLogger });
  afterAll(() => broker.close());

  const newTopic = async (partitions: number) => {
    const name = newName('topic');
    await broker.createTopics([{ name, partitions, retentionDays: 1 }]);
    return name;
  };

  /** Reads a topic from the start until `count` messages came. */
  const read = async (topic: string, count: number): Promise<BrokerMessage[]> => {
    const seen: BrokerMessage[] = [];
    const consumption = await broker.consume({
      groupId: newName('group'),
      topics: [topic],
      onBatch: ({ messages }) => Promise.resolve(void seen.push(...messages)),
    });
    await eventually(() => seen.length >= count);
    await consumption.stop();
    return seen;
  };

  it('creates the missing topics and leaves the existing ones', async () => {
    const [first, second] = [newName('topic'), newName('topic')];
    const spec = { partitions: 2, retentionDays: 1 };
    const firstAnswer = await broker.createTopics([{ name: first, ...spec }]);
    expect(firstAnswer).toEqual({ created: [first], existing: [] });
    const bothSpecs = [first, second].map((name) => ({ name, ...spec, partitions: 3 }));
    expect(await broker.createTopics(bothSpecs)).toEqual({ created: [second], existing: [first] });
    expect(await broker.createTopics(bothSpecs)).toEqual({ created: [], existing: [first, second] });
    expect((await broker.lag(newName('group'), [first, second])).map(({ topic }) => topic)).toEqual(
      [...Array.from({ length: 2 }, () => first), ...Array.from({ length: 3 }, () => second)].sort(),
    );
  });

  it('delivers what was published: bytes, key, headers, and a key in order', async () => {
    const topic = await newTopic(3);
    const startedAtMs = Date.now();
    await broker.publish([
      { topic, key: 'a', value: Buffer.from([0, 255, 1]), headers: { one: '1', naïve: 'ü' } },
      { topic, key: 'a', value: 'second' },
      { topic, key: null, value: null },
    ]);
    const seen = await read(topic, 3);
    const ofA = seen.filter(({ key }) => key === 'a');
    expect(ofA.map(({ value }) => value)).toEqual([Buffer.from([0, 255, 1]), Buffer.from('second')]);
    expect(ofA[0]).toMatchObject({
      topic,
      offset: expect.stringMatching(/^\d+$/),
      headers: { one: '1', naïve: 'ü' },
    });
    expect(ofA[0]!.publishedAtMs).toBeGreaterThanOrEqual(startedAtMs - 1_000);
    expect(seen.find(({ key }) => key === null)).toMatchObject({ value: null, headers: {} });
  });

  it('publishes more at once than one request to one partition may hold', async () => {
    const topic = await newTopic(1);
    const messages = Array.from({ length: 30 }, (_, n) => ({
      topic,
      key: `${n}`,
      value: Buffer.alloc(200_000, n),
    }));
    await broker.publish(messages);
    const seen = await read(topic, 30);
    expect(seen.map(({ key }) => key)).toEqual(messages.map(({ key }) => key));
  });

  it('refuses a topic that does not exist and a message that is too large', async () => {
    const missing = newName('missing');
    await expect(broker.publish([{ topic: missing, key: null, value: 'x' }])).rejects.toThrow();
    const options = { groupId: newName('group'), topics: [missing], onBatch: () => Promise.resolve() };
    await expect(broker.consume(options)).rejects.toThrow();
    const topic = await newTopic(1);
    await expect(broker.publish([{ topic, key: null, value: Buffer.alloc(2_000_000) }])).rejects.toThrow(
      /too large|larger/,
    );
  });

  it('measures lag: everything before the first commit, nothing once all is handled', async () => {
    const topic = await newTopic(2);
    const groupId = newName('group');
    await broker.publish(Array.from({ length: 10 }, (_, n) => ({ topic, key: `${n}`, value: 'x' })));
    const before = await broker.lag(groupId, [topic]);
    expect(before.map(({ committedOffset }) => committedOffset)).toEqual([null, null]);
    expect(before.reduce((sum, { lagMessages }) => sum + lagMessages, 0)).toBe(10);

    const consumption = await broker.consume({ groupId, topics: [topic], onBatch: () => Promise.resolve() });
    await eventually(async () =>
      (await broker.lag(groupId, [topic])).every(({ lagMessages }) => lagMessages === 0),
    );
    await consumption.stop();
  });

  it('answers a ping, and rejects it where nothing listens', async () => {
    await broker.ping();
    const nowhere = new KafkajsBroker({ brokers: ['127.0.0.1:1'], clientId: 'test', logger: silentLogger });
    await expect(nowhere.ping()).rejects.toThrow();
    await expect(nowhere.publish([{ topic: 't', key: null, value: 'x' }])).rejects.toThrow();
    await nowhere.close();
  });
});
