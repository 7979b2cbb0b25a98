import type { PoolClient } from '@touchstone/runtime';

type ColumnType = 'text' | 'bigint' | 'int' | 'json' | 'text[]';

/** Of each column its type and its value in a row. */
export type Columns<Row> = Record<string, [type: ColumnType, value: (row: Row) => unknown]>;

/**
 * Inserts or replaces all rows in one statement, an array a column. JSON and text arrays travel as lines of JSON, an
 * empty one for null: `unnest` would flatten arrays of arrays, and as elements of an array all quotes would be escaped.
 */
export async function upsert<Row>(
  client: PoolClient,
  table: string,
  key: string[],
  rows: Row[],
  columns: Columns<Row>,
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(columns);
  const asText = (type: ColumnType) => type === 'json' || type === 'text[]';
  const parameters = names.map((name, index) => {
    const [type] = columns[name]!;
    return asText(type) ? `string_to_array($${index + 1}, E'\\n', '')` : `$${index + 1}::${type}[]`;
  });
  const selected = names.map((name) => {
    const [type] = columns[name]!;
    if (type === 'json') return `${name}::json`;
    return type === 'text[]' ? `ARRAY(SELECT json_array_elements_text(${name}::json))` : name;
  });
  const updates = names.filter((name) => !key.includes(name)).map((name) => `${name} = excluded.${name}`);
  await client.query({
    name: `upsert-${table}`,
    text: `INSERT INTO ${table} (${names.join(', ')}) SELECT ${selected.join(', ')}
           FROM unnest(${parameters.join(', ')}) AS t (${names.join(', ')})
           ON CONFLICT (${key.join(', ')}) DO ${updates.length > 0 ? `UPDATE SET ${updates.join(', ')}` : 'NOTHING'}`,
    values: names.map((name) => {
      const [type, value] = columns[name]!;
      if (!asText(type)) return rows.map(value);
      const lines = rows.map((row) => {
        const content = value(row);
        return content === null ? '' : JSON.stringify(content);
      });
      return lines.join('\n');
    }),
  });
}
