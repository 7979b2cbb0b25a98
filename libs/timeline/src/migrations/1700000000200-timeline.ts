import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who is who, and what converted: everything here can be rebuilt from the log. Values are `json`, not `jsonb`: they are
 * compared as text with what a commit makes of them, and `jsonb` would reorder their fields.
 */
export class Timeline1700000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE person_keys (
        workspace text NOT NULL,
        key text NOT NULL,
        public_id text NOT NULL,
        component text NOT NULL,
        first_position bigint NOT NULL,
        belongs_to text,
        belonging json,
        PRIMARY KEY (workspace, key)
      );
      CREATE INDEX person_keys_component ON person_keys (workspace, component);
      CREATE INDEX person_keys_account ON person_keys (workspace, belongs_to) WHERE belongs_to IS NOT NULL;
      CREATE INDEX person_keys_public_id ON person_keys (workspace, public_id);

      CREATE TABLE identity_evidence (
        workspace text NOT NULL,
        position bigint NOT NULL,
        nth integer NOT NULL,
        event_id text NOT NULL,
        occurred_at bigint NOT NULL,
        kind text NOT NULL,
        keys text[] NOT NULL,
        PRIMARY KEY (workspace, position, nth)
      );
      CREATE INDEX identity_evidence_anchor ON identity_evidence (workspace, (keys[1]));

      CREATE TABLE visits (
        workspace text NOT NULL,
        key text NOT NULL,
        nth integer NOT NULL,
        from_at bigint,
        from_event_id text,
        person_key text NOT NULL,
        evidence bigint,
        PRIMARY KEY (workspace, key, nth)
      );
      CREATE INDEX visits_person ON visits (workspace, person_key);

      CREATE TABLE account_keys (
        workspace text NOT NULL,
        key text NOT NULL,
        public_id text NOT NULL,
        component text NOT NULL,
        first_position bigint NOT NULL,
        account_key text NOT NULL,
        evidence bigint,
        PRIMARY KEY (workspace, key)
      );
      CREATE INDEX account_keys_component ON account_keys (workspace, component);
      CREATE INDEX account_keys_account ON account_keys (workspace, account_key);
      CREATE INDEX account_keys_public_id ON account_keys (workspace, public_id);

      CREATE TABLE account_evidence (
        workspace text NOT NULL,
        position bigint NOT NULL,
        event_id text NOT NULL,
        occurred_at bigint NOT NULL,
        keys text[] NOT NULL,
        PRIMARY KEY (workspace, position)
      );
      CREATE INDEX account_evidence_anchor ON account_evidence (workspace, (keys[1]));

      CREATE TABLE conversions (
        workspace text NOT NULL,
        kind text NOT NULL,
        conversion_id text NOT NULL,
        conversion json,
        currency text,
        currency_at_conversion text,
        rate_day text,
        written json,
        PRIMARY KEY (workspace, kind, conversion_id)
      );
      CREATE INDEX conversions_currency ON conversions (workspace, currency, rate_day);
      CREATE INDEX conversions_currency_at_conversion ON conversions (workspace, currency_at_conversion, rate_day)
        WHERE currency_at_conversion <> currency OR currency IS NULL;

      CREATE TABLE conversion_keys (
        workspace text NOT NULL,
        key text NOT NULL,
        kind text NOT NULL,
        conversion_id text NOT NULL,
        PRIMARY KEY (workspace, key, kind, conversion_id)
      );

      CREATE TABLE rates (
        workspace text NOT NULL,
        from_currency text NOT NULL,
        to_currency text NOT NULL,
        day text NOT NULL,
        rate text NOT NULL,
        occurred_at bigint NOT NULL,
        event_id text NOT NULL,
        position bigint NOT NULL,
        PRIMARY KEY (workspace, from_currency, to_currency, day)
      );

      CREATE TABLE projection_batches (
        workspace text PRIMARY KEY,
        from_position bigint NOT NULL,
        to_position bigint NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE projection_batches, rates, conversion_keys, conversions, account_evidence, account_keys,
      visits, identity_evidence, person_keys`);
  }
}
