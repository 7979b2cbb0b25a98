import { parse, type Options } from 'csv-parse';

/** A row of the file behind its headers. */
export interface FileRow {
  /** Line it begins on, from 1. */
  line: number;
  cells: string[];
  /** The row as it stands in the file, its line end too. */
  raw: string;
}

/** A file with its headers understood. */
export interface FileTable<Columns> {
  columns: Columns;
  delimiter: string;
  header: string[];
  rows: FileRow[];
}

const delimiters = [',', ';', '\t', '|'];
/** Lines in which headers are looked for: exports begin with a title, dates and the like. */
const preambleLines = 40;

const options = (delimiter: string): Options => ({
  delimiter,
  bom: true,
  raw: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
});

const lineEnds = /\r\n|\n|\r/g;

interface ParsedRecord {
  record: string[];
  raw: string;
}

/** Reads a file: the delimiter is the one with which a line becomes headers. Null: no line does. */
export async function fileTableOf<Columns>(
  text: string,
  columnsOf: (row: readonly string[]) => Columns | null,
): Promise<FileTable<Columns> | null> {
  for (const delimiter of delimiters) {
    let found: Omit<FileTable<Columns>, 'rows'> | null = null;
    const rows: FileRow[] = [];
    let line = 1;
    // in turns, so that a large file holds nobody up
    for await (const one of parse(text, options(delimiter))) {
      const { record, raw } = one as ParsedRecord;
      if (found) rows.push({ line, cells: record, raw });
      else {
        const columns = columnsOf(record);
        if (columns) found = { columns, delimiter, header: record };
        else if (line > preambleLines) break;
      }
      line += raw.match(lineEnds)?.length ?? 0;
    }
    if (found) return { ...found, rows };
  }
  return null;
}

/** Letters without marks, in lower case, single spaces: what headers are compared by. */
export const plainTitle = (title: string): string =>
  title.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase();
