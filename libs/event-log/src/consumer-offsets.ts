import type { Pool, PoolClient } from '@touchstone/runtime';

/** The offsets of one partition that an append takes: [firstOffset, nextOffset). */
export interface TakenOffsets {
  group: string;
  topic: string;
  partition: number;
  firstOffset: number;
  nextOffset: number;
}

/** Offsets that another consumer has taken already; undoes the transaction that came with them. */
export class Fenced extends Error {
  constructor(readonly nextOffset: number) {
    super(`the offsets before ${nextOffset} are taken`);
  }
}

/**
 * Takes offsets inside an append's transaction. A consumer that was left behind (paused past its session, then woken)
 * comes with offsets that its successor has taken: it is fenced.
 * @throws Fenced with the offset to go on from.
 */
export async function takeOffsets(client: PoolClient, offsets: readonly TakenOffsets[]): Promise<void> {
  // in one order for everybody, so that two appends never wait for each other
  const ordered = offsets.toSorted((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
  );
  for (const taken of ordered) await takeOffsetsOfOne(client, taken);
}

async function takeOffsetsOfOne(client: PoolClient, taken: TakenOffsets): Promise<void> {
  const key = [taken.group, taken.topic, taken.partition];
  const { rows } = await client.query<{ next_offset: number }>({
    name: 'take-offsets',
    text: `INSERT INTO consumer_offsets AS held (consumer_group, topic, partition, next_offset) VALUES ($1, $2, $3, $4)
           ON CONFLICT (consumer_group, topic, partition) DO UPDATE SET next_offset = $4 WHERE held.next_offset <= $5
           RETURNING next_offset`,
    values: [...key, taken.nextOffset, taken.firstOffset],
  });
  if (rows[0]) return;
  const held = await client.query<{ next_offset: number }>(
    'SELECT next_offset FROM consumer_offsets WHERE consumer_group = $1 AND topic = $2 AND partition = $3',
    key,
  );
  throw new Fenced(held.rows[0]!.next_offset);
}

/** Next offsets of a group by `topic/partition`; partitions never taken from are absent. */
export async function readOffsets(pool: Pool, group: string): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ topic: string; partition: number; next_offset: number }>(
    'SELECT topic, partition, next_offset FROM consumer_offsets WHERE consumer_group = $1',
    [group],
  );
  return new Map(rows.map((row) => [`${row.topic}/${row.partition}`, row.next_offset]));
}
