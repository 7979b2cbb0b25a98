/**
 * SQL of the newest version of each key of a table; by the versions themselves, so that it never depends on a merge. In the
 * order of the table, from its end: nothing is sorted, and nothing kept to look up in.
 */
export const newestVersion = (table: string, key: string): string => `(
  SELECT * FROM ${table} ORDER BY workspace DESC, ${key} DESC, version DESC LIMIT 1 BY workspace, ${key})`;

/** The same, those that are gone left out. */
export const newest = (table: 'deals' | 'leads' | 'subscriptions', key: string): string => `(
  SELECT * FROM ${newestVersion(table, key)} WHERE is_live = 1)`;
