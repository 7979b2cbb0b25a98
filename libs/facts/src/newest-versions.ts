/**
 * SQL of the newest version of every row of a versioned table as of a position, of those that are live then. Needs
 * `workspace` and `asOf`.
 * @param columns expressions over the columns of the table, beside its id
 * @param which condition that versions have to fulfil to be looked at; it must hold for all versions of an id or for none
 */
export const newestVersions = (
  table: 'deals' | 'leads' | 'subscriptions',
  id: string,
  columns: readonly string[],
  which = '',
): string => `
  SELECT * EXCEPT is_live FROM (
    SELECT ${[id, 'is_live', ...columns].join(', ')}
    FROM ${table}
    WHERE workspace = {workspace:String} AND version <= {asOf:UInt64}${which && ` AND ${which}`}
    ORDER BY workspace DESC, ${id} DESC, version DESC
    LIMIT 1 BY ${id})
  WHERE is_live = 1`;

/**
 * SQL that is true for versions of journeys that are newest of their key (workspace, kind, converted_at, conversion_id) and
 * live. Of the few moments that have several versions alone are ids read.
 * @param which condition that chooses versions by workspace, kind, moment and position
 */
export const newestJourneys = (which: string): string => `${which} AND is_live = 1
  AND (workspace, kind, converted_at, conversion_id, version) NOT IN (
    SELECT workspace, kind, converted_at, conversion_id, arrayJoin(arrayFilter(v -> v < max(version), groupArray(version)))
    FROM journeys
    WHERE ${which} AND converted_at IN (SELECT converted_at FROM journeys WHERE ${which} GROUP BY converted_at HAVING count() > 1)
    GROUP BY workspace, kind, converted_at, conversion_id)`;
