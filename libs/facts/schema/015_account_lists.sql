-- Statements that an account is on a target list, or off it, immutable. As of position P an account is on a list if the last
-- statement at or before P of any of its keys, by (occurred_at, event_id), says so.
-- ORDER BY: reports read one list, or all of a workspace.
CREATE TABLE IF NOT EXISTS account_lists
(
    workspace    LowCardinality(String)  COMMENT 'Tenant.',
    list         LowCardinality(String)  COMMENT 'Name of the list. Empty: none given.',
    account_key  String COMMENT 'Strongest key of the account on the event, as in account_keys.' CODEC(ZSTD(1)),
    occurred_at  DateTime64(3, 'UTC') COMMENT 'Business moment of the statement, UTC, milliseconds.' CODEC(Delta, ZSTD(1)),
    event_id     String COMMENT 'Id of the event within its source.' CODEC(ZSTD(1)),
    position     UInt64 COMMENT 'Place of the event in the workspace''s log; unique.' CODEC(Delta, ZSTD(1)),
    is_on        UInt8                   COMMENT '1: on the list from then on. 0: off it.'
)
ENGINE = MergeTree
PARTITION BY workspace
ORDER BY (workspace, list, account_key, position)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 10000
COMMENT 'Target lists: statements of who is on which list, one row an event.'
