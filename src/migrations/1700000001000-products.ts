import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protect } from './row-level-security.js';
import { runAll } from './run-all.js';

/** Products of insurers, their immutable versions, and the programmes through which partners sell them. */
export class Products1700000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      `CREATE TABLE product (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         code text NOT NULL,
         name text NOT NULL,
         scenario text NOT NULL,
         PRIMARY KEY (id, insurer_id),
         UNIQUE (insurer_id, code))`,
      ...protect('product', ['insurer_id'], 'SELECT, INSERT'),
      `CREATE TABLE product_version (
         id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         product_id text COLLATE "C" NOT NULL,
         version integer NOT NULL CHECK (version > 0),
         status text NOT NULL CHECK (status IN ('DRAFT', 'PUBLISHED')),
         terms jsonb NOT NULL,
         created_at timestamptz NOT NULL,
         published_at timestamptz,
         PRIMARY KEY (id, insurer_id),
         FOREIGN KEY (product_id, insurer_id) REFERENCES product (id, insurer_id),
         UNIQUE (product_id, insurer_id, version),
         CHECK ((status = 'PUBLISHED') = (published_at IS NOT NULL)))`,
      ...protect('product_version', ['insurer_id'], 'SELECT, INSERT, UPDATE'),
      `CREATE FUNCTION keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF OLD.status = 'PUBLISHED' THEN
           RAISE EXCEPTION 'product version % is published and cannot change', OLD.id USING ERRCODE = 'restrict_violation';
         END IF;
         RETURN NEW;
       END $$`,
      `CREATE TRIGGER product_version_keep_published BEFORE UPDATE ON product_version
         FOR EACH ROW EXECUTE FUNCTION keep_published()`,
      `CREATE TABLE programme (
         id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         code text NOT NULL,
         name text NOT NULL,
         scenario text NOT NULL,
         currency text NOT NULL,
         time_zone text NOT NULL,
         status text NOT NULL CHECK (status IN ('OPEN', 'SUSPENDED')),
         created_at timestamptz NOT NULL,
         PRIMARY KEY (id, partner_id),
         UNIQUE (partner_id, code))`,
      ...protect('programme', ['partner_id'], 'SELECT, INSERT, UPDATE'),
      `CREATE TABLE programme_lender (
         programme_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         lender_id text COLLATE "C" NOT NULL REFERENCES organisation (id),
         PRIMARY KEY (programme_id, partner_id, lender_id),
         FOREIGN KEY (programme_id, partner_id) REFERENCES programme (id, partner_id))`,
      ...protect('programme_lender', ['partner_id', 'lender_id'], 'SELECT, INSERT'),
      `CREATE TABLE programme_product (
         programme_id text COLLATE "C" NOT NULL,
         partner_id text COLLATE "C" NOT NULL,
         insurer_id text COLLATE "C" NOT NULL,
         product_version_id text COLLATE "C" NOT NULL,
         position integer NOT NULL,
         PRIMARY KEY (programme_id, partner_id, insurer_id),
         FOREIGN KEY (programme_id, partner_id) REFERENCES programme (id, partner_id),
         FOREIGN KEY (product_version_id, insurer_id) REFERENCES product_version (id, insurer_id))`,
      ...protect('programme_product', ['partner_id', 'insurer_id'], 'SELECT, INSERT'),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      'DROP TABLE programme_product, programme_lender, programme, product_version, product',
      'DROP FUNCTION keep_published()',
    ]);
  }
}
