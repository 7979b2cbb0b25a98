import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { VelocityAnswer, VelocityDealsAnswer } from './velocity-answer.js';

const figures = [
  ...([
    'opportunities',
    'won',
    'lost',
    'winRate',
    'wonMinor',
    'averageDealMinor',
    'medianCycleDays',
  ] as const),
  ...(['p90CycleDays', 'perDayMinor', 'reason', 'open', 'openMinor', 'stalled', 'stalledMinor'] as const),
  'unconverted',
] as const;
const sourced = ['deals', 'valueMinor', 'sourced', 'sourcedMinor', 'influenced', 'influencedMinor'] as const;

/** One row a group; without grouping, of all. */
export function velocityCsv({ report, rows, totals }: VelocityAnswer): string {
  const { groupBy, currency, asOf } = report;
  const groups: (VelocityAnswer['totals'] & Partial<Record<string, unknown>>)[] =
    groupBy.length > 0 ? rows : [totals];
  const named = (prefix: string) => sourced.map((name) => `${prefix}.${name}`);
  return csvOf(
    [...groupBy, ...figures, ...named('pipeline'), ...named('revenue'), 'currency', 'asOf'],
    groups.map((row) => [
      ...groupBy.map((dimension) => textCell(String(row[dimension]))),
      ...figures.map((name) => row[name]),
      ...sourced.map((name) => row.marketing.pipeline[name]),
      ...sourced.map((name) => row.marketing.revenue[name]),
      ...[currency, asOf],
    ]),
  );
}

/** One row a deal of the page. */
export const velocityDealsCsv = ({ report, deals }: VelocityDealsAnswer): string =>
  csvOf(
    [
      ...['dealId', 'createdAt', 'closedAt', 'status', 'stage', 'valueMinor', 'currency', 'activeAt'],
      ...['stageP90Ms', 'owner', 'pipeline', 'segment'],
    ],
    deals.map((one) => [
      ...[textCell(one.dealId), one.createdAt, one.closedAt, one.status, textCell(one.stage)],
      ...[one.valueMinor, report.currency, one.activeAt, one.stageP90Ms],
      ...[textCell(one.owner), textCell(one.pipeline), textCell(one.segment)],
    ]),
  );
