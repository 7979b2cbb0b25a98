import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alerts that were sent, and until when each workspace was looked at. */
export class Alerts1700000000800 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE alerts (
        workspace text NOT NULL,
        alert_id text NOT NULL,
        recorded_at timestamptz(3) NOT NULL,
        type text NOT NULL,
        occurred_at timestamptz(3) NOT NULL,
        data jsonb NOT NULL,
        PRIMARY KEY (workspace, alert_id)
      );
      CREATE INDEX alerts_newest ON alerts (workspace, recorded_at, alert_id);
      CREATE TABLE alert_looks (
        workspace text PRIMARY KEY,
        looked_at timestamptz(3) NOT NULL,
        as_of bigint NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE alert_looks, alerts');
  }
}
