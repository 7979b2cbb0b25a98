import type { Pool, PoolClient } from '@touchstone/runtime';

/** Checkpoints of a projection: workspace -> last position projected. */
export async function readCheckpoints(pool: Pool, projection: string): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ workspace: string; position: number }>(
    'SELECT workspace, position FROM checkpoints WHERE projection = $1',
    [projection],
  );
  return new Map(rows.map((row) => [row.workspace, row.position]));
}

/**
 * Moves a checkpoint inside the transaction of the effects that it stands for.
 * @returns false where it does not stand at `from` any more: somebody else moved it, and the effects must not count.
 */
export async function moveCheckpoint(
  client: PoolClient,
  { workspace, projection, from, to }: { workspace: string; projection: string; from: number; to: number },
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'move-checkpoint',
    text: `INSERT INTO checkpoints AS held (workspace, projection, position) VALUES ($1, $2, $3)
           ON CONFLICT (workspace, projection) DO UPDATE SET position = $3 WHERE held.position = $4`,
    values: [workspace, projection, to, from],
  });
  return rowCount === 1;
}
