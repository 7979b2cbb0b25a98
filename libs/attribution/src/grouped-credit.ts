import type { ClickHouse } from '@touchstone/facts';
import { creditedTouches, creditQuery, type CreditRow } from './credit-query.js';
import { isTouchDimension, noLabel, type Dimension } from './dimensions.js';
import { journeySettings, type Reason } from './journeys-sql.js';
import type { Model, ModelOptions } from './models.js';
import type { AttributionParameters } from './parameters.js';
import { conversionParts, wholeConversion } from './what-is-split.js';

type Labels = Partial<Record<Dimension, string>>;

/** What one model gives a group, or what of the conversions has no credit: then labels are those of conversions alone. */
export interface Grouped {
  model: Model;
  labels: Labels;
  reason: Reason | null;
}
/** Credit in minor units of the report's currency. */
export type GroupedCredit = Grouped & { creditMinor: bigint };
/** Conversions in parts, `conversionParts` to one: they sum to whole conversions. */
export type GroupedConversions = Grouped & { parts: bigint };

/** SQL that is true for the conversions that are meant, over the columns of `journeys`, with what it is asked with. */
export interface Chosen {
  sql: string;
  params: Record<string, unknown>;
}

/** Parameters of models that split conversions. */
export type SplittingParameters = Omit<AttributionParameters, 'models'> & { models: readonly Model[] };

/**
 * Credit of the conversions of a report by `groupBy`, and what got none by reason and the dimensions of conversions in it:
 * so that sums hold for each month. With filters on touches, credit of the others is left out.
 */
export async function groupedCredit(
  clickhouse: ClickHouse,
  parameters: SplittingParameters,
  options: ModelOptions,
): Promise<GroupedCredit[]> {
  const rows = await clickhouse.query<CreditRow>(creditQuery(parameters, options, 'Int64'));
  const shown = rows.filter((row) => Number(row['is_shown'] ?? 1) === 1);
  return summed(shown, parameters, (row, at) => ({
    whole: BigInt(row.value_minor),
    credit: BigInt(row[`credit_${at}`] ?? 0),
    lacking: BigInt(row[`lacking_minor_${at}`] ?? 0),
  })).map(({ amount, ...group }) => ({ ...group, creditMinor: amount }));
}

/** How many conversions, with a rate or without, shared out by each model, in the same groups; of those `chosen` alone. */
export async function groupedConversions(
  clickhouse: ClickHouse,
  parameters: SplittingParameters,
  options: ModelOptions,
  chosen: Chosen = { sql: '1', params: {} },
): Promise<GroupedConversions[]> {
  const { groupBy } = parameters;
  const { from, models, params } = creditedTouches(parameters, options, {
    groupBy,
    touchFilters: [],
    columns: ['conversion_id'],
    ...wholeConversion,
    where: chosen.sql,
  });
  const rows = await clickhouse.query<CreditRow>({
    name: 'grouped_conversions',
    settings: journeySettings,
    params: { ...params, ...chosen.params },
    sql: `
SELECT reason, ${groupBy.map((dimension) => `by_${dimension} AS key_${dimension},`).join(' ')}
  countIf(i = 1) AS conversions,
  ${models.map(({ credit, lacks }, at) => `sum(toInt128(${credit})) AS credit_${at}, countIf(i = 1 AND ${lacks ?? '0'}) AS lacking_${at}`).join(',\n  ')}
${from}
GROUP BY ${['reason', ...groupBy.map((dimension) => `key_${dimension}`)].join(', ')}`,
  });
  return summed(rows, parameters, (row, at) => ({
    whole: BigInt(row.conversions) * conversionParts,
    credit: BigInt(row[`credit_${at}`] ?? 0),
    lacking: BigInt(row[`lacking_${at}`] ?? 0) * conversionParts,
  })).map(({ amount, ...group }) => ({ ...group, parts: amount }));
}

interface Amounts {
  whole: bigint;
  credit: bigint;
  lacking: bigint;
}

function summed(
  rows: readonly CreditRow[],
  { models, groupBy }: SplittingParameters,
  amountsOf: (row: CreditRow, at: number) => Amounts,
): (Grouped & { amount: bigint })[] {
  const sums = new Map<string, Grouped & { amount: bigint }>();
  const add = (model: Model, labels: Labels, reason: Reason | null, amount: bigint) => {
    const key = JSON.stringify([model, labels, reason]);
    const sum = sums.get(key) ?? { model, labels, reason, amount: 0n };
    sum.amount += amount;
    sums.set(key, sum);
  };
  for (const row of rows) {
    const labelsOf = (by: readonly Dimension[]): Labels =>
      Object.fromEntries(by.map((one) => [one, String(row[`key_${one}`] ?? '') || noLabel]));
    const ofConversion = labelsOf(groupBy.filter((dimension) => !isTouchDimension(dimension)));
    for (const [at, model] of models.entries()) {
      const { whole, credit, lacking } = amountsOf(row, at);
      if (row.reason !== '') add(model, ofConversion, row.reason, whole);
      else {
        add(model, labelsOf(groupBy), null, credit);
        if (lacking !== 0n) add(model, ofConversion, 'no_role_touch', lacking);
      }
    }
  }
  return [...sums.values()].filter(({ amount }) => amount !== 0n);
}
