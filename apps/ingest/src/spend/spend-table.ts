import { type FileRow, type FileTable, fileTableOf } from '../files/file-table.js';
import { columnsOf, type PresetName, type SpendColumns } from './spend-columns.js';

export type SpendRow = FileRow;
export type SpendTable = FileTable<SpendColumns>;

/** Reads an export, of any preset or of the one asked for. Null: no line is its headers. */
export const tableOf = (text: string, asked?: PresetName): Promise<SpendTable | null> =>
  fileTableOf(text, (row) => columnsOf(row, asked));
