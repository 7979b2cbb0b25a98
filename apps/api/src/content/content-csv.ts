import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { ContentAnswer } from './content-answer.js';

const header = [
  ...['contentId', 'touches', 'views', 'salesUses', 'influencedPipelineMinor', 'influencedDeals'],
  ...['influencedRevenueMinor', 'influencedWonDeals', 'isUnused', 'isUnusedBySales'],
  ...['firstSeenAt', 'lastSeenAt', 'lastSalesUseAt', 'currency', 'asOf'],
];

/** One row a piece of content. */
export const contentCsv = ({ report, rows }: ContentAnswer): string =>
  csvOf(
    header,
    rows.map((row) => [
      ...[textCell(row.contentId), row.touches, row.views, row.salesUses],
      ...[row.pipeline.influencedMinor, row.pipeline.deals, row.revenue.influencedMinor, row.revenue.deals],
      ...[
        String(row.isUnused),
        String(row.isUnusedBySales),
        row.firstSeenAt,
        row.lastSeenAt,
        row.lastSalesUseAt,
      ],
      ...[report.currency, report.asOf],
    ]),
  );
