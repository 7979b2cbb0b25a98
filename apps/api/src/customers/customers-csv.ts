import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { CustomersAnswer } from './customers-answer.js';

const header = [
  ...[
    'accountId',
    'acquiredAt',
    'conversion',
    'conversionId',
    'share',
    'hasSubscription',
    'months',
    'isLost',
  ],
  ...['churnedAt', 'dealIds', 'subscriptionIds', 'asOf'],
];

/** Several ids in one cell. */
export const idsCell = (ids: readonly string[]) => textCell(ids.join(' '));

/** One row a customer of the page. */
export const customersCsv = ({ report, customers }: CustomersAnswer): string =>
  csvOf(
    header,
    customers.map((one) => [
      ...[one.accountId, one.acquiredAt, one.conversion, textCell(one.conversionId), one.share],
      ...[String(one.hasSubscription), one.months, String(one.isLost), one.churnedAt],
      ...[idsCell(one.dealIds), idsCell(one.subscriptionIds), report.asOf],
    ]),
  );
