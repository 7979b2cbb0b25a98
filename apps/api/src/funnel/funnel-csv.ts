import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { FunnelAnswer, FunnelLeadsAnswer } from './funnel-answer.js';

const counts = ['entered', 'advanced', 'back', 'out', 'still'] as const;
const figures = [...counts, 'conversion', 'medianMs', 'p90Ms'] as const;

/** One row a stage of each group; without grouping, of all. */
export function funnelCsv({ report, rows, totals }: FunnelAnswer): string {
  const { groupBy, asOf } = report;
  const groups: (FunnelAnswer['totals'] & Partial<Record<string, unknown>>)[] =
    groupBy.length > 0 ? rows : [totals];
  const records = groups.flatMap((row) =>
    row.stages.map((one) => [
      ...groupBy.map((dimension) => textCell(String(row[dimension]))),
      one.stage,
      ...figures.map((name) => one[name]),
      asOf,
    ]),
  );
  return csvOf([...groupBy, 'stage', ...figures, 'asOf'], records);
}

/** One row a visit of the page. */
export const funnelLeadsCsv = ({ leads }: FunnelLeadsAnswer): string =>
  csvOf(
    ['leadId', 'stage', 'at', 'leftAt', 'fate', 'owner', 'channel', 'campaign'],
    leads.map((one) => [
      ...[textCell(one.leadId), one.stage, one.at, one.leftAt, one.fate],
      ...[textCell(one.owner), textCell(one.channel), textCell(one.campaign)],
    ]),
  );
