import { moveCheckpoint } from '@touchstone/event-log';
import { factsProjection } from '@touchstone/facts';
import type { Pool, PoolClient } from '@touchstone/runtime';
import type { ConversionName } from '@touchstone/timeline';

/** A range of the log that is being projected: after a crash the same one is gone on with. */
export interface NotedRange {
  workspace: string;
  /** Position before its first event. */
  from: number;
  /** Position of its last event, the end of a commit. */
  to: number;
  /** The last conversion reviewed under its definitions; null: its events are not folded yet. */
  reviewed: ConversionName | null;
}

/** Another projector went on from this position: this one lost its turn, and nothing of its batch counts. */
export class LostTurn extends Error {
  constructor({ workspace, from }: NotedRange) {
    super(`another projector went on from position ${from} of ${workspace}`);
  }
}

/** The range that was begun after a position and not finished; null if there is none. */
export async function readRange(pool: Pool, workspace: string, position: number): Promise<NotedRange | null> {
  const { rows } = await pool.query<{
    from_position: number;
    to_position: number;
    reviewed_kind: string | null;
    reviewed_id: string | null;
  }>(
    'SELECT from_position, to_position, reviewed_kind, reviewed_id FROM projection_batches WHERE workspace = $1',
    [workspace],
  );
  const [row] = rows;
  if (row?.from_position !== position) return null;
  const { reviewed_kind: kind, reviewed_id: id } = row;
  return {
    workspace,
    from: row.from_position,
    to: row.to_position,
    reviewed: kind === null || id === null ? null : { kind, id },
  };
}

/** Notes a range before anything of it is written. */
export async function noteRange(
  pool: Pool,
  workspace: string,
  { from, to }: { from: number; to: number },
): Promise<NotedRange> {
  const range: NotedRange = { workspace, from, to, reviewed: null };
  const { rowCount } = await pool.query(
    `INSERT INTO projection_batches (workspace, from_position, to_position) VALUES ($1, $2, $3)
     ON CONFLICT (workspace) DO NOTHING`,
    [workspace, from, to],
  );
  if (rowCount !== 1) throw new LostTurn(range);
  return range;
}

/** Notes that all conversions up to one are reviewed, inside the transaction that saves them. */
export async function moveReview(
  client: PoolClient,
  range: NotedRange,
  reviewed: ConversionName,
): Promise<void> {
  const { rowCount } = await client.query(
    `UPDATE projection_batches SET reviewed_kind = $4, reviewed_id = $5
     WHERE workspace = $1 AND from_position = $2 AND to_position = $3
       AND reviewed_kind IS NOT DISTINCT FROM $6 AND reviewed_id IS NOT DISTINCT FROM $7`,
    [
      range.workspace,
      range.from,
      range.to,
      reviewed.kind,
      reviewed.id,
      range.reviewed?.kind ?? null,
      range.reviewed?.id ?? null,
    ],
  );
  if (rowCount !== 1) throw new LostTurn(range);
}

/** Ends a range and moves the checkpoint to its end, inside the transaction that saves what it changed. */
export async function finishRange(client: PoolClient, range: NotedRange): Promise<void> {
  const { workspace, from, to } = range;
  const { rowCount } = await client.query(
    'DELETE FROM projection_batches WHERE workspace = $1 AND from_position = $2 AND to_position = $3',
    [workspace, from, to],
  );
  if (rowCount !== 1) throw new LostTurn(range);
  if (!(await moveCheckpoint(client, { workspace, projection: factsProjection, from, to })))
    throw new LostTurn(range);
}
