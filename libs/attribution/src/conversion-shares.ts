import { creditedTouches } from './credit-query.js';
import { isTouchDimension, type TouchDimension } from './dimensions.js';
import { journeySettings } from './journeys-sql.js';
import type { Model, ModelOptions } from './models.js';
import type { AttributionParameters } from './parameters.js';

/** Parts that a conversion is split into: shares to 12 digits, that sum to the whole. */
export const conversionParts = 1_000_000_000_000n;

/** SQL of an answer, with what it is asked with. */
export interface SharesSql {
  sql: string;
  params: Record<string, unknown>;
  settings: Record<string, string | number>;
}

/**
 * SQL of how a model shares out conversions over the labels of a dimension of touches: `conversion_id`, `labels` (an empty
 * text: touches without one) and `parts`, both arrays, no label twice. Parts are split as money is, by largest remainder, and
 * sum to `conversionParts`. Conversions without credit have no row.
 * @param chosen SQL that is true for the conversions that are meant, over the columns of `journeys`
 */
export function conversionSharesSql(
  parameters: AttributionParameters,
  options: ModelOptions,
  { model, dimension, chosen }: { model: Model; dimension: TouchDimension; chosen: string },
): SharesSql {
  if (!isTouchDimension(dimension)) throw new Error(`${dimension as string} is no dimension of touches`);
  const { from, models, params } = creditedTouches({ ...parameters, models: [model] }, options, {
    groupBy: [dimension],
    touchFilters: [],
    columns: ['conversion_id'],
    amount: `toUInt64(${conversionParts})`,
    sign: '1',
    where: `reason = '' AND ${chosen}`,
  });
  return {
    params,
    settings: journeySettings,
    sql: `
SELECT conversion_id, groupArray(label) AS labels, groupArray(part) AS parts
FROM (
  SELECT conversion_id, toString(by_${dimension}) AS label, sum(toInt64(${models[0]!.credit})) AS part
  ${from}
  GROUP BY conversion_id, label
  HAVING part > 0
)
GROUP BY conversion_id`,
  };
}
