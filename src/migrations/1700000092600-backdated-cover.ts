import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { runAll } from './run-all.js';

const BACKDATED = `AND NOT EXISTS (
         SELECT 1 FROM earning_segment b JOIN closing c ON c.programme_id = b.programme_id
         WHERE (b.programme_id, b.insurer_id, b.lender_id, b.currency) = (s.programme_id, s.insurer_id, s.lender_id, s.currency)
           AND b.booked_on > c.closed_on AND b.from_on <= c.closed_on)`;

const earned = (unless: string): string[] => [
  'DROP VIEW invariant_i5_earned',
  ...invariantView(
    'i5_earned',
    'I5 on the day the books are closed they have earned what the cover given until then is worth, and all of it at its end',
    `SELECT s.programme_id, s.insurer_id, s.lender_id, s.currency, s.earned::text, e.earned_minor::text AS booked FROM (
       SELECT s.programme_id, s.insurer_id, s.lender_id, s.currency, c.closed_on,
         sum(earned_minor(s.premium_minor, s.from_on, s.to_on, c.closed_on)) AS earned
       FROM earning_segment s JOIN closing c ON c.programme_id = s.programme_id AND s.booked_on <= c.closed_on
       GROUP BY s.programme_id, s.insurer_id, s.lender_id, s.currency, c.closed_on) s
     LEFT JOIN LATERAL (SELECT p.earned_minor FROM premium_close p WHERE (p.programme_id, p.insurer_id, p.lender_id, p.currency)
       = (s.programme_id, s.insurer_id, s.lender_id, s.currency) ORDER BY p.closed_on DESC LIMIT 1) e ON true
     WHERE s.earned <> coalesce(e.earned_minor, 0) AND NOT EXISTS (
       SELECT 1 FROM journal j JOIN policy p ON p.id = j.policy_id AND p.partner_id = j.partner_id
       WHERE p.programme_id = s.programme_id AND j.kind = 'PREMIUM_REDUCED' AND j.booked_on > s.closed_on) ${unless}`,
  ),
];

/** What a backdated change did to days that are closed is booked by the next close, and due until then. */
export class BackdatedCover1700000092600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, earned(BACKDATED));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, earned(''));
  }
}
