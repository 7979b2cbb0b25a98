-- What a lead costs, by channel and month, linear model. Costs stand once a channel, month and currency, leads once a channel and
-- month: each is summed alone before they meet. Of an MQL or an opportunity: stage = 'mql', stage = 'opportunity'.
SELECT channel, month, currency, cost, leads, if(leads = 0, NULL, toFloat64(cost) / toFloat64(leads)) AS cost_of_a_lead
FROM (
  SELECT channel, month, currency, sum(total_cost) AS cost
  FROM bi.acquisition_cost GROUP BY channel, month, currency HAVING cost != 0) AS spent
LEFT JOIN (
  SELECT channel, month, sum(reached_linear) AS leads
  FROM bi.stage_credit WHERE stage = 'lead' GROUP BY channel, month) AS reached
  USING (channel, month)
ORDER BY month, cost DESC
