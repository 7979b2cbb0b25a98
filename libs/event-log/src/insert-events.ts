import { hash } from 'node:crypto';
import type { PoolClient } from '@touchstone/runtime';
import type { NewEvent } from './event.js';

/** Where in a workspace's log events go, and what they share. */
export interface Place {
  workspace: string;
  /** Position of the event before them. */
  after: number;
  /** Digest of the event before them; empty before the first. */
  digest: Buffer;
  /** Last position of their append. */
  commit: number;
  recordedAt: Date;
}

/** More rows would not fit the server's working memory while it takes them apart. */
const rowsPerStatement = 2000;
const hashBytes = 32;

/**
 * Inserts events at a place, the head of the log being locked.
 * @param versions of their streams before them; moved on.
 * @returns the digest of the last one.
 */
export async function insertEvents(
  client: PoolClient,
  events: readonly NewEvent[],
  place: Place,
  versions: Map<string, number>,
): Promise<Buffer> {
  let { digest } = place;
  for (let from = 0; from < events.length; from += rowsPerStatement) {
    const rows = events.slice(from, from + rowsPerStatement);
    const hashes = chain(rows, digest);
    await insertRows(client, rows, { ...place, after: place.after + from }, versions, hashes);
    digest = hashes.subarray(-hashBytes);
  }
  return digest;
}

/** Of each event its content hash and its digest, SHA-256 over the digest before and the content hash, end to end. */
function chain(events: readonly NewEvent[], before: Buffer): Buffer {
  const hashes = Buffer.alloc(before.length + events.length * 2 * hashBytes);
  before.copy(hashes);
  let linkFrom = 0;
  let at = before.length;
  for (const { contentHash } of events) {
    hashes.write(contentHash, at, 'hex');
    at += hashBytes;
    hash('sha256', hashes.subarray(linkFrom, at), 'buffer').copy(hashes, at);
    linkFrom = at;
    at += hashBytes;
  }
  return hashes.subarray(before.length);
}

async function insertRows(
  client: PoolClient,
  events: readonly NewEvent[],
  { workspace, after, recordedAt, commit }: Place,
  versions: Map<string, number>,
  hashes: Buffer,
): Promise<void> {
  await client.query({
    name: 'append-events',
    text: `INSERT INTO events (workspace, position, source, event_id, type, stream, stream_version, occurred_at,
             received_at, recorded_at, commit, data, links, content_hash, digest)
           SELECT $1, $2 + nth, source, event_id, type, stream, version, to_timestamp(occurred_at / 1000.0),
             to_timestamp(received_at / 1000.0), $3, $4, data::jsonb, links::jsonb,
             substring($14::bytea FROM nth::int * 64 - 63 FOR 32), substring($14 FROM nth::int * 64 - 31 FOR 32)
           FROM unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::int[], $10::float8[], $11::float8[],
             string_to_array($12, E'\\n'), string_to_array($13, E'\\n')) WITH ORDINALITY
             AS t (source, event_id, type, stream, version, occurred_at, received_at, data, links, nth)`,
    values: [
      workspace,
      after,
      recordedAt,
      commit,
      events.map((event) => event.source),
      events.map((event) => event.eventId),
      events.map((event) => event.type),
      events.map((event) => event.stream),
      events.map(({ stream }) => nextVersion(versions, stream)),
      events.map((event) => event.occurredAt),
      events.map((event) => event.receivedAt),
      // a line each: JSON has no line breaks of its own, and as array elements all its quotes would be escaped
      events.map((event) => JSON.stringify(event.data)).join('\n'),
      events.map((event) => JSON.stringify(event.links)).join('\n'),
      hashes,
    ],
  });
}

function nextVersion(versions: Map<string, number>, stream: string): number {
  const version = (versions.get(stream) ?? 0) + 1;
  versions.set(stream, version);
  return version;
}
