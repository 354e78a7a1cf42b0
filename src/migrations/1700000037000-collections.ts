import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendOnly, protect } from './row-level-security.js';
import { runAll } from './run-all.js';

const PARTIES = ['partner_id', 'insurer_id', 'lender_id'] as const;

const OF_LOAN = `loan_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL`;

const KEYS = `PRIMARY KEY (id, partner_id),
         FOREIGN KEY (loan_id, partner_id) REFERENCES loan (id, partner_id)`;

/** What is done about loans that are behind: notices, warnings, contacts, promises to pay, charge-offs. */
export class Collections1700000037000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE overdue_notice (
         id text COLLATE "C" NOT NULL,
         ${OF_LOAN},
         overdue_since date NOT NULL,
         given_on date NOT NULL,
         days_past_due integer NOT NULL CHECK (days_past_due > 0),
         note text,
         given_by text NOT NULL,
         recorded_at timestamptz NOT NULL,
         ${KEYS},
         CONSTRAINT overdue_notice_once UNIQUE (loan_id, partner_id, overdue_since))`,
      ...appendOnly('overdue_notice'),
      ...protect('overdue_notice', PARTIES, 'SELECT, INSERT'),
      `CREATE TABLE monitoring_warning (
         id text COLLATE "C" NOT NULL,
         ${OF_LOAN},
         kind text NOT NULL,
         grade text NOT NULL CHECK (grade IN ('WATCH', 'WARNING', 'ALARM')),
         about text NOT NULL,
         raised_at timestamptz NOT NULL,
         acknowledged_at timestamptz,
         acknowledged_by text,
         note text,
         ${KEYS},
         CONSTRAINT monitoring_warning_once UNIQUE (loan_id, partner_id, kind, about),
         CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL)))`,
      'CREATE INDEX monitoring_warning_open ON monitoring_warning (insurer_id, id) WHERE acknowledged_at IS NULL',
      ...protect('monitoring_warning', PARTIES, 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE collection_contact (
         id text COLLATE "C" NOT NULL,
         ${OF_LOAN},
         channel text NOT NULL CHECK (channel IN ('PHONE', 'MESSAGE', 'EMAIL', 'LETTER', 'VISIT')),
         outcome text NOT NULL CHECK (outcome IN ('NO_ANSWER', 'SPOKE', 'DISPUTED', 'WRONG_PERSON', 'DELIVERED')),
         contacted_at timestamptz NOT NULL,
         breach text CHECK (breach IN ('OUTSIDE_HOURS', 'TOO_OFTEN')),
         note text,
         made_by text NOT NULL,
         recorded_at timestamptz NOT NULL,
         ${KEYS})`,
      'CREATE INDEX collection_contact_by_loan ON collection_contact (loan_id, contacted_at)',
      ...appendOnly('collection_contact'),
      ...protect('collection_contact', PARTIES, 'SELECT, INSERT'),
      `CREATE TABLE payment_promise (
         id text COLLATE "C" NOT NULL,
         ${OF_LOAN},
         state text NOT NULL CHECK (state IN ('OPEN', 'KEPT', 'BROKEN', 'WITHDRAWN')),
         currency text NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor > 0),
         made_on date NOT NULL,
         pay_by date NOT NULL CHECK (pay_by >= made_on),
         recorded_at timestamptz NOT NULL,
         ${KEYS})`,
      `CREATE UNIQUE INDEX payment_promise_open ON payment_promise (loan_id, partner_id) WHERE state = 'OPEN'`,
      `CREATE INDEX payment_promise_to_judge ON payment_promise (pay_by) WHERE state IN ('OPEN', 'BROKEN')`,
      ...protect('payment_promise', PARTIES, 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE charge_off (
         id text COLLATE "C" NOT NULL,
         ${OF_LOAN},
         charged_off_on date NOT NULL,
         currency text NOT NULL,
         amount_minor bigint NOT NULL CHECK (amount_minor > 0),
         note text,
         recorded_at timestamptz NOT NULL,
         ${KEYS},
         CONSTRAINT charge_off_once UNIQUE (loan_id, partner_id))`,
      ...appendOnly('charge_off'),
      ...protect('charge_off', PARTIES, 'SELECT, INSERT'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP TABLE charge_off, payment_promise, collection_contact, monitoring_warning, overdue_notice',
    ]);
  }
}
