ALTER TABLE journeys
    ADD COLUMN IF NOT EXISTS contact_key   Array(String) COMMENT 'Surviving key of each contact of the conversion, with touches or without, by key. Empty: none.' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS contact_reach Array(UInt8) COMMENT 'Reach of each contact, bits as in touch_reach.' CODEC(ZSTD(1))
