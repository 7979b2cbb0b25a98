-- Immutable versions of conversions with their whole journey in one row. A report as of position P takes, of every key
-- (converted_at, conversion_id), the newest version at or before P, and leaves it out if that one is a tombstone.
-- ORDER BY: reports read one kind of conversion in a window of conversion time; versions of a key lie together.
-- Small granules and thresholds, so that a report on some thousand wide rows still runs on all threads.
CREATE TABLE IF NOT EXISTS journeys
(
    workspace        LowCardinality(String)     COMMENT 'Tenant.',
    kind             LowCardinality(String)     COMMENT 'Kind of conversion, such as deal.won.',
    converted_at     DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)) COMMENT 'Moment of the conversion, UTC, milliseconds.',
    conversion_id    String CODEC(ZSTD(1))      COMMENT 'Id of the deal, lead or subscription.',
    version          UInt64 CODEC(Delta, ZSTD(1)) COMMENT 'Log position of the commit as of which this row is true.',
    is_live          UInt8                      COMMENT '0: tombstone, from this version on nothing converts at this key.',
    cause            LowCardinality(String)     COMMENT 'Why this version was written, such as won, late_touch or identity_linked.',
    cause_event_id   String CODEC(ZSTD(1))      COMMENT 'Event that caused it. Empty: none of its own.',
    cause_position   UInt64 CODEC(Delta, ZSTD(1)) COMMENT 'Log position of that event. 0: none.',
    created_at       Nullable(DateTime64(3, 'UTC')) COMMENT 'When the deal, lead or subscription was created. NULL: not known.',
    amount_minor     Int64                      COMMENT 'Amount in minor units of currency. 0 where the conversion is only counted.',
    currency         LowCardinality(String)     COMMENT 'ISO 4217 code of amount_minor. Empty: the conversion has no amount.',
    value_minor      Nullable(Int64)            COMMENT 'Amount in minor units of report_currency, as known at this version. NULL: no rate, unconverted.',
    value_at_conversion_minor Nullable(Int64)   COMMENT 'The same for the amount as known when it converted. NULL: no rate.',
    report_currency  LowCardinality(String)     COMMENT 'Workspace currency of this version, ISO 4217.',
    account_id       String CODEC(ZSTD(1))      COMMENT 'Pseudonymous account. Empty: none.',
    owner            LowCardinality(String)     COMMENT 'Owner in the source system. Empty: none.',
    pipeline         LowCardinality(String)     COMMENT 'Pipeline in the source system. Empty: none.',
    has_identity     UInt8                      COMMENT '0: nobody of the buying group has an identifier, so no touch can ever be found.',
    touch_at         Array(DateTime64(3, 'UTC')) CODEC(Delta(8), ZSTD(1)) COMMENT 'Moments of all touches of the buying group at or before converted_at, whatever lookback, by (moment, event id). All touch_ arrays run in parallel. Empty: no touch.',
    touch_position   Array(UInt64) CODEC(Delta(8), ZSTD(1)) COMMENT 'Log position of each touch''s event.',
    touch_channel    Array(LowCardinality(String)) CODEC(ZSTD(1)) COMMENT 'Channel of each touch.',
    touch_interaction Array(LowCardinality(String)) CODEC(ZSTD(1)) COMMENT 'Interaction of each touch.',
    touch_source     Array(LowCardinality(String)) CODEC(ZSTD(1)) COMMENT 'utm_source of each touch. Empty: none.',
    touch_medium     Array(LowCardinality(String)) CODEC(ZSTD(1)) COMMENT 'utm_medium of each touch. Empty: none.',
    touch_campaign   Array(LowCardinality(String)) CODEC(ZSTD(1)) COMMENT 'utm_campaign of each touch. Empty: none.',
    touch_content    Array(LowCardinality(String)) CODEC(ZSTD(1)) COMMENT 'Content id of each touch. Empty: none.',
    touch_flags      Array(UInt8) CODEC(ZSTD(1)) COMMENT 'Bit 0: sales side. Bit 1: view (sent, opened, only seen).',
    touch_reach      Array(UInt8) CODEC(ZSTD(1)) COMMENT '0: a person of the account only, 1: a contact of the deal, 2: its primary contact.',
    touch_person     Array(String) CODEC(ZSTD(1)) COMMENT 'Pseudonymous person of each touch.'
)
ENGINE = MergeTree
ORDER BY (workspace, kind, converted_at, conversion_id, version)
SETTINGS index_granularity = 512, non_replicated_deduplication_window = 10000
COMMENT 'Journeys: a conversion with all touches of its buying group, one row a version. Pseudonymous.'
