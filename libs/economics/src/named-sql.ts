/** Columns of a SELECT by their names; a later one may use those before it. */
export const named = (columns: Record<string, string>): string =>
  Object.entries(columns)
    .map(([name, sql]) => (sql === name ? name : `${sql} AS ${name}`))
    .join(',\n    ');
