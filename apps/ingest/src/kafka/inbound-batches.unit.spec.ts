import { describe, expect, it } from '@jest/globals';
import type { Broker, BrokerMessage, OutgoingMessage } from '@touchstone/broker';
import { eventTypes } from '@touchstone/contracts';
import { type Append, type EventLog, HashedLookups, type Outcome } from '@touchstone/event-log';
import type { Pool } from '@touchstone/runtime';
import { InboundBatches } from './inbound-batches.js';

const message = (nth: number, id: string): BrokerMessage => ({
  topic: 'touchpoints',
  partition: 0,
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

/** A log that refuses the content of `refused` and knows other content for `conflict`; a broker that keeps what it gets. */
function parts() {
  const published: OutgoingMessage[] = [];
  const appended: string[][] = [];
  const append = ({ events }: Append) => {
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
    const { batches, appended } = parts();
    const messages = Array.from({ length: 2500 }, (_, nth) => message(nth, `e-${nth}`));
    await expect(batches.take(messages, () => appended.length > 0)).rejects.toThrow('another consumer');
    expect(appended.flat()).toHaveLength(2000);
  });
});
