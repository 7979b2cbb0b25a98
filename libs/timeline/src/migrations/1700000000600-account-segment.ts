import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The segment last given to the account by each of its keys. */
export class AccountSegment1700000000600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account_keys ADD COLUMN segment json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account_keys DROP COLUMN segment');
  }
}
