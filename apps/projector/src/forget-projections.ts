import { LogReader } from '@touchstone/event-log';
import { type ClickHouse, factsProjection } from '@touchstone/facts';
import { Fault, inTransaction, type Pool } from '@touchstone/runtime';
import { timelineTables } from '@touchstone/timeline';

/**
 * Empties timelines, facts and journeys of all workspaces, so that the projector builds them anew from position 0: the
 * same rows, byte for byte. The log is not touched. Facts go first: where this ends midway, run it again.
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
    const tables = await clickhouse.query<{ name: string }>({
      name: 'tables_of_facts',
      sql: `SELECT name FROM system.tables
        WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations' ORDER BY name`,
    });
    for (const { name } of tables) await clickhouse.command(`TRUNCATE TABLE ${name}`);
    await client.query(`TRUNCATE ${timelineTables.join(', ')}`);
    await client.query('DELETE FROM checkpoints WHERE projection = $1', [factsProjection]);
  });
  return heads.reduce((events, { position }) => events + position, 0);
}

/** Name of the advisory lock that whoever projects a workspace holds. */
export const projectorLock = (workspace: string): string => `projector ${factsProjection} ${workspace}`;
