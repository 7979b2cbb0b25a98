import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { RetentionAnswer } from './retention-answer.js';

const columns = ['month', 'atRisk', 'lost', 'censored', 'survival', 'standardError'] as const;

/** One row a month of each curve, in the order of the rows; then `(unattributed)` and `(total)`. */
export function retentionCsv({ report, rows, unattributed, total }: RetentionAnswer): string {
  const { groupBy, asOf } = report;
  const linesOf = (label: string, { curve, medianMonths }: RetentionAnswer['total']) =>
    curve.map((point) => [label, ...columns.map((column) => point[column]), medianMonths, asOf]);
  return csvOf(
    [groupBy, ...columns, 'medianMonths', 'asOf'],
    [
      ...rows.flatMap((row) => linesOf(textCell(row[groupBy] ?? ''), row)),
      ...unattributed.flatMap((row) => linesOf('(unattributed)', row)),
      ...linesOf('(total)', total),
    ],
  );
}
