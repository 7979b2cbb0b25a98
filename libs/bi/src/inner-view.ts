import { literal } from '@touchstone/facts';
import { asWhoAsks } from './view.js';

/** A query that views of `bi` read, as a view beside the facts: it is not for who asks, and is asked by no name. */
export interface InnerView {
  name: string;
  comment: string;
  /** Unqualified tables are those of the facts. */
  sql: string;
}

/** Statement that creates an inner view, or replaces it by what it is now. */
export const createInnerViewSql = ({ name, comment, sql }: InnerView): string =>
  `CREATE OR REPLACE VIEW ${name} ${asWhoAsks} AS ${sql}\nCOMMENT ${literal(comment)}`;
