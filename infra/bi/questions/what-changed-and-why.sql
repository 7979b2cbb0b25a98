-- What the 10,000 places of the log before the last change changed of credit, by cause and channel, linear model. All causes sum to the difference
-- of the reports before and after; GET /v1/restatements names the event behind each change.
SELECT cause, channel, currency, sum(credit_linear) AS change, uniqExact(deal_id) AS deals
FROM bi.restatements
WHERE position > (SELECT max(position) FROM bi.restatements) - 10000
GROUP BY cause, channel, currency
HAVING change != 0
ORDER BY abs(change) DESC
