import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { RowAnswer } from './row-answer.js';

const header = [
  ...['conversionId', 'convertedAt', 'creditMinor', 'reportCurrency', 'conversions'],
  ...['amountMinor', 'currency', 'owner', 'pipeline', 'accountId', 'version'],
];

/** One row a conversion of the page. */
export const rowCsv = ({ report, conversions }: RowAnswer): string =>
  csvOf(
    header,
    conversions.map((one) => [
      ...[textCell(one.conversionId), one.convertedAt, one.creditMinor, report.currency, one.conversions],
      ...[
        one.amountMinor,
        one.currency,
        textCell(one.owner),
        textCell(one.pipeline),
        one.accountId,
        one.version,
      ],
    ]),
  );
