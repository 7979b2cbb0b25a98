-- Revenue by channel and month of winning, linear model. ONE model a chart: another one is another column.
-- (unattributed) stays in, so that the months sum to what was won. The current month is not over: leave it out.
SELECT toStartOfMonth(day) AS month, channel, any(currency) AS currency, sum(credit_linear) AS revenue, sum(deals_linear) AS won_deals
FROM bi.credit_by_channel_day
WHERE day < toStartOfMonth(today())
GROUP BY month, channel
ORDER BY month, revenue DESC
