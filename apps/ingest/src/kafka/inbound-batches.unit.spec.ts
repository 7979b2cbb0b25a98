import { describe, expect, it } from '@jest/globals';
import type { Broker, BrokerMessage, OutgoingMessage } from '@touchstone/broker';
import { eventTypes } from '@touchstone/contracts';
import { type Append, type EventLog, HashedLookups, type Outcome } from '@touchstone/event-log';
import type { Pool } from '@touchstone/runtime';
import { InboundBatches } from './inbound-batches.js';

const message = (nth: number, id: string, partition = 0): BrokerMessage => ({
  topic: 'touchpoints',
  partition,
  offset: String(nth),
  key: null,
  value: Buffer.from(
    JSON.stringify({
      specversion: '1.0',
      id,
      source: 'test',
      type: 'touchpoint.recorded.v1',
      time: '2026-03-01T09:30:00Z',
      data: eventTypes['touchpoint.recorded.v1'].example,
    }),
  ),
  headers: { workspace: 'acme' },
  publishedAtMs: 1,
});

/** A log that refuses the content of `refused`, knows other content for `conflict`, and fences a partition; a broker that keeps what it gets. */
function parts({ fencedPartition }: { fencedPartition?: number } = {}) {
  const published: OutgoingMessage[] = [];
  const appended: string[][] = [];
  const append = ({ events, offsets = [] }: Append) => {
    if (offsets.some(({ partition }) => partition === fencedPartition))
      return Promise.resolve({ fenced: true, nextOffset: 1_000 });
    const ids = events.map(({ eventId }) => eventId);
    if (ids.includes('refused'))
      return Promise.reject(Object.assign(new Error('refused'), { code: '22P05' }));
    appended.push(ids);
    const outcomes = ids.map((id): Outcome => ({
      status: id === 'conflict' ? 'conflict' : 'accepted',
      position: 1,
    }));
    return Promise.resolve({ fenced: false, outcomes });
  };
  const publish = (messages: OutgoingMessage[]) => Promise.resolve(void published.push(...messages));
  const batches = new InboundBatches({
    broker: { publish } as unknown as Broker,
    log: { append } as unknown as EventLog,
    pool: null as unknown as Pool,
    personalData: new HashedLookups('ab'.repeat(32)),
    group: 'group',
    defaultWorkspace: null,
  });
  return { batches, published, appended };
}

describe('batches from Kafka', () => {
  it('name the event that is the conflict, also where another one before it is refused by the database', async () => {
    const { batches, published } = parts();
    const ids = ['refused', 'good', 'conflict', 'better'];
    await batches.take(
      ids.map((id, nth) => message(nth, id)),
      () => false,
    );
    const letters = published.map(({ value }) => JSON.parse(String(value)) as Record<string, string>);
    expect(letters.map(({ reason, id, origin }) => [reason, id, origin])).toEqual([
      ['unstorable', 'refused', 'touchpoints/0/0'],
      ['id_conflict', 'conflict', 'touchpoints/0/2'],
    ]);
  });

  it('fail where the partition is lost midway, so that the offset after what is left is not committed', async () => {
    const { batches, appended, published } = parts();
    const messages = Array.from({ length: 10_500 }, (_, nth) => ({ ...message(nth, ''), value: null }));
    await expect(batches.take(messages, () => appended.length > 0)).rejects.toThrow('another consumer');
    expect(published).toHaveLength(10_000);
  });

  it('share a transaction where they wait at a time', async () => {
    const { batches, appended } = parts();
    const take = (partition: number) =>
      batches.take(
        [message(0, `a-${partition}`, partition), message(1, `b-${partition}`, partition)],
        () => false,
      );
    await Promise.all([take(0), take(1), take(2)]);
    expect(appended).toEqual([['a-0', 'b-0', 'a-1', 'b-1', 'a-2', 'b-2']]);
  });

  it('go on where another partition is lost or taken by another consumer', async () => {
    const { batches, appended } = parts({ fencedPartition: 1 });
    const taken = await Promise.allSettled([
      batches.take([message(0, 'ours', 0)], () => false),
      batches.take([message(0, 'taken by another', 1)], () => false),
      batches.take([message(0, 'lost', 2)], () => true),
    ]);
    expect(taken.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(appended).toEqual([['ours'], ['taken by another']]); // the latter again, as a duplicate without offsets
  });
});
