import type { Pool } from '@touchstone/runtime';
import { type BookRecord, isSubject } from './conversion-book.js';
import type { DealSubject } from './subjects.js';
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

/** Deals that name one of the account keys, and those with the ids. */
export async function dealsOfLeads(
  pool: Pool,
  workspace: string,
  { accountKeys, ids }: { accountKeys: string[]; ids: string[] },
): Promise<DealSubject[]> {
  if (accountKeys.length === 0 && ids.length === 0) return [];
  const { rows } = await pool.query<{ conversion: DealSubject }>({
    name: 'timeline-deals-of-leads',
    text: `SELECT conversion FROM conversions WHERE workspace = $1 AND kind = 'deal' AND (
        conversion_id = ANY($3) OR conversion_id IN (
          SELECT conversion_id FROM conversion_keys WHERE workspace = $1 AND kind = 'deal' AND key = ANY($2)))`,
    values: [workspace, accountKeys, ids],
  });
  return rows.map(({ conversion }) => conversion);
}

/** Ids of the deals that leads among these name. */
export const dealIdsOf = (records: readonly BookRecord[]): string[] =>
  records.flatMap((record) => {
    const subject = isSubject(record) ? record.conversion : null;
    return subject?.kind === 'lead' ? (subject.state.dealId ?? []) : [];
  });

/** Keys of the persons of leads among these that name no account: such a lead is of its person's. */
export const keysOfLeadsWithoutAccount = (records: readonly BookRecord[]): string[] =>
  records.flatMap(({ kind, conversion }) =>
    kind === 'lead' && conversion?.accountKeys.length === 0
      ? conversion.contacts.flatMap(({ keys }) => keys)
      : [],
  );
