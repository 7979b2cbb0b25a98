import type { QuarantinedMessage, QuarantineRow } from '@touchstone/event-log';

/** A message in quarantine, as it is shown. */
export interface ShownMessage {
  quarantineId: number;
  reason: string;
  detail: string;
  door: string;
  origin: string | null;
  source: string | null;
  id: string | null;
  receivedAt: string;
  /** Null while the message is open. */
  resolvedAt: string | null;
  resolution: string | null;
  resolutionReason: string | null;
  resolvedBy: string | null;
  /** The event that it became. */
  event: { source: string; id: string } | null;
}

/** The same with its original bytes; `text` is null where they are not UTF-8. */
export interface ShownBytes extends ShownMessage {
  raw: { base64: string; text: string | null };
  /** What came beside the bytes: headers, or what the path or the batch of a Segment call said. */
  beside: unknown;
}

export function shownMessage(row: QuarantineRow): ShownMessage {
  const { quarantineId, reason, detail, door, origin, eventSource, eventId, receivedAt } = row;
  const { resolvedAt, resolution, resolutionReason, resolvedBy, becameSource, becameEventId } = row;
  return {
    quarantineId,
    reason,
    detail,
    door,
    origin,
    source: eventSource,
    id: eventId,
    receivedAt: new Date(receivedAt).toISOString(),
    resolvedAt: resolvedAt === null ? null : new Date(resolvedAt).toISOString(),
    resolution,
    resolutionReason,
    resolvedBy,
    event:
      becameSource !== null && becameEventId !== null ? { source: becameSource, id: becameEventId } : null,
  };
}

export function shownBytes(message: QuarantinedMessage): ShownBytes {
  const { raw, beside } = message;
  const text = raw.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(raw);
  return {
    ...shownMessage(message),
    raw: { base64: raw.toString('base64'), text: isText ? text : null },
    beside: beside === null ? null : (JSON.parse(beside) as unknown),
  };
}

const bytes = Buffer.from('{"specversion":"1.0","id":"evt-4","source":"crm/hubspot"}');

const open: QuarantinedMessage = {
  workspace: 'acme',
  quarantineId: 12,
  reason: 'invalid_data',
  detail: 'data.dealId: is missing; send a string',
  door: 'http',
  origin: null,
  eventSource: 'crm/hubspot',
  eventId: 'evt-4',
  receivedAt: Date.UTC(2026, 2, 31, 15, 0, 0, 250),
  resolvedAt: null,
  resolution: null,
  resolutionReason: null,
  resolvedBy: null,
  becameSource: null,
  becameEventId: null,
  raw: bytes,
  beside: null,
};

const resolved = { ...open, resolvedAt: Date.UTC(2026, 3, 1, 8), resolvedBy: '0f3a5c7e9b1d' };

/** Examples for the documents. */
export const quarantineExamples = {
  page: { messages: [shownMessage(open)], nextCursor: null },
  message: shownBytes(open),
  replayed: {
    outcome: 'accepted',
    message: shownMessage({
      ...resolved,
      resolution: 'replayed',
      becameSource: 'crm/hubspot',
      becameEventId: 'evt-4',
    }),
  },
  dismissed: shownMessage({ ...resolved, resolution: 'dismissed', resolutionReason: 'A test of ours.' }),
};
