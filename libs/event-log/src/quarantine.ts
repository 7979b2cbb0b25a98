import type { PoolClient } from '@touchstone/runtime';

/** A message that could not become an event. */
export interface Quarantined {
  workspace: string;
  /** Machine-readable, such as invalid_data. */
  reason: string;
  /** What is wrong, where, and what to do. */
  detail: string;
  door: string;
  /** Place at the door; the same place again is the same row. Null over HTTP. */
  origin: string | null;
  eventSource: string | null;
  eventId: string | null;
  /** The original bytes. */
  raw: Buffer;
  /** JSON of what came beside the bytes and is needed to read them again, such as headers; none: they say it all. */
  beside?: string | null;
  receivedAt: number;
}

/** Keeps messages with their bytes, inside the caller's transaction. Text is made storable; `raw` stays as it came. */
export async function putIntoQuarantine(client: PoolClient, messages: Quarantined[]): Promise<void> {
  if (messages.length === 0) return;
  await client.query({
    name: 'put-into-quarantine',
    text: `INSERT INTO quarantine (workspace, reason, detail, door, origin, event_source, event_id, raw, beside,
             received_at)
           SELECT workspace, reason, detail, door, origin, event_source, event_id, raw, beside,
             to_timestamp(received_at / 1000.0)
           FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[],
             $9::text[], $10::float8[])
             AS t (workspace, reason, detail, door, origin, event_source, event_id, raw, beside, received_at)
           ON CONFLICT (workspace, origin) WHERE origin IS NOT NULL DO NOTHING`,
    values: [
      messages.map((message) => message.workspace),
      messages.map((message) => message.reason),
      messages.map((message) => storable(message.detail)),
      messages.map((message) => message.door),
      messages.map((message) => message.origin),
      messages.map((message) => storable(message.eventSource)),
      messages.map((message) => storable(message.eventId)),
      messages.map((message) => message.raw),
      messages.map((message) => message.beside ?? null),
      messages.map((message) => message.receivedAt),
    ],
  });
}

/** PostgreSQL text holds neither NUL nor lone surrogates. */
export function storable(text: string): string;
export function storable(text: string | null): string | null;
export function storable(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\0', '\uFFFD').toWellFormed().slice(0, 2000);
}
