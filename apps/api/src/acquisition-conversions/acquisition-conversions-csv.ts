import { textCell } from '../attribution/csv.js';
import { idsCell } from '../customers/customers-csv.js';
import { csvOf } from '../table-answer.js';
import type { AcquisitionConversionsAnswer } from './acquisition-conversions-answer.js';

const header = [
  ...['conversion', 'conversionId', 'convertedAt', 'share', 'accountId'],
  ...['acquiredAt', 'churnedAt', 'dealIds', 'subscriptionIds', 'asOf'],
];

/** One row a conversion of the page. */
export const acquisitionConversionsCsv = ({ report, conversions }: AcquisitionConversionsAnswer): string =>
  csvOf(
    header,
    conversions.map((one) => [
      ...[one.conversion, textCell(one.conversionId), one.convertedAt, one.share, one.accountId],
      ...[one.acquiredAt, one.churnedAt, idsCell(one.dealIds), idsCell(one.subscriptionIds), report.asOf],
    ]),
  );
