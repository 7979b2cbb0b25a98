-- What a touch's channel and eligibility are decided on, so that they can be decided anew under other definitions.
ALTER TABLE touches
    ADD COLUMN IF NOT EXISTS given_channel LowCardinality(String) COMMENT 'Channel that the sender named, lower case. Empty: none.',
    ADD COLUMN IF NOT EXISTS click_id      LowCardinality(String) COMMENT 'Name of the click id that decides, such as gclid; never its value. Empty: none.',
    ADD COLUMN IF NOT EXISTS page_host     LowCardinality(String) COMMENT 'Host of the page, lower case. Empty: not a page, or its URL is not known.',
    ADD COLUMN IF NOT EXISTS rules_version UInt64 COMMENT 'Log position of the definitions that classified it. 0: the defaults.' CODEC(Delta, ZSTD(1))
