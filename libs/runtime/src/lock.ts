import type { Pool } from './postgres.js';

/**
 * Works under an advisory lock of PostgreSQL, over all processes.
 * @param name of the lock
 * @returns what `work` does; null: somebody else holds the lock, and nothing was done
 */
export async function ifUnlocked<T>(pool: Pool, name: string, work: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS mine',
      [name],
    );
    if (!rows[0]!.mine) return null;
    try {
      return await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]);
    }
  } finally {
    client.release();
  }
}
