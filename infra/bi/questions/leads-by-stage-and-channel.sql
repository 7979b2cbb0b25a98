-- Leads that ever entered each stage, by the month they entered; who comes back counts once a month.
SELECT toStartOfMonth(entered_at) AS month, stage, channel, uniqExact(subject_id) AS leads
FROM bi.stage_entries
WHERE subject = 'lead'
GROUP BY month, stage, channel
ORDER BY month, stage, leads DESC
