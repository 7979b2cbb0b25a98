import type { Pool } from '@touchstone/runtime';
import type { BookRecord } from './conversion-book.js';
import { conversionColumns } from './conversion-columns.js';

/** All leads that name one of the persons' keys, and their creations. */
export async function leadsOfKeys(pool: Pool, workspace: string, keys: string[]): Promise<BookRecord[]> {
  if (keys.length === 0) return [];
  const { rows } = await pool.query<BookRecord>({
    name: 'timeline-leads',
    text: `SELECT ${conversionColumns} FROM conversions
      WHERE workspace = $1 AND (kind, conversion_id) IN (
        SELECT kind, conversion_id FROM conversion_keys
        WHERE workspace = $1 AND key = ANY($2) AND kind IN ('lead', 'lead.created'))`,
    values: [workspace, keys],
  });
  return rows;
}
