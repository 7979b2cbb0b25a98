-- Which account a key was, version by version: as of position P of every key the newest version at or before P. All account
-- keys that events name are here, so all accounts that are known.
-- ORDER BY: joined as a whole; the versions of a key lie together.
CREATE TABLE IF NOT EXISTS account_keys
(
    workspace    LowCardinality(String)  COMMENT 'Tenant.',
    account_key  String COMMENT 'crm:<system>:account:<id> or domain:<registrable domain>.' CODEC(ZSTD(1)),
    version      UInt64 COMMENT 'Log position of the commit as of which this row is true.' CODEC(Delta, ZSTD(1)),
    account_id   String COMMENT 'Pseudonymous account that the key stands for, as in journeys.' CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY workspace
ORDER BY (workspace, account_key, version)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 10000
COMMENT 'Account keys: which account a key stands for, one row a version.'
