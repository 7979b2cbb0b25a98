import { LogReader } from '@touchstone/event-log';
import { type ClickHouse, factsProjection, recreate } from '@touchstone/facts';
import { Fault, inTransaction, type Pool } from '@touchstone/runtime';
import { timelineTables } from '@touchstone/timeline';

/**
 * Empties timelines, and makes the tables of facts anew, so that the projector fills them from position 0: the same rows,
 * byte for byte. The log is not touched. Facts go first: where this ends midway, run it again.
 * @returns the number of events that are to be projected again.
 * @throws Fault `conflict` while a projector is at work.
 */
export async function forgetProjections(pool: Pool, clickhouse: ClickHouse): Promise<number> {
  const heads = await new LogReader(pool).heads();
  await inTransaction(pool, async (client) => {
    for (const { workspace } of heads) {
      const { rows } = await client.query<{ free: boolean }>(
        'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS free',
        [projectorLock(workspace)],
      );
      if (!rows[0]!.free)
        throw new Fault('conflict', `A projector is at work on ${workspace}: stop it, then try again.`);
    }
    await recreate(clickhouse);
    await client.query(`TRUNCATE ${timelineTables.join(', ')}`);
    await client.query('DELETE FROM checkpoints WHERE projection = $1', [factsProjection]);
  });
  return heads.reduce((events, { position }) => events + position, 0);
}

/** Name of the advisory lock that whoever projects a workspace holds. */
export const projectorLock = (workspace: string): string => `projector ${factsProjection} ${workspace}`;
