/**
 * SQL of the newest version of each key of a table, those that are gone left out; by the versions themselves, so that it
 * never depends on a merge.
 */
export const newest = (table: string, key: string, columns = '*'): string => `(
  SELECT ${columns} FROM ${table}
  WHERE is_live = 1 AND (workspace, ${key}, version) IN (
    SELECT workspace, ${key}, max(version) FROM ${table} GROUP BY workspace, ${key}))`;
