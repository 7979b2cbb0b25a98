import type { NamedQuery } from '@touchstone/facts';
import { journeyParams, journeySettings, liveJourneys, valueColumns, valueSql } from './journeys-sql.js';
import type { AttributionParameters } from './parameters.js';

export interface TotalRow {
  is_converted: number;
  currency: string;
  conversions: string;
  amount_minor: string;
  value_minor: string;
  /** Sum of the values without their signs: no sum of credit can be further from 0. */
  bound_minor: string;
}

/** What the CRM says of the same conversions, from them alone: nothing of touches or models is in it. */
export function crmTotalQuery(parameters: AttributionParameters): NamedQuery {
  return {
    name: 'attribution_crm_total',
    settings: journeySettings,
    params: journeyParams(parameters),
    sql: `
SELECT is_converted, if(is_converted, '', currency) AS currency, count() AS conversions,
  sum(toInt128(amount_minor)) AS amount_minor, sum(toInt128(ifNull(value, 0))) AS value_minor,
  sum(toInt128(abs(ifNull(value, 0)))) AS bound_minor
FROM (
  SELECT currency, amount_minor, ${valueSql(parameters)} AS value, value IS NOT NULL AS is_converted
  FROM (${liveJourneys(parameters, ['amount_minor', 'currency', ...valueColumns])})
)
GROUP BY is_converted, currency
ORDER BY is_converted, currency`,
  };
}
