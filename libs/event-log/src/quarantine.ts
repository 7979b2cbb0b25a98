import type { Pool, PoolClient } from '@touchstone/runtime';

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
  receivedAt: number;
}

/** Keeps messages with their bytes, inside the caller's transaction. Text is made storable; `raw` stays as it came. */
export async function putIntoQuarantine(client: PoolClient, messages: Quarantined[]): Promise<void> {
  if (messages.length === 0) return;
  await client.query({
    name: 'put-into-quarantine',
    text: `INSERT INTO quarantine (workspace, reason, detail, door, origin, event_source, event_id, raw, received_at)
           SELECT workspace, reason, detail, door, origin, event_source, event_id, raw, to_timestamp(received_at / 1000.0)
           FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[],
             $9::float8[]) AS t (workspace, reason, detail, door, origin, event_source, event_id, raw, received_at)
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
      messages.map((message) => message.receivedAt),
    ],
  });
}

/** PostgreSQL text holds neither NUL nor lone surrogates. */
function storable(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\0', '\uFFFD').toWellFormed().slice(0, 2000);
}

export interface QuarantineRow extends Omit<Quarantined, 'raw'> {
  quarantineId: number;
  raw: Buffer;
}

/** A page of a workspace's quarantine, newest first; `before` is the last quarantineId of the page before. */
export async function readQuarantine(
  pool: Pool,
  { workspace, before, limit }: { workspace: string; before?: number | undefined; limit: number },
): Promise<QuarantineRow[]> {
  const { rows } = await pool.query<QuarantineRow & { receivedAt: Date }>(
    `SELECT workspace, quarantine_id AS "quarantineId", reason, detail, door, origin, event_source AS "eventSource",
       event_id AS "eventId", raw, received_at AS "receivedAt"
     FROM quarantine WHERE workspace = $1 AND quarantine_id < $2 ORDER BY quarantine_id DESC LIMIT $3`,
    [workspace, before ?? Number.MAX_SAFE_INTEGER, limit],
  );
  return rows.map((row) => ({ ...row, receivedAt: (row.receivedAt as unknown as Date).getTime() }));
}

/** Messages in quarantine by workspace. */
export async function countQuarantine(pool: Pool): Promise<{ workspace: string; messages: number }[]> {
  const { rows } = await pool.query<{ workspace: string; messages: number }>(
    'SELECT workspace, count(*) AS messages FROM quarantine GROUP BY workspace',
  );
  return rows;
}
