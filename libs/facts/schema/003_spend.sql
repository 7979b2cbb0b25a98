-- Statements of cost. A later statement for the same (platform, account, campaign, day, kind) replaces the earlier: the
-- highest position wins. Statements stay, so that "as of" can still be answered.
-- ORDER BY: costs are read for a period; all statements for one key lie together, the newest last.
CREATE TABLE IF NOT EXISTS spend
(
    workspace    LowCardinality(String)  COMMENT 'Tenant.',
    day          Date                    COMMENT 'Calendar day of the cost.',
    platform     LowCardinality(String)  COMMENT 'Ad platform or supplier.',
    account      LowCardinality(String)  COMMENT 'Ad account. Empty: there is one only.',
    campaign     LowCardinality(String)  COMMENT 'Campaign. Empty: a cost without one.',
    kind         LowCardinality(String)  COMMENT 'media, tools, people, agency or other.',
    position     UInt64                  COMMENT 'Log position of the statement; of one key the highest is in force.',
    cost_minor   Int64                   COMMENT 'Cost in minor units of currency; negative for a credit note.',
    currency     LowCardinality(String)  COMMENT 'ISO 4217 code of cost_minor.',
    channel      LowCardinality(String)  COMMENT 'Channel the cost belongs to. Empty: unmapped.'
)
ENGINE = MergeTree
PARTITION BY workspace
ORDER BY (workspace, day, platform, account, campaign, kind, position)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Spend: what a campaign cost on a day, one row a statement.'
