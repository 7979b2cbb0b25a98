-- Immutable versions of conversions with their whole journey in one row. A report as of position P takes, of every key
-- (converted_at, conversion_id), the newest version at or before P, and leaves it out if that one is a tombstone.
-- ORDER BY: reports read one kind of conversion in a window of conversion time; versions of a key lie together.
-- Small granules and thresholds, so that a report on some thousand wide rows still runs on all threads.
CREATE TABLE IF NOT EXISTS journeys
(
    workspace        LowCardinality(String)     COMMENT 'Tenant.',
    kind             LowCardinality(String)     COMMENT 'Kind of conversion, such as deal.won.',
    converted_at     DateTime64(3, 'UTC') COMMENT 'Moment of the conversion, UTC, milliseconds.' CODEC(Delta, ZSTD(1)),
    conversion_id    String COMMENT 'Id of the deal, lead or subscription.' CODEC(ZSTD(1)),
    version          UInt64 COMMENT 'Log position of the commit as of which this row is true.' CODEC(Delta, ZSTD(1)),
    is_live          UInt8                      COMMENT '0: tombstone, from this version on nothing converts at this key.',
    cause            LowCardinality(String)     COMMENT 'Why this version was written, such as won, late_touch or identity_linked.',
    cause_event_id   String COMMENT 'Event that caused it. Empty: none of its own.' CODEC(ZSTD(1)),
    cause_position   UInt64 COMMENT 'Log position of that event. 0: none.' CODEC(Delta, ZSTD(1)),
    created_at       Nullable(DateTime64(3, 'UTC')) COMMENT 'When the deal, lead or subscription was created. NULL: not known.',
    amount_minor     Int64                      COMMENT 'Amount in minor units of currency. 0 where the conversion is only counted.',
    currency         LowCardinality(String)     COMMENT 'ISO 4217 code of amount_minor. Empty: the conversion has no amount.',
    value_minor      Nullable(Int64)            COMMENT 'Amount in minor units of report_currency, as known at this version. NULL: no rate, unconverted.',
    value_at_conversion_minor Nullable(Int64)   COMMENT 'The same for the amount as known when it converted. NULL: no rate.',
    report_currency  LowCardinality(String)     COMMENT 'Workspace currency of this version, ISO 4217.',
    account_id       String COMMENT 'Pseudonymous account. Empty: none.' CODEC(ZSTD(1)),
    owner            LowCardinality(String)     COMMENT 'Owner in the source system. Empty: none.',
    pipeline         LowCardinality(String)     COMMENT 'Pipeline in the source system. Empty: none.',
    has_identity     UInt8                      COMMENT '0: nobody of the buying group has an identifier, so no touch can ever be found.',
    touch_at         Array(DateTime64(3, 'UTC')) COMMENT 'Moments of all touches of the buying group at or before converted_at, whatever lookback, by (moment, event id). All touch_ arrays run in parallel. Empty: no touch.' CODEC(Delta(8), ZSTD(1)),
    touch_position   Array(UInt64) COMMENT 'Log position of each touch''s event.' CODEC(Delta(8), ZSTD(1)),
    touch_channel    Array(LowCardinality(String)) COMMENT 'Channel of each touch.' CODEC(ZSTD(1)),
    touch_interaction Array(LowCardinality(String)) COMMENT 'Interaction of each touch.' CODEC(ZSTD(1)),
    touch_source     Array(LowCardinality(String)) COMMENT 'utm_source of each touch. Empty: none.' CODEC(ZSTD(1)),
    touch_medium     Array(LowCardinality(String)) COMMENT 'utm_medium of each touch. Empty: none.' CODEC(ZSTD(1)),
    touch_campaign   Array(LowCardinality(String)) COMMENT 'utm_campaign of each touch. Empty: none.' CODEC(ZSTD(1)),
    touch_content    Array(LowCardinality(String)) COMMENT 'Content id of each touch. Empty: none.' CODEC(ZSTD(1)),
    touch_flags      Array(UInt8) COMMENT 'Bit 0: sales side. Bit 1: view (sent, opened, only seen).' CODEC(ZSTD(1)),
    touch_reach      Array(UInt8) COMMENT 'Bit 0: a contact of the deal. Bit 1: its primary contact. Bit 2: of the deal''s account, or a contact of a deal that has none.' CODEC(ZSTD(1)),
    touch_person     Array(String) COMMENT 'Pseudonymous person of each touch.' CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY workspace
ORDER BY (workspace, kind, converted_at, conversion_id, version)
SETTINGS index_granularity = 512, non_replicated_deduplication_window = 10000
COMMENT 'Journeys: a conversion with all touches of its buying group, one row a version. Pseudonymous.'
