import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { RestatementAnswer } from './restatement-answer.js';

/** One row a change and row of the report: the page of changes. */
export function restatementCsv({ report, changes }: RestatementAnswer): string {
  const header = [
    ...[
      'conversionId',
      'version',
      'cause',
      'causeEventId',
      'causePosition',
      'model',
      ...report.groupBy,
      'reason',
    ],
    ...['oldMinor', 'newMinor', 'currency', 'oldConversions', 'newConversions'],
  ];
  const records = changes.flatMap((change) =>
    change.credits.map((row) => [
      textCell(change.conversionId),
      change.version,
      change.cause,
      textCell(change.causeEventId),
      change.causePosition,
      row.model,
      ...report.groupBy.map((dimension) => (row.reason ? '(unattributed)' : textCell(row[dimension] ?? ''))),
      row.reason ?? '',
      row.oldMinor,
      row.newMinor,
      report.currency,
      row.oldConversions,
      row.newConversions,
    ]),
  );
  return csvOf(header, records);
}
