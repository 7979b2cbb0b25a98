import type { ClickHouse } from '@touchstone/facts';
import type { AttributionAnswer, AttributionRow, ModelTotals } from './answer.js';
import type { Model } from './models.js';
import { isValued, type AttributionParameters } from './parameters.js';
import { creditQuery, crmTotalQuery, reasons, type CreditRow, type TotalRow } from './query.js';

/** What groups a touch that has no such label. */
export const noLabel = '(none)';

/** Sums of shares carry the noise of their order; nine decimals are far above it, and make equal answers equal. */
const rounded = (conversions: number) => Math.round(conversions * 1e9) / 1e9;

/**
 * The attribution report: credit of every model by group, what stays unattributed and why, and the CRM's own total of
 * the same conversions, taken by a query of its own. For every model attributed + unattributed = CRM, to the minor unit.
 */
export async function attributionReport(
  clickhouse: ClickHouse,
  parameters: AttributionParameters,
): Promise<AttributionAnswer> {
  const [credits, totals] = await Promise.all([
    clickhouse.query<CreditRow>(creditQuery(parameters)),
    clickhouse.query<TotalRow>(crmTotalQuery(parameters)),
  ]);
  const attributed = credits.filter((row) => row.reason === '');
  const without = credits.filter((row) => row.reason !== '');
  return {
    report: reportOf(parameters),
    rows: parameters.models.flatMap((model) => rowsOf(model, attributed, parameters)),
    unattributed: parameters.models.flatMap((model) => unattributedOf(model, without)),
    unconverted: totals
      .filter((row) => row.is_converted === 0)
      .map((row) => ({
        currency: row.currency,
        amountMinor: row.amount_minor,
        conversions: Number(row.conversions),
      })),
    totals: Object.fromEntries(
      parameters.models.map((model) => [model, totalsOf(model, attributed, without, totals)]),
    ),
  };
}

function reportOf({ workspace: _, ...parameters }: AttributionParameters): AttributionAnswer['report'] {
  return {
    ...parameters,
    models: [...parameters.models],
    groupBy: [...parameters.groupBy],
    from: new Date(parameters.from).toISOString(),
    to: new Date(parameters.to).toISOString(),
    value: isValued(parameters.conversion) ? parameters.value : 'count',
  };
}

const creditOf = (model: Model, row: CreditRow) => BigInt(row[`credit_${model}`]!);
const conversionsOf = (model: Model, row: CreditRow) => Number(row[`conversions_${model}`]);
const creditSum = (model: Model, rows: readonly CreditRow[]) =>
  rows.reduce((sum, row) => sum + creditOf(model, row), 0n);
const conversionSum = (model: Model, rows: readonly CreditRow[]) =>
  rounded(rows.reduce((sum, row) => sum + conversionsOf(model, row), 0));

/** Rows of a model, by month where that is asked for, then by credit, largest first. */
function rowsOf(
  model: Model,
  credits: readonly CreditRow[],
  { groupBy }: AttributionParameters,
): AttributionRow[] {
  const months = groupBy.includes('month');
  return credits
    .filter((row) => conversionsOf(model, row) > 0)
    .map((row) => ({
      credit: creditOf(model, row),
      keys: groupBy.map((dimension) => row[dimension] || noLabel),
      month: months ? row.month! : '',
      conversions: rounded(conversionsOf(model, row)),
    }))
    .sort(
      (a, b) =>
        compare(a.month, b.month) ||
        compare(b.credit, a.credit) ||
        compare(a.keys.join('\n'), b.keys.join('\n')),
    )
    .map(({ credit, keys, conversions }) => ({
      model,
      ...Object.fromEntries(groupBy.map((dimension, at) => [dimension, keys[at]])),
      creditMinor: credit.toString(),
      conversions,
    }));
}

const compare = <T extends string | bigint>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);

function unattributedOf(model: Model, without: readonly CreditRow[]): AttributionAnswer['unattributed'] {
  return reasons.flatMap((reason) => {
    const rows = without.filter((row) => row.reason === reason);
    if (rows.length === 0) return [];
    const amountMinor = creditSum(model, rows).toString();
    return [{ model, reason, amountMinor, conversions: conversionSum(model, rows) }];
  });
}

function totalsOf(
  model: Model,
  attributed: readonly CreditRow[],
  without: readonly CreditRow[],
  crm: readonly TotalRow[],
): ModelTotals {
  return {
    attributedMinor: creditSum(model, attributed).toString(),
    unattributedMinor: creditSum(model, without).toString(),
    crmMinor: crm.reduce((sum, row) => sum + BigInt(row.value_minor), 0n).toString(),
    attributedConversions: conversionSum(model, attributed),
    unattributedConversions: conversionSum(model, without),
    crmConversions: crm.reduce((sum, row) => sum + Number(row.conversions), 0),
  };
}
