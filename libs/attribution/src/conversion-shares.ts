import { creditedTouches } from './credit-query.js';
import { isTouchDimension, type TouchDimension } from './dimensions.js';
import { journeySettings } from './journeys-sql.js';
import type { Model, ModelOptions } from './models.js';
import type { AttributionParameters } from './parameters.js';
import { wholeConversion } from './what-is-split.js';

/** SQL of an answer, with what it is asked with. */
export interface SharesSql {
  sql: string;
  params: Record<string, unknown>;
  settings: Record<string, string | number>;
}

/**
 * SQL of how a model shares out conversions over the labels of a dimension of touches: `conversion_id`, `labels` (an empty
 * text: touches without one) and `parts`, both arrays, no label twice. Parts are split as money is, by largest remainder, and
 * sum to `conversionParts`. Conversions without credit have no row, or empty ones: leaving those out here as well would let
 * the engine plan for seconds, as it pushes the condition down through every step.
 * @param chosen SQL that is true for the conversions that are meant, over the columns of `journeys`
 */
export function conversionSharesSql(
  parameters: AttributionParameters,
  options: ModelOptions,
  { model, dimension, chosen }: { model: Model; dimension: TouchDimension; chosen: string },
): SharesSql {
  if (!isTouchDimension(dimension)) throw new Error(`${dimension as string} is no dimension of touches`);
  const { journeys, perTouch, models, params } = creditedTouches(
    { ...parameters, models: [model] },
    options,
    {
      groupBy: [dimension],
      touchFilters: [],
      columns: ['conversion_id'],
      ...wholeConversion,
      where: `reason = '' AND ${chosen}`,
    },
  );
  const ofTouches = ['range(1, toUInt32(n + 1))', ...perTouch].join(', ');
  return {
    params,
    settings: journeySettings,
    // conversion by conversion: grouping some ten million touches would take far longer
    sql: `
SELECT conversion_id, tupleElement(shared, 1) AS labels, tupleElement(shared, 2) AS parts
FROM (
  SELECT conversion_id, arrayReduce('sumMap', [arrayMap(label -> toString(label), by_${dimension})], [credit]) AS shared
  FROM (
    SELECT conversion_id, by_${dimension},
      arrayMap((${['i', ...perTouch].join(', ')}) -> toInt64(${models[0]!.credit}), ${ofTouches}) AS credit
    FROM (${journeys})))`,
  };
}
