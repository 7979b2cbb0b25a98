import { groupedConversions } from '@touchstone/attribution';
import type { ClickHouse } from '@touchstone/facts';
import type { AcquisitionQuestion } from './acquisition-costs.js';
import { type AcquisitionRow, AcquisitionRows } from './acquisition-sums.js';
import { daysOf } from './calendar-days.js';
import { allocate } from './cost-allocation.js';
import { spendCosts } from './spend-costs.js';

/** Costs of a window beside the leads created in it, as in `acquisitionCosts`; of models that learn nothing. */
export async function leadCosts(
  clickhouse: ClickHouse,
  { parameters, groupBy, allocation, definitions, rates }: Omit<AcquisitionQuestion, 'basis'>,
): Promise<AcquisitionRow[]> {
  const { workspace, asOf, currency, models } = parameters;
  const asked = { ...parameters, groupBy, filters: {}, conversion: 'lead.created', details: false } as const;
  const rows = new AcquisitionRows(groupBy, models);
  const [spend, groups] = await Promise.all([
    spendCosts(clickhouse, { workspace, asOf, currency, definitions, rates, ...daysOf(parameters) }),
    groupedConversions(clickhouse, asked, { ...asked, channelWeights: {} }),
  ]);
  for (const group of groups) if (group.reason === null) rows.add(group, 'leads', group.parts);
  for (const cell of allocate(spend.costs, allocation)) rows.addCost(cell);
  return rows.sorted();
}
