-- What later definitions make of touches that came before them, one row for all touches that they are decided alike on. As of
-- position P a touch is what the newest row says of its signs, at or before P and newer than its own rules_version; where
-- there is none, what it says itself. Few rows: only what a version of the definitions classifies otherwise than the one before.
-- ORDER BY: joined to touches as a whole; versions of a workspace lie together.
CREATE TABLE IF NOT EXISTS reclassified_touches
(
    workspace     LowCardinality(String)  COMMENT 'Tenant.',
    version       UInt64 COMMENT 'Log position of the commit whose definitions say so.' CODEC(Delta, ZSTD(1)),
    interaction   LowCardinality(String)  COMMENT 'As in touches, like the other signs.',
    given_channel LowCardinality(String)  COMMENT 'Channel that the sender named. Empty: none.',
    click_id      LowCardinality(String)  COMMENT 'Name of the click id that decides. Empty: none.',
    source        LowCardinality(String)  COMMENT 'utm_source. Empty: none.',
    medium        LowCardinality(String)  COMMENT 'utm_medium. Empty: none.',
    campaign      LowCardinality(String)  COMMENT 'utm_campaign. Empty: none.',
    referrer_host LowCardinality(String)  COMMENT 'Host of the referring page. Empty: none.',
    page_host     LowCardinality(String)  COMMENT 'Host of the page. Empty: none.',
    side          LowCardinality(String)  COMMENT 'marketing or sales, under these definitions.',
    is_view       UInt8                   COMMENT '1: gets no credit unless asked for, under these definitions.',
    channel       LowCardinality(String)  COMMENT 'Channel under these definitions.',
    channel_rule  LowCardinality(String)  COMMENT 'Rule that decides the channel under these definitions.'
)
ENGINE = MergeTree
PARTITION BY workspace
ORDER BY (workspace, version)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Reclassified touches: what definitions make of earlier touches, one row a set of signs and version.'
