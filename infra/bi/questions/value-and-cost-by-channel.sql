-- What customers of the last year have brought (gross margin), beside what they cost, linear model. Both views have one row a
-- channel, month and currency: their rows are put below each other and summed, so that nothing is counted twice or left out. What a
-- platform billed in another currency is a row of its own, with no customers: it is cost of the channel as well.
SELECT channel, currency, sum(brought) AS brought, sum(customers) AS customers, sum(cost) AS cost,
  if(customers = 0, NULL, toFloat64(brought) / toFloat64(customers)) AS brought_per_customer
FROM (
  SELECT channel, currency, month, realised_margin_linear AS brought, customers_linear AS customers, 0 AS cost FROM bi.lifetime_value
  UNION ALL
  SELECT channel, currency, month, 0, 0, total_cost FROM bi.acquisition_cost)
WHERE month >= addMonths(toStartOfMonth(today()), -12)
GROUP BY channel, currency
ORDER BY brought DESC
