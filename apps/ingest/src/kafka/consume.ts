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
 * All partitions of a fetch are handled at a time, as they share transactions. A partition may fill a fetch: the events
 * of a customer, which are in one partition, then come in few transactions.
 */
const fetching = {
  concurrentPartitions: 100,
  maxBytesPerPartition: 8 * 1024 * 1024,
  maxBytesPerFetch: 8 * 1024 * 1024,
};

/**
 * Makes an app with the IngestModule consume the inbound topics until it is closed. Resolves once the consumer has
 * joined its group, and tries for as long as the broker is not there or lacks the topics: the HTTP door works meanwhile.
 */
export async function consumeFromKafka(app: INestApplication, parts: ConsumeParts): Promise<void> {
  const { broker, group, logger, signal } = parts;
  const batches = app.get(InboundBatches);
  const startOffsets = batches.startOffsets.bind(batches);
  app.connectMicroservice({
    strategy: new KafkaBatchServer({ ...fetching, broker, groupId: group, startOffsets }),
  });
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
