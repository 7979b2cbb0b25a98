import { dimensionSql, type TouchDimension } from './dimensions.js';
import { conversionsWithReason, journeyParams, journeySettings } from './journeys-sql.js';
import type { SharesSql } from './conversion-shares.js';
import type { AttributionParameters } from './parameters.js';

/** Labels of touches that lie in a column of their own. */
export type JourneyLabel = Exclude<TouchDimension, 'touch_month' | 'touch_week'>;

/**
 * SQL of what the journeys of a kind of conversion have: `conversion_id`, and by each dimension the labels of the touches that
 * may get credit, each once, those without a label left out.
 */
export function journeyLabelsSql(
  parameters: AttributionParameters,
  dimensions: readonly JourneyLabel[],
): SharesSql {
  const columns = dimensions.map(dimensionSql);
  return {
    params: journeyParams(parameters),
    settings: journeySettings,
    sql: `
SELECT conversion_id, ${dimensions
      .map(
        (dimension, at) =>
          `arrayDistinct(arrayFilter((x, c) -> c AND x != '', ${columns[at]}, counts)) AS ${dimension}`,
      )
      .join(', ')}
FROM (${conversionsWithReason(parameters, columns)})`,
  };
}
