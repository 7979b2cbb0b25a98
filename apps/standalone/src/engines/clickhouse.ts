import { mkdirSync } from 'node:fs';
import { type ClickHouse, openClickHouse } from '@touchstone/facts';
import { Fault, messageOf } from '@touchstone/runtime';
import type { DataFolder } from './data-folder.js';

/**
 * Opens ClickHouse in this process, on the data folder. A process that was killed leaves nothing to stop.
 * @throws Fault `unavailable` with the engine's own reason
 */
export async function startClickHouse(data: DataFolder): Promise<ClickHouse> {
  const path = data.path('clickhouse');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  try {
    return await openClickHouse({ url: `chdb:${path}` });
  } catch (cause) {
    throw new Fault('unavailable', `ClickHouse did not start on ${path}: ${messageOf(cause)}`, { cause });
  }
}
