import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { TargetAccountsAnswer } from './target-accounts-answer.js';

const columns = [
  ...(['group', 'accounts', 'withPeople', 'withPeopleShare', 'touched', 'touchedShare', 'engaged'] as const),
  ...(['engagedShare', 'people', 'touches', 'marketingTouches', 'touchesPerAccount', 'leads'] as const),
  ...(['opportunities', 'pipelineMinor', 'won', 'revenueMinor', 'unconverted'] as const),
];

/** One row a group. */
export const targetAccountsCsv = ({ report, rows }: TargetAccountsAnswer): string =>
  csvOf(
    ['list', ...columns, 'currency', 'asOf'],
    rows.map((row) => [
      textCell(report.list ?? ''),
      ...columns.map((name) => row[name]),
      ...[report.currency, report.asOf],
    ]),
  );
