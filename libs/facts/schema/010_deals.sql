-- Versions of deals, one row each. A report as of position P takes of every deal_id the newest version at or before P, and
-- leaves it out if that one is not live. Who was the first customer of an account is a question to the reports, not stored.
-- ORDER BY: the versions of a deal lie together; reports read all deals of a workspace.
CREATE TABLE IF NOT EXISTS deals
(
    workspace        LowCardinality(String)     COMMENT 'Tenant.',
    deal_id          String COMMENT 'Id of the deal in its source.' CODEC(ZSTD(1)),
    version          UInt64 COMMENT 'Log position of the commit as of which this row is true.' CODEC(Delta, ZSTD(1)),
    is_live          UInt8                      COMMENT '0: deleted, from this version on the deal is in no report.',
    created_at       DateTime64(3, 'UTC') COMMENT 'When the deal was created, UTC, milliseconds.' CODEC(Delta, ZSTD(1)),
    status           LowCardinality(String)     COMMENT 'open, won, lost or deleted.',
    closed_at        Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was won or lost. NULL: not closed.',
    close_day        Nullable(Date32)           COMMENT 'Day of the close in the time zone of the workspace. NULL: not closed.',
    amount_minor     Int64                      COMMENT 'Latest amount in minor units of currency. 0 where none is known.',
    currency         LowCardinality(String)     COMMENT 'ISO 4217 code of amount_minor. Empty: no amount is known.',
    value_minor      Nullable(Int64)            COMMENT 'The amount in minor units of report_currency, at the rate of the close day, of an open deal of the day it was created. NULL: no rate.',
    report_currency  LowCardinality(String)     COMMENT 'Workspace currency of this version, ISO 4217.',
    account_id       String COMMENT 'Pseudonymous account, as in journeys. Empty: none.' CODEC(ZSTD(1)),
    segment          LowCardinality(String)     COMMENT 'Segment of the account. Empty: none.',
    owner            LowCardinality(String)     COMMENT 'Owner in the source system. Empty: none.',
    pipeline         LowCardinality(String)     COMMENT 'Pipeline in the source system. Empty: none.',
    stage            LowCardinality(String)     COMMENT 'Stage in the source system. Empty: none.',
    stage_name       Array(LowCardinality(String)) COMMENT 'Stages that the deal went through in business order, each entry for itself. All stage_ arrays run in parallel.' CODEC(ZSTD(1)),
    stage_at         Array(DateTime64(3, 'UTC')) COMMENT 'When it entered each stage.' CODEC(ZSTD(1)),
    stage_position   Array(UInt64) COMMENT 'Log position of the event that says so.' CODEC(ZSTD(1)),
    lost_reason      LowCardinality(String)     COMMENT 'Why it was lost, as given. Empty: none given, or not lost.',
    contact_person   Array(String) COMMENT 'Pseudonymous persons named as contacts, as in touch_person of journeys, by id. Empty: none.' CODEC(ZSTD(1)),
    last_activity_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Moment of the newest event of the deal itself that changed something. NULL: none.'
)
ENGINE = MergeTree
PARTITION BY workspace
ORDER BY (workspace, deal_id, version)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 10000
COMMENT 'Deals: one row a version. Pseudonymous.'
