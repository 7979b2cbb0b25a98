-- The curve of all customers with a subscription, linear model: customers at risk and lost are summed over channels by month,
-- and the curve is made of these sums. Curves of channels are neither added nor averaged.
SELECT months_since, at_risk, churned,
  exp(sum(log(1 - toFloat64(churned) / toFloat64(at_risk))) OVER (ORDER BY months_since)) AS survival
FROM (
  SELECT months_since, sum(at_risk_linear) AS at_risk, sum(churned_linear) AS churned
  FROM bi.retention GROUP BY months_since HAVING at_risk > 0)
ORDER BY months_since
