-- Gross margins as they were published, one row a version of the rule, immutable. As of position P the newest at or before P
-- holds, for all that was ever paid: one that is published later with an earlier day says otherwise of the past as well.
-- ORDER BY: read as a whole, a few rows a workspace.
CREATE TABLE IF NOT EXISTS margins
(
    workspace    LowCardinality(String)  COMMENT 'Tenant.',
    position     UInt64                  COMMENT 'Log position of the rule; of a workspace the highest is in force.',
    from_day     Array(Date32)           COMMENT 'First day of each margin in the workspace''s zone, ascending; the first holds before its day as well. Empty: none, reports are on revenue. Both arrays run in parallel.',
    millionths   Array(UInt32)           COMMENT 'Millionths of revenue that are left after the cost of serving it, from that day until the next.'
)
ENGINE = MergeTree
PARTITION BY workspace
ORDER BY (workspace, position)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Gross margins: one row a version of the rule.'
