import type { Pool, PoolClient } from '@touchstone/runtime';
import type { NewEvent } from './event.js';

/** What the log has under an identity. */
export interface KnownEvent {
  position: number;
  contentHash: string;
}

/** Names an event within a workspace. */
export const identityOf = ({ source, eventId }: Pick<NewEvent, 'source' | 'eventId'>): string =>
  `${source}\0${eventId}`;

/** What a workspace's log has under the identities of events, by identity. */
export async function knownIdentities(
  client: Pool | PoolClient,
  workspace: string,
  events: readonly NewEvent[],
): Promise<Map<string, KnownEvent>> {
  const { rows } = await client.query<{
    source: string;
    event_id: string;
    position: number;
    content_hash: Buffer;
  }>({
    name: 'known-identities',
    text: `SELECT e.source, e.event_id, e.position, e.content_hash
           FROM unnest($2::text[], $3::text[]) AS t (source, event_id), LATERAL (
             SELECT * FROM events WHERE workspace = $1 AND source = t.source AND event_id = t.event_id LIMIT 1) e`,
    values: [workspace, events.map((event) => event.source), events.map((event) => event.eventId)],
  });
  return new Map(
    rows.map((row) => [
      identityOf({ source: row.source, eventId: row.event_id }),
      { position: row.position, contentHash: row.content_hash.toString('hex') },
    ]),
  );
}

/** What a workspace's log says already of each event's identity: the same content, another one, or nothing. */
export async function knownContent(
  pool: Pool,
  workspace: string,
  events: readonly NewEvent[],
): Promise<('same' | 'other' | 'none')[]> {
  const known = await knownIdentities(pool, workspace, events);
  return events.map((event) => {
    const before = known.get(identityOf(event));
    if (!before) return 'none';
    return before.contentHash === event.contentHash ? 'same' : 'other';
  });
}
