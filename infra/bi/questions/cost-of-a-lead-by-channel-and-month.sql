-- What a lead costs, by channel and month, linear model: costs of each currency beside the leads, which stand once a channel and
-- month, so that leads sum to all. Of an MQL or an opportunity: stage = 'mql', stage = 'opportunity'.
SELECT channel, month, sum(leads) AS leads, sumMap(costs) AS cost_by_currency,
  mapApply((currency, cost) -> (currency, if(leads = 0, NULL, toFloat64(cost) / toFloat64(leads))), cost_by_currency) AS cost_of_a_lead
FROM (
  SELECT channel, month, toDecimal128(0, 12) AS leads, map(currency, total_cost) AS costs FROM bi.acquisition_cost WHERE total_cost != 0
  UNION ALL
  SELECT channel, month, reached_linear, map() FROM bi.stage_credit WHERE stage = 'lead')
GROUP BY channel, month
ORDER BY month, leads DESC
