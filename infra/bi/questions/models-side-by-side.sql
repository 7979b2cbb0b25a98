-- What each channel is worth by four models: read ACROSS a row; never add two columns, each alone is the whole revenue.
SELECT channel, sum(credit_first) AS first_touch, sum(credit_last) AS last_touch, sum(credit_linear) AS linear, sum(credit_w_shaped) AS w_shaped
FROM bi.credit_by_channel_day
WHERE day >= today() - 365
GROUP BY channel
ORDER BY linear DESC
