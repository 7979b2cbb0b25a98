import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { RestatementAnswer } from './restatement-answer.js';
import type { SpendRestatement } from './spend-restatement.js';

const spendKey = ['platform', 'account', 'campaign', 'day', 'kind', 'channel'] as const;
const spendColumns = [
  ...['spendPlatform', 'spendAccount', 'spendCampaign', 'spendDay', 'spendKind', 'spendChannel'],
];

/**
 * The page of changes: a `credit` row for each change and row of the report, then a `spend` row for each statement; one that
 * is in another currency than before has two, so that what is new less what is old sums by currency.
 */
export function restatementCsv({ report, changes, spend }: RestatementAnswer): string {
  const { groupBy } = report;
  const header = [
    ...['line', 'conversionId', 'version', 'cause', 'causeEventId', 'causePosition', 'model', ...groupBy],
    ...['reason', 'oldMinor', 'newMinor', 'currency', 'oldConversions', 'newConversions', ...spendColumns],
  ];
  const credit = changes.flatMap((change) =>
    change.credits.map((row) => [
      ...['credit', textCell(change.conversionId), change.version, change.cause],
      ...[textCell(change.causeEventId), change.causePosition, row.model],
      ...groupBy.map((dimension) => (row.reason ? '(unattributed)' : textCell(row[dimension] ?? ''))),
      ...[row.reason ?? '', row.oldMinor, row.newMinor, report.currency],
      ...[row.oldConversions, row.newConversions, ...spendColumns.map(() => '')],
    ]),
  );
  const statements = spend.changes.flatMap((change) =>
    amountsOf(change).map(({ oldMinor, newMinor, currency }) => [
      ...[
        'spend',
        '',
        change.causePosition,
        change.cause,
        textCell(change.causeEventId),
        change.causePosition,
      ],
      ...['', ...groupBy.map(() => ''), '', oldMinor, newMinor, currency, '', ''],
      ...spendKey.map((name) => textCell(change[name])),
    ]),
  );
  return csvOf(header, [...credit, ...statements]);
}

function amountsOf({ before, after }: SpendRestatement['changes'][number]) {
  const { currency, costMinor: newMinor } = after;
  if (before === null || before.currency === currency)
    return [{ oldMinor: before?.costMinor ?? '0', newMinor, currency }];
  return [
    { oldMinor: before.costMinor, newMinor: '0', currency: before.currency },
    { oldMinor: '0', newMinor, currency },
  ];
}
