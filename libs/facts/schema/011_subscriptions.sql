-- Versions of subscriptions, one row each. A report as of position P takes of every subscription_id the newest version at or
-- before P. Amounts are converted at the rate of ONE day, that of the start: what changes is what the customer pays, not a rate.
-- ORDER BY: the versions of a subscription lie together; reports read all subscriptions of a workspace.
CREATE TABLE IF NOT EXISTS subscriptions
(
    workspace        LowCardinality(String)     COMMENT 'Tenant.',
    subscription_id  String COMMENT 'Id of the subscription in its source.' CODEC(ZSTD(1)),
    version          UInt64 COMMENT 'Log position of the commit as of which this row is true.' CODEC(Delta, ZSTD(1)),
    is_live          UInt8                      COMMENT '0: gone, from this version on it is in no report.',
    account_id       String COMMENT 'Pseudonymous account, as in journeys. Empty: none.' CODEC(ZSTD(1)),
    segment          LowCardinality(String)     COMMENT 'Segment of the account. Empty: none.',
    deal_id          String COMMENT 'The deal it comes from. Empty: none named.' CODEC(ZSTD(1)),
    plan             LowCardinality(String)     COMMENT 'Plan as last named. Empty: none.',
    started_at       Nullable(DateTime64(3, 'UTC')) COMMENT 'When it first began. NULL: its start is not known.',
    churned_at       Nullable(DateTime64(3, 'UTC')) COMMENT 'When it ended. NULL: it runs.',
    status           LowCardinality(String)     COMMENT 'active or churned.',
    change_at        Array(DateTime64(3, 'UTC')) COMMENT 'Moments from which the amount a month is another one, in business order. The change_ arrays run in parallel.' CODEC(ZSTD(1)),
    change_monthly_minor Array(Nullable(Int64)) COMMENT 'The amount a month from that moment on in minor units of report_currency; 0 from churn on. NULL: no rate.' CODEC(ZSTD(1)),
    report_currency  LowCardinality(String)     COMMENT 'Workspace currency of this version, ISO 4217.',
    currency         LowCardinality(String)     COMMENT 'ISO 4217 code that it is paid in, as last said. Empty: no amount is known.'
)
ENGINE = MergeTree
PARTITION BY workspace
ORDER BY (workspace, subscription_id, version)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 10000
COMMENT 'Subscriptions: one row a version. Pseudonymous.'
