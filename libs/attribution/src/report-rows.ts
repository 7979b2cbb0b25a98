import type { AttributionRow, InfluencedRow } from './answer.js';
import type { CreditRow } from './credit-query.js';
import { noLabel, periods } from './dimensions.js';
import type { Model } from './models.js';
import type { AttributionParameters, ReportModel } from './parameters.js';

/** Which columns of a `CreditRow` are a model's. */
export interface ModelColumns<Of = ReportModel> {
  model: Of;
  at: number;
}

/** Sums of shares carry the noise of their order; nine decimals are far above it, and make equal answers equal. */
export const rounded = (conversions: number) => Math.round(conversions * 1e9) / 1e9;

export const creditRows = (
  { model, at }: ModelColumns<Model>,
  rows: readonly CreditRow[],
  parameters: AttributionParameters,
): AttributionRow[] =>
  groupsOf(at, rows, parameters).map(({ labels, credit, conversions }) => ({
    model,
    ...labels,
    creditMinor: credit.toString(),
    conversions,
  }));

export const influencedRows = (
  { at }: ModelColumns,
  rows: readonly CreditRow[],
  parameters: AttributionParameters,
): InfluencedRow[] =>
  groupsOf(at, rows, parameters).map(({ labels, credit, conversions }) => ({
    kind: 'influenced',
    ...labels,
    influencedMinor: credit.toString(),
    conversions,
  }));

/** Groups that a model gives something, by period where that is asked for, then by credit, largest first. */
function groupsOf(at: number, rows: readonly CreditRow[], { groupBy }: AttributionParameters) {
  const dated = groupBy.filter((dimension) => periods.includes(dimension));
  return rows
    .filter((row) => Number(row[`conversions_${at}`]) > 0)
    .map((row) => ({
      credit: BigInt(row[`credit_${at}`]!),
      conversions: rounded(Number(row[`conversions_${at}`])),
      labels: Object.fromEntries(
        groupBy.map((dimension) => [dimension, String(row[`key_${dimension}`] ?? '') || noLabel]),
      ),
      period: dated.map((dimension) => row[`key_${dimension}`]).join('\n'),
    }))
    .sort(
      (a, b) =>
        compare(a.period, b.period) ||
        compare(b.credit, a.credit) ||
        compare(Object.values(a.labels).join('\n'), Object.values(b.labels).join('\n')),
    );
}

const compare = <T extends string | bigint>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
