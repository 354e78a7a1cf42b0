import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'] as const;

/** The insurer's books: double entry, append-only, every journal zero per currency when its transaction commits. */
export class Ledger1700000007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE journal (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         policy_id text COLLATE "C" NOT NULL,
         kind text NOT NULL,
         subject_id text COLLATE "C" NOT NULL,
         booked_on date NOT NULL,
         recorded_at timestamptz NOT NULL,
         reverses text COLLATE "C",
         PRIMARY KEY (id, insurer_id),
         FOREIGN KEY (policy_id, partner_id) REFERENCES policy (id, partner_id),
         FOREIGN KEY (reverses, insurer_id) REFERENCES journal (id, insurer_id))`,
      'CREATE INDEX journal_by_policy ON journal (policy_id, id)',
      ...appendOnly('journal'),
      ...protect('journal', PARTIES, 'SELECT, INSERT'),
      `CREATE TABLE posting (
         journal_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL,
         line integer NOT NULL,
         account text NOT NULL,
         currency text NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
         PRIMARY KEY (journal_id, insurer_id, line),
         FOREIGN KEY (journal_id, insurer_id) REFERENCES journal (id, insurer_id))`,
      'CREATE INDEX posting_by_account ON posting (insurer_id, account, currency)',
      `CREATE FUNCTION journal_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF EXISTS (SELECT 1 FROM posting WHERE journal_id = NEW.journal_id GROUP BY currency HAVING sum(amount_minor) <> 0) THEN
           RAISE EXCEPTION 'journal % does not sum to zero', NEW.journal_id USING ERRCODE = 'check_violation';
         END IF;
         RETURN NULL;
       END $$`,
      `CREATE CONSTRAINT TRIGGER posting_sums_to_zero AFTER INSERT ON posting DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION journal_sums_to_zero()`,
      ...appendOnly('posting'),
      ...protect('posting', PARTIES, 'SELECT, INSERT'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, ['DROP TABLE posting, journal', 'DROP FUNCTION journal_sums_to_zero()']);
  }
}
