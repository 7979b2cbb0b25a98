-- Versions of leads, one row each, with what the definitions of that version make of them. A report as of position P takes of
-- every lead_id the newest version at or before P.
-- ORDER BY: the versions of a lead lie together; reports read all leads of a workspace.
CREATE TABLE IF NOT EXISTS leads
(
    workspace        LowCardinality(String)     COMMENT 'Tenant.',
    lead_id          String COMMENT 'Id of the lead in its source.' CODEC(ZSTD(1)),
    version          UInt64 COMMENT 'Log position of the commit as of which this row is true.' CODEC(Delta, ZSTD(1)),
    is_live          UInt8                      COMMENT '0: gone, from this version on it is in no report.',
    created_at       DateTime64(3, 'UTC') COMMENT 'When the lead was created, UTC, milliseconds.' CODEC(Delta, ZSTD(1)),
    person           String COMMENT 'Pseudonymous person, as in touch_person of journeys. Empty: nobody is named.' CODEC(ZSTD(1)),
    account_id       String COMMENT 'Pseudonymous account, as in journeys: the one named, else that of the person. Empty: none.' CODEC(ZSTD(1)),
    segment          LowCardinality(String)     COMMENT 'Segment of the account. Empty: none.',
    owner            LowCardinality(String)     COMMENT 'Owner in the source system. Empty: none.',
    status           LowCardinality(String)     COMMENT 'new, assigned, contacted, qualified, accepted, rejected, disqualified or converted.',
    deal_id          String COMMENT 'The deal that it became. Empty: none named.' CODEC(ZSTD(1)),
    entry_status     Array(LowCardinality(String)) COMMENT 'Statuses that the lead went through in business order, each entry for itself; a change of owner is an entry assigned. All entry_ arrays run in parallel.' CODEC(ZSTD(1)),
    entry_at         Array(DateTime64(3, 'UTC')) COMMENT 'When it entered each.' CODEC(ZSTD(1)),
    entry_position   Array(UInt64) COMMENT 'Log position of the event that says so.' CODEC(ZSTD(1)),
    entry_owner      Array(LowCardinality(String)) COMMENT 'Owner from that moment on. Empty: none.' CODEC(ZSTD(1)),
    entry_reason     Array(LowCardinality(String)) COMMENT 'Reason that the event gives. Empty: none.' CODEC(ZSTD(1)),
    stage_name       Array(LowCardinality(String)) COMMENT 'Stages of the funnel that it was in, by moment, each visit for itself. All stage_ arrays run in parallel.' CODEC(ZSTD(1)),
    stage_at         Array(DateTime64(3, 'UTC')) COMMENT 'When it entered each.' CODEC(ZSTD(1)),
    stage_left_at    Array(DateTime64(3, 'UTC')) COMMENT 'When it left each. 0 ms: it is still in.' CODEC(ZSTD(1)),
    stage_rule       Array(LowCardinality(String)) COMMENT 'Criterion of the definitions that put it there.' CODEC(ZSTD(1)),
    stage_events     Array(Array(String)) COMMENT 'Ids of the events that put it there.' CODEC(ZSTD(1)),
    sales_at         Array(DateTime64(3, 'UTC')) COMMENT 'Moments from creation on at which sales touched the person, sent mails and lead.contacted included.' CODEC(ZSTD(1)),
    intent_at        Array(DateTime64(3, 'UTC')) COMMENT 'Moments at which the person showed intent. The intent_ arrays run in parallel.' CODEC(ZSTD(1)),
    intent_rule      Array(LowCardinality(String)) COMMENT 'Rule that says so.' CODEC(ZSTD(1)),
    score_at         Array(DateTime64(3, 'UTC')) COMMENT 'Moments at which the person earned points. All score_ arrays run in parallel.' CODEC(ZSTD(1)),
    score_points     Array(Int32) COMMENT 'Points earned, before decay.' CODEC(ZSTD(1)),
    score_rule       Array(LowCardinality(String)) COMMENT 'Rule that gives them.' CODEC(ZSTD(1)),
    score_event      Array(String) COMMENT 'Id of the event that earned them.' CODEC(ZSTD(1)),
    first_channel    LowCardinality(String)     COMMENT 'Channel of the first touch of the person. Empty: no touch at or before creation.',
    first_campaign   LowCardinality(String)     COMMENT 'Campaign of that touch. Empty: none.',
    channel          LowCardinality(String)     COMMENT 'Channel of the last touch at or before creation that is not direct; direct where all are. Empty: no touch.',
    campaign         LowCardinality(String)     COMMENT 'Campaign of that touch. Empty: none.',
    source           LowCardinality(String)     COMMENT 'utm_source of that touch. Empty: none.',
    medium           LowCardinality(String)     COMMENT 'utm_medium of that touch. Empty: none.',
    rules_version    UInt64 COMMENT 'Log position of the newest definitions that the row depends on. 0: the defaults.' CODEC(Delta, ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY workspace
ORDER BY (workspace, lead_id, version)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 10000
COMMENT 'Leads: one row a version. Pseudonymous.'
