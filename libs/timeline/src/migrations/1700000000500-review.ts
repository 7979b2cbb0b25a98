import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the review of all conversions under new definitions has come; NULL: its commit is not folded yet. */
export class Review1700000000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE projection_batches ADD COLUMN reviewed_kind text, ADD COLUMN reviewed_id text',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE projection_batches DROP COLUMN reviewed_kind, DROP COLUMN reviewed_id');
  }
}
