import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log, its heads, checkpoints, consumer offsets and the quarantine. */
export class EventLog1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE events (
        workspace text NOT NULL,
        position bigint NOT NULL,
        source text NOT NULL,
        event_id text NOT NULL,
        type text NOT NULL,
        stream text NOT NULL,
        stream_version integer NOT NULL,
        occurred_at timestamptz(3) NOT NULL,
        received_at timestamptz(3) NOT NULL,
        recorded_at timestamptz(3) NOT NULL,
        commit bigint NOT NULL,
        data jsonb NOT NULL,
        links jsonb NOT NULL,
        content_hash bytea NOT NULL,
        digest bytea NOT NULL,
        PRIMARY KEY (workspace, position)
      );
      CREATE UNIQUE INDEX events_identity ON events (workspace, source, event_id);
      CREATE UNIQUE INDEX events_stream ON events (workspace, stream, stream_version);

      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the event log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
      END $$;
      CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

      CREATE TABLE log_heads (
        workspace text PRIMARY KEY,
        position bigint NOT NULL,
        digest bytea NOT NULL,
        recorded_at timestamptz(3) NOT NULL
      );
      CREATE TABLE checkpoints (
        workspace text NOT NULL,
        projection text NOT NULL,
        position bigint NOT NULL,
        PRIMARY KEY (workspace, projection)
      );
      CREATE TABLE consumer_offsets (
        consumer_group text NOT NULL,
        topic text NOT NULL,
        partition integer NOT NULL,
        next_offset bigint NOT NULL,
        PRIMARY KEY (consumer_group, topic, partition)
      );
      CREATE TABLE quarantine (
        workspace text NOT NULL,
        quarantine_id bigint GENERATED ALWAYS AS IDENTITY,
        reason text NOT NULL,
        detail text NOT NULL,
        door text NOT NULL,
        origin text,
        event_source text,
        event_id text,
        raw bytea NOT NULL,
        received_at timestamptz(3) NOT NULL,
        PRIMARY KEY (workspace, quarantine_id)
      );
      CREATE UNIQUE INDEX quarantine_origin ON quarantine (workspace, origin) WHERE origin IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE quarantine, consumer_offsets, checkpoints, log_heads, events; DROP FUNCTION refuse_change()',
    );
  }
}
