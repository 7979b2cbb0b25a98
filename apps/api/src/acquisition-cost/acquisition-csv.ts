import { textCell } from '../attribution/csv.js';
import { csvOf } from '../table-answer.js';
import type { AcquisitionAnswer } from './acquisition-answer.js';

const sums = [
  'mediaMinor',
  'loadedMinor',
  'revenueMinor',
  'customers',
  'leads',
  'mqls',
  'opportunities',
] as const;
const costs = ['cac', 'costPerLead', 'costPerMql', 'costPerOpportunity'] as const;

/**
 * One row a group, then what is unattributed: of a model all rows sum to its blended figures. A ratio that does not exist is
 * empty, and its reason is in the column beside it.
 */
export function acquisitionCsv({ report, rows, unattributed }: AcquisitionAnswer): string {
  const { groupBy, currency, asOf } = report;
  const header = [
    ...['model', ...groupBy, ...sums],
    ...costs.flatMap((name) => [`${name}PaidMinor`, `${name}LoadedMinor`, `${name}Reason`]),
    ...['roas', 'roasReason', 'currency', 'asOf'],
  ];
  const records = [
    ...rows.map((row) => [
      row.model,
      ...groupBy.map((dimension) => textCell(row[dimension] ?? '')),
      ...sums.map((name) => row[name]),
      ...costs.flatMap((name) => [row[name].paidMinor, row[name].loadedMinor, row[name].reason]),
      ...[row.roas.value, row.roas.reason, currency, asOf],
    ]),
    ...unattributed.map((row) => [
      row.model,
      ...groupBy.map((dimension) => (dimension === 'month' ? row.month : '(unattributed)')),
      ...sums.map((name) => row[name]),
      ...costs.flatMap(() => ['', '', 'unattributed']),
      ...['', 'unattributed', currency, asOf],
    ]),
  ];
  return csvOf(header, records);
}
