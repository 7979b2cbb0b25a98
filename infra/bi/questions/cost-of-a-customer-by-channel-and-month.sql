-- What a new customer cost by channel and month, linear model: sums first, then the ratio, never a mean of ratios.
-- NULL: nobody was won, which is neither 0 nor infinite. (unmapped) and (unattributed) stay in, so that costs and customers sum.
SELECT month, channel, currency, sum(total_cost) AS cost, sum(new_customers_linear) AS customers, sum(revenue_linear) AS revenue,
  if(customers = 0, NULL, toFloat64(cost) / toFloat64(customers)) AS cost_per_customer
FROM bi.acquisition_cost
WHERE month < toStartOfMonth(today())
GROUP BY month, channel, currency
ORDER BY month, cost DESC
