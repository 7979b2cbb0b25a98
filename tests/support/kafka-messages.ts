import {
  type Broker,
  encodeCloudEvent,
  inboundTopics,
  type OutgoingMessage,
  type PartitionLag,
  topicOf,
} from '@touchstone/broker';
import type { CloudEvent } from '@touchstone/contracts';
import type { Pool } from '@touchstone/runtime';
import { eventually } from './eventually.js';

/** An event as a producer publishes it: structured mode, or binary with its attributes as `ce_` headers. */
export function messageOf(
  event: CloudEvent,
  workspace: string,
  mode: 'structured' | 'binary' = 'structured',
): OutgoingMessage {
  const topic = topicOf(event.type)!;
  const key = `${workspace}:${event.id}`;
  if (mode === 'structured') {
    const { value, headers } = encodeCloudEvent(event);
    return { topic, key, value, headers: { ...headers, workspace } };
  }
  const { data, ...attributes } = event;
  const headers = Object.entries(attributes).map(([name, value]) => [`ce_${name}`, String(value)] as const);
  return { topic, key, value: JSON.stringify(data), headers: { ...Object.fromEntries(headers), workspace } };
}

/**
 * Makes a group begin at the end of the inbound topics, by the offsets that its database holds: what other suites
 * published is none of its business.
 */
export async function beginAtEnd(pool: Pool, broker: Broker, group: string): Promise<void> {
  let lags: PartitionLag[] = [];
  // a broker that just started does not know its groups yet
  await eventually(
    async () => (lags = await broker.lag(group, [...inboundTopics]).catch(() => [])).length > 0,
  );
  for (const { topic, partition, endOffset } of lags)
    await pool.query(
      'INSERT INTO consumer_offsets (consumer_group, topic, partition, next_offset) VALUES ($1, $2, $3, $4)',
      [group, topic, partition, Number(endOffset)],
    );
}
