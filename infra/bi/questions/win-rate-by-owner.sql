-- Won of all closed deals, by the month of the close, in the time zone of the workspace.
SELECT toStartOfMonth(close_day) AS month, owner, countIf(is_won) AS won, count() AS closed, won / closed AS win_rate, sum(won_value) AS revenue
FROM bi.deals
WHERE status IN ('won', 'lost')
GROUP BY month, owner
ORDER BY month, owner
