ALTER TABLE journeys
    ADD COLUMN IF NOT EXISTS lead_at    Array(DateTime64(3, 'UTC')) COMMENT 'Creation of the leads of the buying group at or before created_at, by moment. All lead_ arrays run in parallel. Empty: none.' CODEC(Delta(8), ZSTD(1)),
    ADD COLUMN IF NOT EXISTS lead_id    Array(String) COMMENT 'Id of each of these leads.' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS lead_reach Array(UInt8) COMMENT 'Whose lead it is, bits as in touch_reach.' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS segment    LowCardinality(String) COMMENT 'Segment of the account. Empty: none.'
