import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { type Broker, KafkaBatchServer } from '@touchstone/broker';
import type { Logger } from '@touchstone/runtime';
import { InboundBatches } from './inbound-batches.js';

export interface ConsumeParts {
  broker: Broker;
  group: string;
  logger: Logger;
  /** Ends the attempts to begin. */
  signal?: AbortSignal;
}

/**
 * Makes an app with the IngestModule consume the inbound topics until it is closed. Resolves once the consumer has
 * joined its group, and tries for as long as the broker is not there or lacks the topics: the HTTP door works meanwhile.
 */
export async function consumeFromKafka(app: INestApplication, parts: ConsumeParts): Promise<void> {
  const { broker, group, logger, signal } = parts;
  const batches = app.get(InboundBatches);
  const startOffsets = batches.startOffsets.bind(batches);
  app.connectMicroservice({ strategy: new KafkaBatchServer({ broker, groupId: group, startOffsets }) });
  for (let delayMs = 500; !signal?.aborted; delayMs = Math.min(delayMs * 2, 15_000)) {
    try {
      await app.startAllMicroservices();
      logger.info({ group }, 'consuming from Kafka');
      return;
    } catch (err) {
      logger.warn({ err, group, delayMs }, 'cannot consume from Kafka yet');
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
