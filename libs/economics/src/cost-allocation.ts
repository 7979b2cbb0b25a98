import { splitByLargestRemainder } from '@touchstone/attribution';
import { compareText } from '@touchstone/timeline';
import { type Cost, unmapped } from './spend-costs.js';

/** What becomes of costs that belong to no channel: spread by media spend, or left where they are. */
export const allocations = ['media_share', 'none'] as const;
export type Allocation = (typeof allocations)[number];

/** Costs of one campaign in one channel and month. */
export interface CostCell {
  month: string;
  channel: string;
  campaign: string;
  /** Media alone. */
  mediaMinor: bigint;
  /** All kinds. */
  loadedMinor: bigint;
}

/**
 * Costs as cells of month, channel and campaign. With `media_share`, what other kinds cost without a channel (tools,
 * people, agencies) is spread in each month over the cells of channels by what their media cost, by largest remainder, each
 * kind by itself; in a month without media it stays unmapped. Nothing is lost: the cells sum to the costs.
 */
export function allocate(costs: readonly Cost[], allocation: Allocation): CostCell[] {
  const cells = new Map<string, CostCell>();
  const cellOf = ({ month, channel, campaign }: Pick<Cost, 'month' | 'channel' | 'campaign'>): CostCell => {
    const key = JSON.stringify([month, channel, campaign]);
    const cell = cells.get(key) ?? { month, channel, campaign, mediaMinor: 0n, loadedMinor: 0n };
    cells.set(key, cell);
    return cell;
  };
  const isBlended = ({ channel, kind }: Cost) =>
    allocation === 'media_share' && channel === unmapped && kind !== 'media';
  for (const cost of costs) {
    if (isBlended(cost)) continue;
    const cell = cellOf(cost);
    cell.loadedMinor += cost.costMinor;
    if (cost.kind === 'media') cell.mediaMinor += cost.costMinor;
  }
  // in an order of their own, so that ties do not depend on that of statements
  const order = [...cells.values()].sort(
    (a, b) => compareText(a.channel, b.channel) || compareText(a.campaign, b.campaign),
  );
  for (const { month, costMinor } of blendedCosts(costs.filter(isBlended))) {
    const bearing = order.filter(
      (cell) => cell.month === month && cell.channel !== unmapped && cell.mediaMinor > 0n,
    );
    if (bearing.length === 0) cellOf({ month, channel: unmapped, campaign: '' }).loadedMinor += costMinor;
    const weights = bearing.map(({ mediaMinor }) => mediaMinor);
    const parts = bearing.length > 0 ? splitByLargestRemainder(costMinor, weights) : [];
    for (const [at, part] of parts.entries()) bearing[at]!.loadedMinor += part;
  }
  return [...cells.values()];
}

/** One sum for each month and kind. */
function blendedCosts(costs: readonly Cost[]): Pick<Cost, 'month' | 'kind' | 'costMinor'>[] {
  const sums = new Map<string, Pick<Cost, 'month' | 'kind' | 'costMinor'>>();
  for (const { month, kind, costMinor } of costs) {
    const sum = sums.get(`${month} ${kind}`) ?? { month, kind, costMinor: 0n };
    sum.costMinor += costMinor;
    sums.set(`${month} ${kind}`, sum);
  }
  return [...sums.values()];
}
