import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** Organisations, their keys, the idempotency of their requests, and the business clock. */
export class Tenants1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$`,
      `CREATE TABLE organisation (
         id text COLLATE "C" PRIMARY KEY,
         kind text NOT NULL CHECK (kind IN ('PARTNER', 'LENDER', 'INSURER', 'OPERATOR')),
         name text NOT NULL,
         country text NOT NULL,
         time_zone text NOT NULL,
         created_at timestamptz NOT NULL)`,
      ...protect('organisation', ['id'], 'SELECT, INSERT'),
      `CREATE TABLE api_key (
         id text COLLATE "C" NOT NULL,
         organisation_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         role text NOT NULL CHECK (role IN ('PARTNER', 'INSURER_UNDERWRITER', 'INSURER_CLAIMS', 'DASHBOARD', 'OPERATOR')),
         name text NOT NULL,
         prefix text NOT NULL,
         secret_hash bytea NOT NULL UNIQUE,
         created_at timestamptz NOT NULL,
         expires_at timestamptz,
         revoked_at timestamptz,
         last_used_at timestamptz,
         PRIMARY KEY (id, organisation_id))`,
      ...protect('api_key', ['organisation_id'], 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE idempotency_key (
         tenant_id text COLLATE "C" NOT NULL,
         key text COLLATE "C" NOT NULL,
         operation text NOT NULL,
         input_hash text NOT NULL,
         answer jsonb NOT NULL,
         created_at timestamptz NOT NULL DEFAULT now(),
         PRIMARY KEY (tenant_id, key))`,
      ...protect('idempotency_key', ['tenant_id'], 'SELECT, INSERT'),
      `CREATE TABLE business_clock (
         singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
         offset_ms bigint NOT NULL,
         rolled_to date)`,
      'INSERT INTO business_clock (offset_ms) VALUES (0)',
      `GRANT SELECT ON business_clock TO ${APP_ROLE}`,
      'ALTER TABLE business_clock ENABLE ROW LEVEL SECURITY',
      'ALTER TABLE business_clock FORCE ROW LEVEL SECURITY',
      'CREATE POLICY business_clock_read ON business_clock FOR SELECT USING (true)',
      `CREATE POLICY business_clock_write ON business_clock FOR UPDATE
         USING ((SELECT current_setting('app.scope', true)) = 'system')`,
      `GRANT UPDATE ON business_clock TO ${APP_ROLE}`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP TABLE business_clock, idempotency_key, api_key, organisation',
      'DROP FUNCTION refuse_change()',
    ]);
  }
}
