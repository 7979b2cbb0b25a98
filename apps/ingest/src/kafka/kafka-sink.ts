import { type Broker, encodeCloudEvent, type OutgoingMessage, topicOf } from '@touchstone/broker';
import type { EventLog } from '@touchstone/event-log';
import { unavailable } from '../log-sink.js';
import type { AcceptedEvent, Delivery, Sink, StoredStatus } from '../sink.js';
import { contentHashHeader } from './content-hash-header.js';
import { deadLetters } from './dead-letters.js';

/**
 * Publishes what the door accepted, and is done when every in-sync replica has it; the consumer appends it to the log,
 * where duplicates and conflicts are found. What was rejected goes to quarantine and to the dead letters.
 */
export class KafkaSink implements Sink {
  private readonly storing = new Set<Promise<unknown>>();

  constructor(
    private readonly broker: Broker,
    private readonly log: EventLog,
  ) {}

  async store(delivery: Delivery): Promise<StoredStatus[]> {
    const storing = this.publish(delivery);
    this.storing.add(storing);
    try {
      await storing;
    } catch (thrown) {
      throw unavailable(thrown);
    } finally {
      this.storing.delete(storing);
    }
    return delivery.accepted.map(() => 'accepted');
  }

  async idle(): Promise<void> {
    await Promise.allSettled(this.storing);
  }

  private async publish({ accepted, quarantined }: Delivery): Promise<void> {
    await this.broker.publish([...accepted.map(messageOf), ...deadLetters(quarantined)]);
    if (quarantined.length > 0) await this.log.append({ events: [], quarantined });
  }
}

/** One stream, one partition: its events stay in order. */
function messageOf({ event, cloudEvent }: AcceptedEvent): OutgoingMessage {
  const topic = topicOf(event.type);
  if (topic === null) throw new Error(`the event type ${event.type} has no topic`);
  const { workspace, stream, contentHash } = event;
  const { value, headers } = encodeCloudEvent({ ...cloudEvent, workspace });
  return {
    topic,
    key: `${workspace}:${stream}`,
    value,
    headers: { ...headers, workspace, [contentHashHeader]: contentHash },
  };
}
