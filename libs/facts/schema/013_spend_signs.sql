-- What the channel of a cost is decided on, so that reports can decide it by the definitions of their position.
ALTER TABLE spend
    ADD COLUMN IF NOT EXISTS given_channel LowCardinality(String) COMMENT 'Channel that the sender named, lower case. Empty: none.',
    ADD COLUMN IF NOT EXISTS source        LowCardinality(String) COMMENT 'Source as in UTM. Empty: none.',
    ADD COLUMN IF NOT EXISTS medium        LowCardinality(String) COMMENT 'Medium as in UTM. Empty: none.',
    MODIFY COLUMN channel COMMENT 'Channel by the definitions of its commit. Empty: unmapped. Reports decide it anew by theirs.'
