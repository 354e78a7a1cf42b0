import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

// As PostgreSQL writes an expression back; the name of the column is the function's.
const PER_ROW = `(( SELECT NULLIF(current_setting('app.tenants'::text, true), ''::text) AS "nullif"))::text[]`;
const ONCE = `(SELECT nullif(current_setting('app.tenants', true), '')::text[])::text[]`;

const rewrite = (from: string, to: string): string => `DO $$
  DECLARE found record;
  BEGIN
    FOR found IN SELECT tablename, policyname, qual, with_check FROM pg_policies
                 WHERE schemaname = 'public' AND strpos(qual, $old$${from}$old$) > 0 LOOP
      EXECUTE format('ALTER POLICY %I ON %I USING (%s) WITH CHECK (%s)', found.policyname, found.tablename,
        replace(found.qual, $old$${from}$old$, $new$${to}$new$), replace(found.with_check, $old$${from}$old$, $new$${to}$new$));
    END LOOP;
  END $$`;

/** Policies of earlier tables read the text of the tenants' array again for every row; now once a statement. */
export class TenantsReadOnce1700000095000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [rewrite(PER_ROW, ONCE)]);
  }

  async down(): Promise<void> {
    // Both forms mean the same.
  }
}
