import { literal } from '@touchstone/facts';
import type { InnerView } from './inner-view.js';

/** A column of a view: what it means, with its unit, and the SQL that it is. */
export interface ViewColumn {
  name: string;
  type: string;
  comment: string;
  sql: string;
}

/** A view of database `bi`: one grain, said first in its comment. Names and meanings are a contract. */
export interface View {
  name: string;
  /** What a row is, and what is to be known before summing. */
  comment: string;
  columns: readonly ViewColumn[];
  /** Everything behind the select list. Unqualified tables are those of the facts. */
  from: string;
  /** What it reads beside tables and other views of `bi`. */
  behind?: readonly InnerView[];
}

/**
 * How every view reads: as who asks it, with his rights and row policies, whatever a server takes for its default.
 */
export const asWhoAsks = 'SQL SECURITY INVOKER';

/** Statement that creates a view, or replaces it by what it is now. */
export function createViewSql({ name, comment, columns, from }: View): string {
  const declared = columns.map(
    (column) => `  ${column.name} ${column.type} COMMENT ${literal(column.comment)}`,
  );
  const selected = columns.map((column) => `  ${column.sql} AS ${column.name}`);
  return `CREATE OR REPLACE VIEW bi.${name}
(
${declared.join(',\n')}
)
${asWhoAsks}
AS SELECT
${selected.join(',\n')}
${from}
COMMENT ${literal(comment)}`;
}

/** A column without a formula of its own. @param sql where it is not the name itself */
export const column = (name: string, type: string, comment: string, sql = name): ViewColumn => ({
  ...{ name, type, comment, sql },
});

export const instant = "DateTime64(3, 'UTC')";
export const label = 'LowCardinality(String)';
export const workspaceColumn = (sql = 'workspace') =>
  column('workspace', label, 'Tenant that the row belongs to.', sql);
