-- What customers of the last year have brought (gross margin), beside what they cost, linear model. Both views have one row a
-- channel, month and currency: each is summed alone before they meet, so that nothing is counted twice.
SELECT channel, currency, brought, customers, cost, if(customers = 0, NULL, toFloat64(brought) / toFloat64(customers)) AS brought_per_customer
FROM (
  SELECT channel, currency, sum(realised_margin_linear) AS brought, sum(customers_linear) AS customers
  FROM bi.lifetime_value WHERE month >= addMonths(toStartOfMonth(today()), -12) GROUP BY channel, currency) AS of_customers
LEFT JOIN (
  SELECT channel, currency, sum(total_cost) AS cost
  FROM bi.acquisition_cost WHERE month >= addMonths(toStartOfMonth(today()), -12) GROUP BY channel, currency) AS spent
  USING (channel, currency)
ORDER BY brought DESC
