import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { PeriodAnswer } from './period-answers.js';

/** One row a row of the report, then what is unattributed by reason. */
export function periodCsv({ closing, report, rows, unattributed }: PeriodAnswer): string {
  const header = [
    ...['period', 'model', ...report.groupBy, 'reason'],
    ...['closedMinor', 'nowMinor', 'differenceMinor', 'currency', 'closedPosition', 'nowPosition'],
  ];
  const figures = (row: { closedMinor: string; nowMinor: string; differenceMinor: string }) => [
    ...[row.closedMinor, row.nowMinor, row.differenceMinor],
    ...[report.currency, report.closedPosition, report.nowPosition],
  ];
  const labels = (row: PeriodAnswer['rows'][number]) =>
    report.groupBy.map((dimension) => textCell(row[dimension] ?? ''));
  return csvOf(header, [
    ...rows.map((row) => [closing.period, row.model, ...labels(row), '', ...figures(row)]),
    ...unattributed.map((row) => [
      ...[closing.period, row.model, ...report.groupBy.map(() => '(unattributed)'), row.reason],
      ...figures(row),
    ]),
  ]);
}
