ALTER TABLE journeys
    ADD COLUMN IF NOT EXISTS touch_rule    Array(LowCardinality(String)) COMMENT 'Rule that decided each touch''s channel, such as utm; own:3 is the workspace''s own rule of index 3 in rules_version.' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS rules_version UInt64 COMMENT 'Log position of the definitions that classified the touches. 0: the defaults.'
