-- Clocks of the agreement that were kept, by owner and month in which they started. Those that run, and leads that were given
-- up in time, are in neither number; NULL: no clock has ended.
SELECT toStartOfMonth(started_at) AS month, clock, owner, countIf(state = 'met') AS met,
  countIf(state IN ('met', 'breached', 'never_worked')) AS judged, if(judged = 0, NULL, met / judged) AS kept
FROM bi.sla_clocks
GROUP BY month, clock, owner
ORDER BY month, clock, owner
