import { type FileRow, type FileTable, plainTitle } from '../files/file-table.js';
import type { TargetOptions } from './target-options.js';

/** Places of the columns. */
export interface TargetColumns {
  domain?: number;
  crmId?: number;
  list?: number;
}

/** `data` of an `account.targeted.v1`. */
export interface TargetData {
  account: { domain?: string; crmIds?: string[] };
  list: string;
}

/** What a row says; or why it says nothing. */
export type TargetRow = { row: FileRow; data: TargetData } | { row: FileRow; detail: string };

const titles: Record<keyof TargetColumns, readonly string[]> = {
  domain: ['domain', 'company domain name', 'company domain', 'account domain', 'website', 'web site', 'url'],
  crmId: ['crm id', 'crm_id', 'crmid', 'account id', 'account_id', 'company id', 'record id'],
  list: ['list', 'target list', 'target_list', 'abm list', 'segment list'],
};

/** A row as headers: those of a file of accounts have a domain or a CRM id. */
export function targetColumnsOf(row: readonly string[]): TargetColumns | null {
  const found = row.map(plainTitle);
  const columns: TargetColumns = {};
  for (const [field, names] of Object.entries(titles) as [keyof TargetColumns, readonly string[]][]) {
    const name = names.find((one) => found.includes(one));
    if (name !== undefined) columns[field] = found.indexOf(name);
  }
  return columns.domain === undefined && columns.crmId === undefined ? null : columns;
}

/** The rows of a file; empty ones are left out. */
export const targetRowsOf = (
  { columns, rows }: FileTable<TargetColumns>,
  options: Pick<TargetOptions, 'list' | 'crm'>,
): TargetRow[] =>
  rows
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map((row) => {
      const said = dataOf(row, columns, options);
      return typeof said === 'string' ? { row, detail: said } : { row, data: said };
    });

function dataOf(
  { cells }: FileRow,
  columns: TargetColumns,
  { list: usual, crm }: Pick<TargetOptions, 'list' | 'crm'>,
): TargetData | string {
  const cell = (field: keyof TargetColumns) => {
    const at = columns[field];
    return at === undefined ? '' : (cells[at] ?? '').trim();
  };
  const [domain, id] = [hostOf(cell('domain')), cell('crmId')];
  const list = cell('list') || usual;
  if (!domain && !id) return 'domain: is empty, and so is the CRM id; give one of them';
  if (!list) return 'list: is empty; name one in the row, or beside the file, such as list=abm-2026';
  const isTyped = id.startsWith('crm:');
  if (id && !isTyped && !crm)
    return 'crmId: is not crm:<system>:account:<id>; write it so, or name the CRM beside the file, such as crm=hubspot';
  const crmId = isTyped ? id : `crm:${crm}:account:${id}`;
  return { account: { ...(domain && { domain }), ...(id && { crmIds: [crmId] }) }, list };
}

/** The host of what may be written as an address. */
const hostOf = (text: string): string => text.replace(/^[a-z]+:\/\//i, '').replace(/[/?#:].*$/, '');
