import type { Pool } from '@touchstone/runtime';
import type { ConversionRecord } from './conversion-book.js';
import { conversionColumns } from './conversion-columns.js';

/** The creations of all leads that name one of the persons' keys. */
export async function leadsOfKeys(
  pool: Pool,
  workspace: string,
  keys: string[],
): Promise<ConversionRecord[]> {
  if (keys.length === 0) return [];
  const { rows } = await pool.query<ConversionRecord>({
    name: 'timeline-leads',
    text: `SELECT ${conversionColumns} FROM conversions
      WHERE workspace = $1 AND (kind, conversion_id) IN (
        SELECT kind, conversion_id FROM conversion_keys
        WHERE workspace = $1 AND key = ANY($2) AND kind = 'lead.created')`,
    values: [workspace, keys],
  });
  return rows;
}
