-- Cost by channel and month; (unmapped) is cost that no rule maps to a channel. Currencies are never added.
SELECT toStartOfMonth(day) AS month, channel, currency, sumIf(cost, kind = 'media') AS media, sum(cost) AS all_costs
FROM bi.spend_by_day
GROUP BY month, channel, currency
ORDER BY month, channel
