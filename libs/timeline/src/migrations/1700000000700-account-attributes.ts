import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The attributes last given to the account by each of its keys. */
export class AccountAttributes1700000000700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account_keys ADD COLUMN attributes json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account_keys DROP COLUMN attributes');
  }
}
