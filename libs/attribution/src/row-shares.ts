import type { SharesSql } from './conversion-shares.js';
import { creditedTouches } from './credit-query.js';
import { type Dimension, isTouchDimension, noLabel } from './dimensions.js';
import type { Chosen } from './grouped-credit.js';
import { journeySettings } from './journeys-sql.js';
import type { Model, ModelOptions } from './models.js';
import type { AttributionParameters } from './parameters.js';
import { conversionParts, wholeConversion } from './what-is-split.js';

/** A row of a report by one model. */
export interface SharesOf {
  model: Model;
  /** Labels of the row; `(none)`: touches or conversions without one. */
  labels: Partial<Record<Dimension, string>>;
  /** False: what no touch earned, of the labels of conversions alone. */
  isAttributed: boolean;
  /** Whether labels are the same whatever their capitals and the spaces around them. */
  anyCapitals: boolean;
  /** The conversions that are meant; all without it. */
  chosen?: Chosen | undefined;
}

const plain = (label: string) => `lowerUTF8(trimBoth(${label}))`;

/**
 * SQL of the conversions of a row: `conversion_id`, `moment`, `account`, and `parts` of `conversionParts` that it has of each,
 * never 0. They are split as in `groupedConversions`, and sum to what that says of the row.
 */
export function rowSharesSql(
  parameters: AttributionParameters,
  options: ModelOptions,
  { model, labels, isAttributed, anyCapitals, chosen = { sql: '1', params: {} } }: SharesOf,
): SharesSql {
  const named = Object.keys(labels) as Dimension[];
  const groupBy = isAttributed ? named : named.filter((dimension) => !isTouchDimension(dimension));
  const { from, models, params } = creditedTouches({ ...parameters, models: [model] }, options, {
    ...{ groupBy, touchFilters: [], columns: ['conversion_id', 'account_id'] },
    ...{ ...wholeConversion, where: chosen.sql },
  });
  const { credit, lacks = '0' } = models[0]!;
  const isOf = (dimension: Dimension) => {
    const label = `{row_${dimension}:String}`;
    const own = `toString(by_${dimension})`;
    return anyCapitals ? `${plain(own)} = ${plain(label)}` : `${own} = ${label}`;
  };
  const parts = isAttributed
    ? `sum(toInt64(${credit}))`
    : `sum(if(i = 1 AND (reason != '' OR ${lacks}), toInt64(${conversionParts}), toInt64(0)))`;
  // a row a touch: over arrays, planning what a model of roles does takes longer than anything else
  return {
    params: {
      ...params,
      ...chosen.params,
      ...Object.fromEntries(
        groupBy.map((dimension) => [
          `row_${dimension}`,
          labels[dimension] === noLabel ? '' : labels[dimension],
        ]),
      ),
    },
    settings: journeySettings,
    sql: `
SELECT conversion_id, any(converted_at) AS moment, any(account_id) AS account, ${parts} AS parts
${from}
WHERE ${[isAttributed ? "reason = ''" : '1', ...groupBy.map(isOf)].join(' AND ')}
GROUP BY conversion_id
HAVING parts != 0`,
  };
}
