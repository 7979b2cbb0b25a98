-- Every recorded touch, one row each, immutable; what journeys are built from.
-- ORDER BY: journeys are built for a set of persons, so a person's touches lie together and in journey order.
-- PARTITION BY, of every table: parts of other tenants are not even read for what one asks, so that no condition or function
-- of theirs, no dictionary and no count tells of them. One insert is of one tenant: one block and one part, all of it or none;
-- a month key would tear late events apart.
CREATE TABLE IF NOT EXISTS touches
(
    workspace       LowCardinality(String)      COMMENT 'Tenant.',
    person_key      String COMMENT 'Strongest pseudonymous key of the person on the event. Empty: the event names nobody that may link.' CODEC(ZSTD(1)),
    visitor_key     String COMMENT 'Key of the device (anonymous:...), else the person key; sessions are counted per visitor. Empty: none.' CODEC(ZSTD(1)),
    occurred_at     DateTime64(3, 'UTC') COMMENT 'Business moment of the touch, UTC, milliseconds.' CODEC(Delta, ZSTD(1)),
    event_id        String COMMENT 'Id of the event within its source.' CODEC(ZSTD(1)),
    position        UInt64 COMMENT 'Place of the event in the workspace''s log; unique.' CODEC(Delta, ZSTD(1)),
    event_source    LowCardinality(String)      COMMENT 'System that sent the event.',
    interaction     LowCardinality(String)      COMMENT 'What the visitor did or received, such as form_submit.',
    side            LowCardinality(String)      COMMENT 'marketing or sales.',
    is_view         UInt8                       COMMENT '1: sent, opened or only seen; gets no credit unless asked for.',
    channel         LowCardinality(String)      COMMENT 'Channel by the workspace''s rules; never empty.',
    channel_rule    LowCardinality(String)      COMMENT 'Rule that decided the channel: explicit, click-id, utm, referrer, internal-referrer, interaction, direct.',
    source          LowCardinality(String)      COMMENT 'utm_source as sent. Empty: none.',
    medium          LowCardinality(String)      COMMENT 'utm_medium as sent. Empty: none.',
    campaign        LowCardinality(String)      COMMENT 'utm_campaign as sent. Empty: none.',
    content         LowCardinality(String)      COMMENT 'utm_content as sent. Empty: none.',
    term            LowCardinality(String)      COMMENT 'utm_term as sent. Empty: none.',
    referrer_host   LowCardinality(String)      COMMENT 'Host of the referring page, lower case. Empty: no referrer.',
    landing_path    String COMMENT 'Path of the page, without query. Empty: not a page.' CODEC(ZSTD(1)),
    content_id      LowCardinality(String)      COMMENT 'Id of the page, paper, webinar or talk touched. Empty: none named.',
    account_keys    Array(String) COMMENT 'Account keys named on the event. Empty: none named.' CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY workspace
ORDER BY (workspace, person_key, occurred_at, event_id)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 10000
COMMENT 'Touches: one marketing or sales interaction of a visitor a row. Pseudonymous.'
