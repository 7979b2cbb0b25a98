import { type OutgoingMessage, topics } from '@touchstone/broker';
import type { Quarantined } from '@touchstone/event-log';

export type Rejected = Omit<Quarantined, 'raw'>;

/**
 * The dead letters of rejected messages: what was rejected, where and why. The message itself may hold personal data,
 * so its bytes stay in quarantine, under the same origin.
 */
export function deadLetters(rejected: readonly Rejected[]): OutgoingMessage[] {
  return rejected.map(({ workspace, reason, detail, door, origin, eventSource, eventId, receivedAt }) => ({
    topic: topics.rejected.name,
    key: `${workspace}:${eventSource ?? ''}`,
    value: JSON.stringify({
      workspace,
      reason,
      detail,
      door,
      origin,
      source: eventSource,
      id: eventId,
      receivedAt: new Date(receivedAt).toISOString(),
    }),
    headers: {
      'content-type': 'application/json',
      workspace,
      reason,
      ...(origin === null ? {} : { origin }),
    },
  }));
}
