-- Clocks of the agreement between marketing and sales, worked out when a version of a lead is written: reports sum them.
-- One column with all that belongs together: a report of all leads reads it in half the time that parallel arrays take.
ALTER TABLE leads
    ADD COLUMN IF NOT EXISTS clocks Array(Tuple(
        life_at              DateTime64(3, 'UTC'),
        owner                LowCardinality(String),
        is_high_intent       UInt8,
        assigned_at          DateTime64(3, 'UTC'),
        qualified_at         DateTime64(3, 'UTC'),
        touched_at           DateTime64(3, 'UTC'),
        outcome              LowCardinality(String),
        contact_ended_at     DateTime64(3, 'UTC'),
        contact_due_at       DateTime64(3, 'UTC'),
        contact_ms           Int64,
        disposition_ended_at DateTime64(3, 'UTC'),
        disposition_due_at   DateTime64(3, 'UTC'),
        disposition_ms       Int64,
        system_delay_ms      Int64,
        waited_at            DateTime64(3, 'UTC'),
        wait_ended_at        DateTime64(3, 'UTC')
    )) COMMENT 'One element a life in which it was assigned, was qualified or waited. Moments of 0 ms and durations (working milliseconds) of -1: there is none. life_at: when the life began. owner: when contact started, else when the wait began. is_high_intent: intent was shown shortly before contact started. Contact runs from assigned_at (first assignment), else qualified_at, and is done at touched_at (first sales touch). Disposition runs from qualified_at (first MQL visit, else first qualified by the source), and is done by outcome (accepted, rejected, disqualified, converted). ended_at: done, or the life ended without it. due_at: the working time is over; 0 ms: not in 20 years. ms: from start to end. system_delay_ms: from qualification to assignment. waited_at: intent without a sales touch, until wait_ended_at.' CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS decisions Array(Tuple(
        decided_at           DateTime64(3, 'UTC'),
        outcome              LowCardinality(String),
        owner                LowCardinality(String),
        reason               LowCardinality(String),
        is_contacted         UInt8
    )) COMMENT 'One element a decision of sales. outcome: accepted, rejected or disqualified. owner: from that moment on. reason: as given. is_contacted: 1 where sales had touched the lead in that life.' CODEC(ZSTD(1))
