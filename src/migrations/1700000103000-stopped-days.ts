import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runAll } from './run-all.js';

/** Holds that also stop the counter of an overdue, and the days on which it stands still, kept with the loan. */
export class StoppedDays1700000103000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `SELECT set_config('app.scope', 'system', true)`,
      `ALTER TABLE policy_hold ADD COLUMN lifted_at timestamptz, ADD COLUMN stops_claims boolean NOT NULL DEFAULT false`,
      `UPDATE policy_hold h SET lifted_at = c.occurred_at FROM state_change c
       WHERE c.machine = 'PolicyHold' AND c.subject_id = h.id AND c.to_state = 'LIFTED'`,
      `ALTER TABLE loan ADD COLUMN stopped_days datemultirange NOT NULL DEFAULT '{}'`,
      // The day on which so many days have passed since another one, those of some ranges not counted.
      `CREATE FUNCTION counted_day(since date, days integer, stopped datemultirange) RETURNS date
       LANGUAGE plpgsql IMMUTABLE AS $$
       DECLARE
         counted date := since + days;
         range daterange;
         first date;
       BEGIN
         FOR range IN SELECT unnest(stopped) LOOP
           first := greatest(lower(range), since + 1);
           EXIT WHEN first > counted;
           IF upper(range) > first THEN counted := counted + (upper(range) - first); END IF;
         END LOOP;
         RETURN counted;
       END $$`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP FUNCTION counted_day(date, integer, datemultirange)',
      'ALTER TABLE loan DROP COLUMN stopped_days',
      'ALTER TABLE policy_hold DROP COLUMN stops_claims, DROP COLUMN lifted_at',
    ]);
  }
}
