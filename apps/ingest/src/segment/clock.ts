/** ISO 8601 as the clients write it; anything else is no time. */
const iso = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/;

function instant(value: unknown): number | undefined {
  if (typeof value !== 'string' || !iso.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}

export interface ClientTimes {
  originalTimestamp: unknown;
  timestamp: unknown;
  sentAt: unknown;
}

/**
 * When it happened, epoch milliseconds: by our clock, as far as the sender's clock can be told from it. The sender's
 * clock reads `sentAt` at the moment that we receive, so its other times are off by receivedAt - sentAt.
 */
export function occurredAtOf(
  { originalTimestamp, timestamp, sentAt }: ClientTimes,
  receivedAt: number,
): number {
  const original = instant(originalTimestamp) ?? instant(timestamp);
  const sent = instant(sentAt);
  if (original !== undefined && sent !== undefined) return receivedAt - (sent - original);
  return instant(timestamp) ?? original ?? receivedAt;
}
