/**
 * SQL of the newest version of each key of a table; by the versions themselves, so that it never depends on a merge. In the
 * order of the table, from its end: nothing is sorted, and nothing kept to look up in.
 * @param key columns after the workspace, as the table is ordered
 */
export const newestVersion = (
  table: string,
  key: string | readonly string[],
  version = 'version',
): string => {
  const keys = ['workspace', key].flat();
  return `(
  SELECT * FROM ${table} ORDER BY ${[...keys, version].map((name) => `${name} DESC`).join(', ')} LIMIT 1 BY ${keys.join(', ')})`;
};

/** The same, those that are gone left out. */
export const newest = (table: 'deals' | 'leads' | 'subscriptions', key: string): string => `(
  SELECT * FROM ${newestVersion(table, key)} WHERE is_live = 1)`;
