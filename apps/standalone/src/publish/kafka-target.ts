import {
  encodeCloudEvent,
  type KafkaConnection,
  KafkajsBroker,
  type OutgoingMessage,
  topicOf,
} from '@touchstone/broker';
import { createLogger, Fault, messageOf } from '@touchstone/runtime';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageKeyOf } from './message-key.js';
import type { EventLine, Outcome, Rejection, Target } from './target.js';

const tries = 5;
const firstWaitMs = 500;

/** The inbound topics of Kafka. What the broker has taken is durable; whether it is a good event, the consumer says. */
export class KafkaTarget implements Target {
  private readonly broker: KafkajsBroker;

  constructor(
    private readonly connection: Pick<KafkaConnection, 'brokers' | 'ssl' | 'sasl'>,
    private readonly workspace: string,
  ) {
    this.broker = new KafkajsBroker({
      ...connection,
      clientId: 'touchstone-publish',
      logger: createLogger('publish', 'silent'), // what fails is told by the failure itself
    });
  }

  async send(batch: EventLine[], signal: AbortSignal): Promise<Outcome> {
    const messages: OutgoingMessage[] = [];
    const rejected: Rejection[] = [];
    for (const { number, event } of batch) {
      const topic = typeof event['type'] === 'string' ? topicOf(event['type']) : null;
      if (topic) messages.push(this.message(topic, event));
      else
        rejected.push({
          line: number,
          reason: 'unknown_type',
          detail: 'type: no topic takes this type of event',
        });
    }
    await this.publish(messages, signal);
    return { accepted: messages.length, duplicates: 0, rejected };
  }

  close(): Promise<void> {
    return this.broker.close();
  }

  private message(topic: string, event: Record<string, unknown>): OutgoingMessage {
    const own = { ...event, workspace: this.workspace };
    const { value, headers } = encodeCloudEvent(own);
    return {
      topic,
      key: messageKeyOf(this.workspace, event),
      value,
      headers: { ...headers, workspace: this.workspace },
    };
  }

  private async publish(messages: OutgoingMessage[], signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.broker.publish(messages);
      } catch (cause) {
        const failure = new Fault(
          'unavailable',
          `Kafka at ${this.connection.brokers.join(', ')} does not take events: ${messageOf(cause)}`,
          { cause },
        );
        if (attempt === tries || signal.aborted) throw failure;
        await sleep(firstWaitMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => {
          throw failure;
        });
      }
    }
  }
}
