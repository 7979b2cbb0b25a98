import { decimalOf, isNothing } from './amount-text.js';
import { dayOf } from './day-text.js';
import type { SpendField } from './spend-columns.js';
import type { SpendRow, SpendTable } from './spend-table.js';

const totalWord = /^(total|gesamt|summe|totale|totales|report total|grand total)\b\s*:?/i;
/** As a whole cell: `Total`, `Total: Account`, not `Total recall`. */
const totalCell = /^(total|gesamt|summe|totale|totales|report total|grand total)\s*(:.*)?$/i;

/**
 * Whether a row is empty or a sum of others: Google begins those with `Total: …`, Meta leaves the campaign empty. What Google
 * has no currency for and costs nothing is no cost either.
 */
export function idleRow({ cells }: SpendRow, { columns }: SpendTable): 'total' | 'empty' | null {
  if (cells.every((cell) => cell.trim() === '')) return 'empty';
  const cellOf = (field: SpendField) => cells[columns.at[field] ?? -1]?.trim() ?? '';
  const isSummary = columns.preset === 'meta' && cellOf('campaign') === '';
  // not of any row: a campaign may be called Total
  const day = cellOf('day');
  const hasNoDay = day === '' || isNothing(day) || totalCell.test(day);
  const isTotal =
    (totalWord.test(cells[0]!.trim()) && dayOf(day, 'dmy') === null) ||
    (hasNoDay && cells.some((cell) => totalCell.test(cell.trim())));
  const isFree =
    columns.preset === 'google_ads' &&
    isNothing(cellOf('currency')) &&
    (isNothing(cellOf('cost')) || decimalOf(cellOf('cost'), null)?.units === 0n);
  return isSummary || isTotal || isFree ? 'total' : null;
}
