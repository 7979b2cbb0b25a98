import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A source can be disabled for a while, where a revoked key is gone for good. */
export class DisabledSources1700000000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys ADD COLUMN disabled_at timestamptz(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys DROP COLUMN disabled_at');
  }
}
