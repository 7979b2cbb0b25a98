import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClickHouse, type ClickHouse } from '@touchstone/facts';

/** An empty embedded ClickHouse in a folder of its own; one at a time in a process. `drop` removes it again. */
export async function freshClickHouse(): Promise<{ clickhouse: ClickHouse; drop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-facts-'));
  const clickhouse = await openClickHouse({ url: `chdb:${folder}` });
  return {
    clickhouse,
    drop: async () => {
      await clickhouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
