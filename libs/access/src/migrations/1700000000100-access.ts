import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys by workspace. */
export class Access1700000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_keys (
        workspace text NOT NULL,
        key_id text NOT NULL,
        name text NOT NULL,
        secret_hash bytea NOT NULL,
        scopes text[] NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        revoked_at timestamptz(3),
        PRIMARY KEY (workspace, key_id)
      );
      CREATE UNIQUE INDEX api_keys_id ON api_keys (key_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api_keys');
  }
}
