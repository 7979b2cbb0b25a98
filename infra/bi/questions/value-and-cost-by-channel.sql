-- What customers of the last year have paid, beside what they cost, linear model. Both views have one row a channel, month and
-- currency: each is summed alone before they meet, so that nothing is counted twice. Revenue, not margin.
SELECT channel, currency, paid, customers, cost, if(customers = 0, NULL, toFloat64(paid) / toFloat64(customers)) AS paid_per_customer
FROM (
  SELECT channel, currency, sum(realised_revenue_linear) AS paid, sum(customers_linear) AS customers
  FROM bi.lifetime_value WHERE month >= addMonths(toStartOfMonth(today()), -12) GROUP BY channel, currency) AS brought
LEFT JOIN (
  SELECT channel, currency, sum(total_cost) AS cost
  FROM bi.acquisition_cost WHERE month >= addMonths(toStartOfMonth(today()), -12) GROUP BY channel, currency) AS spent
  USING (channel, currency)
ORDER BY paid DESC
