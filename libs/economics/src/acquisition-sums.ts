import { type Grouped, type Model, noLabel } from '@touchstone/attribution';
import { compareText } from '@touchstone/timeline';
import type { CostCell } from './cost-allocation.js';

/** By what acquisition is told. */
export const acquisitionDimensions = ['channel', 'campaign', 'month'] as const;
export type AcquisitionDimension = (typeof acquisitionDimensions)[number];
export type AcquisitionLabels = Partial<Record<AcquisitionDimension, string>>;

/** What conversions are counted, in parts of `conversionParts`. */
export const acquisitionCounts = ['customers', 'leads', 'mqls', 'opportunities'] as const;
export type AcquisitionCount = (typeof acquisitionCounts)[number];

/** Sums of one row. */
export type AcquisitionSums = Record<
  'mediaMinor' | 'loadedMinor' | 'revenueMinor' | AcquisitionCount,
  bigint
>;

export interface AcquisitionRow extends AcquisitionSums {
  model: Model;
  labels: AcquisitionLabels;
}

const none = (): AcquisitionSums => ({
  ...{ mediaMinor: 0n, loadedMinor: 0n, revenueMinor: 0n },
  ...{ customers: 0n, leads: 0n, mqls: 0n, opportunities: 0n },
});

/** Rows that grow by what is added to them. Campaigns are the same whatever their capitals, as in channel rules. */
export class AcquisitionRows {
  private readonly rows = new Map<string, AcquisitionRow>();

  constructor(
    private readonly groupBy: readonly AcquisitionDimension[],
    private readonly models: readonly Model[],
  ) {}

  /** What a model gives a group. `touch_month` is the month of what is told by touches. */
  add({ model, labels }: Grouped, what: keyof AcquisitionSums, amount: bigint): void {
    this.rowOf(model, { ...labels, month: labels.month ?? labels.touch_month })[what] += amount;
  }

  /** What a cell cost, the same under every model. */
  addCost({ month, channel, campaign, mediaMinor, loadedMinor }: CostCell): void {
    for (const model of this.models) {
      const row = this.rowOf(model, { month, channel, campaign });
      row.mediaMinor += mediaMinor;
      row.loadedMinor += loadedMinor;
    }
  }

  addRow({ model, labels, ...sums }: AcquisitionRow): void {
    const row = this.rowOf(model, labels);
    for (const [what, amount] of Object.entries(sums) as [keyof AcquisitionSums, bigint][])
      row[what] += amount;
  }

  /** By model, month, cost (largest first), customers, then label. */
  sorted(): AcquisitionRow[] {
    const by = (row: AcquisitionRow) => Object.values(row.labels).join('\n');
    const larger = (a: bigint, b: bigint) => (a > b ? -1 : a < b ? 1 : 0);
    return [...this.rows.values()].sort(
      (a, b) =>
        this.models.indexOf(a.model) - this.models.indexOf(b.model) ||
        compareText(a.labels.month ?? '', b.labels.month ?? '') ||
        larger(a.loadedMinor, b.loadedMinor) ||
        larger(a.customers, b.customers) ||
        compareText(by(a), by(b)),
    );
  }

  private rowOf(model: Model, of: { [Name in AcquisitionDimension]?: string | undefined }): AcquisitionRow {
    const labels: AcquisitionLabels = Object.fromEntries(
      this.groupBy.map((dimension) => [dimension, of[dimension]?.trim() || noLabel]),
    );
    const key = JSON.stringify([model, Object.values(labels).map((label) => label.toLowerCase())]);
    const row = this.rows.get(key) ?? { model, labels, ...none() };
    // of several ways to write it one, whatever comes first
    if (compareText(labels.campaign ?? '', row.labels.campaign ?? '') < 0) row.labels = labels;
    this.rows.set(key, row);
    return row;
  }
}
