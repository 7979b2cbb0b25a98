import type { Pool } from '@touchstone/runtime';
import type { NewEvent } from './event.js';

/** What the log says already of each event's identity: the same content, another one, or nothing. */
export async function knownContent(
  pool: Pool,
  events: readonly NewEvent[],
): Promise<('same' | 'other' | 'none')[]> {
  return Promise.all(
    events.map(async ({ workspace, source, eventId, contentHash }) => {
      const { rows } = await pool.query<{ content_hash: Buffer }>(
        'SELECT content_hash FROM events WHERE workspace = $1 AND source = $2 AND event_id = $3',
        [workspace, source, eventId],
      );
      if (!rows[0]) return 'none';
      return rows[0].content_hash.toString('hex') === contentHash ? 'same' : 'other';
    }),
  );
}
