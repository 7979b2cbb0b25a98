import type { ClickHouse } from '@touchstone/facts';
import type { AttributionAnswer, ModelTotals } from './answer.js';
import { creditQuery, type CreditRow } from './credit-query.js';
import { learn } from './learned.js';
import type { Model, ModelOptions } from './models.js';
import type { AttributionParameters } from './parameters.js';
import { reasons } from './journeys-sql.js';
import { convertingPaths, type PathSource } from './paths.js';
import { creditRows, influencedRows, rounded, type ModelColumns } from './report-rows.js';
import { shownParameters } from './shown-parameters.js';
import { crmTotalQuery, type TotalRow } from './total-query.js';

/**
 * The attribution report: credit of every model by group, what stays unattributed and why, and the CRM's own total of
 * the same conversions, taken by a query of its own. For every model attributed + unattributed = CRM, to the minor unit.
 * Learned models take journeys that did not convert from `nonConverting`.
 * @throws Fault `unprocessable` for what cannot be learned
 */
export async function attributionReport(
  clickhouse: ClickHouse,
  parameters: AttributionParameters,
  nonConverting: PathSource,
): Promise<AttributionAnswer> {
  const totalsAsked = clickhouse.query<TotalRow>(crmTotalQuery(parameters));
  totalsAsked.catch(() => undefined); // it is awaited below; a failure to learn comes first
  const learned = await learn(parameters, { converting: convertingPaths(clickhouse), nonConverting });
  const options: ModelOptions = { ...parameters, channelWeights: learned.channelWeights };
  const creditsAsked = (sums: 'Int64' | 'Int128') =>
    clickhouse.query<CreditRow>(creditQuery(parameters, options, sums));
  const [narrow, totals] = await Promise.all([creditsAsked('Int64'), totalsAsked]);
  const credits = fitsInt64(totals) ? narrow : await creditsAsked('Int128');
  const touched = credits.filter((row) => row.reason === '');
  const shown = touched.filter((row) => row.is_shown === 1);
  const columns = parameters.models.map((model, at): ModelColumns => ({ model, at }));
  const splitting = columns.flatMap(({ model, at }) => (model === 'influenced' ? [] : [{ model, at }]));
  const influenced = columns.find(({ model }) => model === 'influenced');
  const unattributed = splitting.flatMap((column) => unattributedOf(column, credits));
  const crm = {
    crmMinor: totals.reduce((sum, row) => sum + BigInt(row.value_minor), 0n).toString(),
    crmConversions: totals.reduce((sum, row) => sum + Number(row.conversions), 0),
  };
  return {
    report: shownParameters(parameters),
    rows: splitting.flatMap((column) => creditRows(column, shown, parameters)),
    unattributed,
    unconverted: totals
      .filter((row) => row.is_converted === 0)
      .map((row) => ({
        currency: row.currency,
        amountMinor: row.amount_minor,
        conversions: Number(row.conversions),
      })),
    totals: Object.fromEntries(
      splitting.map(({ model, at }) => {
        const without = unattributed.filter((row) => row.model === model);
        return [model, { ...attributedOf(at, touched), ...withoutOf(without), ...crm } satisfies ModelTotals];
      }),
    ),
    ...(influenced && {
      influenced: {
        rows: influencedRows(influenced, shown, parameters),
        touchedMinor: sumOfColumn(touched, 'value_minor').toString(),
        touchedConversions: Number(sumOfColumn(touched, 'conversions')),
        ...crm,
      },
    }),
    ...(parameters.details && { details: learned.details }),
  };
}

/** 64 bits wrap around, but hold what next to all windows sum to, in half the time. */
const fitsInt64 = (totals: readonly TotalRow[]) =>
  totals.reduce((sum, row) => sum + BigInt(row.bound_minor), 0n) < 2n ** 63n;

const sumOfColumn = (rows: readonly CreditRow[], column: string) =>
  rows.reduce((sum, row) => sum + BigInt(row[column] ?? 0), 0n);

/** What of the conversions has no credit by a model: those with a reason of their own, and those it has no touch for. */
function unattributedOf(
  { model, at }: { model: Model; at: number },
  credits: readonly CreditRow[],
): AttributionAnswer['unattributed'] {
  const touched = credits.filter((row) => row.reason === '');
  return reasons.flatMap((reason) => {
    const [rows, minor, count] =
      reason === 'no_role_touch'
        ? [touched, `lacking_minor_${at}`, `lacking_${at}`]
        : [credits.filter((row) => row.reason === reason), 'value_minor', 'conversions'];
    const conversions = Number(sumOfColumn(rows, count));
    if (conversions === 0) return [];
    return [{ model, reason, amountMinor: sumOfColumn(rows, minor).toString(), conversions }];
  });
}

const attributedOf = (at: number, touched: readonly CreditRow[]) => ({
  attributedMinor: sumOfColumn(touched, `credit_${at}`).toString(),
  attributedConversions: rounded(touched.reduce((sum, row) => sum + Number(row[`conversions_${at}`]), 0)),
});

const withoutOf = (rows: AttributionAnswer['unattributed']) => ({
  unattributedMinor: rows.reduce((sum, row) => sum + BigInt(row.amountMinor), 0n).toString(),
  unattributedConversions: rows.reduce((sum, row) => sum + row.conversions, 0),
});
