-- Whose a key was, version by version: as of position P of every key the newest version at or before P. A key that has none
-- is a person of its own, without an account. Whose a touch is decides the stretch that it lies in.
-- ORDER BY: joined to touches by person_key; the versions of a key lie together.
CREATE TABLE IF NOT EXISTS person_keys
(
    workspace    LowCardinality(String)  COMMENT 'Tenant.',
    person_key   String COMMENT 'Pseudonymous key of a person, as in touches.' CODEC(ZSTD(1)),
    version      UInt64 COMMENT 'Log position of the commit as of which this row is true.' CODEC(Delta, ZSTD(1)),
    from_at      Array(DateTime64(3, 'UTC')) COMMENT 'Begin of each stretch of the key''s time, with from_event; the first begins with time itself. All arrays run in parallel.' CODEC(ZSTD(1)),
    from_event   Array(String) COMMENT 'Event id that a stretch begins with; in it are the touches from (from_at, from_event) on.' CODEC(ZSTD(1)),
    person       Array(String) COMMENT 'Surviving key of the person that the key stands for in each stretch.' CODEC(ZSTD(1)),
    account_id   Array(String) COMMENT 'Pseudonymous account that this person belongs to, as in journeys. Empty: none.' CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY workspace
ORDER BY (workspace, person_key, version)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 10000
COMMENT 'Person keys: which person and account a key stands for, one row a version. Pseudonymous.'
