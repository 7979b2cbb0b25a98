import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of messages in quarantine, and what came beside their bytes. */
export class QuarantineResolution1700000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE quarantine
        ADD COLUMN beside text,
        ADD COLUMN resolved_at timestamptz(3),
        ADD COLUMN resolution text CHECK (resolution IN ('replayed', 'dismissed')),
        ADD COLUMN resolution_reason text,
        ADD COLUMN resolved_by text,
        ADD COLUMN became_source text,
        ADD COLUMN became_event_id text,
        ADD CHECK ((resolved_at IS NULL) = (resolution IS NULL));
      CREATE INDEX quarantine_open ON quarantine (workspace, quarantine_id) WHERE resolved_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX quarantine_open;
      ALTER TABLE quarantine DROP COLUMN beside, DROP COLUMN resolved_at, DROP COLUMN resolution,
        DROP COLUMN resolution_reason, DROP COLUMN resolved_by, DROP COLUMN became_source, DROP COLUMN became_event_id;
    `);
  }
}
