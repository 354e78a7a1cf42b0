import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { runAll } from './run-all.js';

const held = (open: string): string[] => [
  'DROP VIEW invariant_i8_quotes',
  ...invariantView(
    'i8_quotes',
    'I8 a quote that is not open holds nothing but what its policy holds',
    `SELECT e.id, q.status FROM exposure e JOIN quote q ON q.id = e.quote_id AND q.partner_id = e.partner_id
     WHERE e.policy_id IS NULL AND (e.state IN ('RESERVED', 'UTILISED')) <> (${open})`,
  ),
];

const told = (sentence: string, of: string): string[] => [
  'DROP VIEW invariant_i11_quote_told',
  ...invariantView(
    'i11_quote_told',
    sentence,
    `SELECT subject.id, e.id AS event FROM quote subject
     FULL JOIN (SELECT min(id) AS id, subject_id, count(*) AS times FROM event
                WHERE kind IN ('quote.offered', 'quote.referred', 'quote.declined')${of} GROUP BY subject_id) e
       ON e.subject_id = subject.id
     WHERE e.times IS DISTINCT FROM 1 OR subject.id IS NULL`,
  ),
];
const ONCE = 'I11 exactly one of quote.offered, quote.referred, quote.declined per quote';

/**
 * A declined quote with counter-offers is open: one of them can still be taken. What became of a quote when it was made is
 * told once; what people decide about a referred one afterwards is told besides.
 */
export class CounterOfferInvariants1700000092500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const countered = `q.status = 'DECLINED' AND q.counter_offered`;
    await runAll(runner, [
      ...held(`q.status IN ('OFFERED', 'REFERRED') OR (${countered})`),
      ...told(`${ONCE} when it is made`, ` AND cause = 'quoteCreate'`),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [...held(`q.status IN ('OFFERED', 'REFERRED')`), ...told(ONCE, '')]);
  }
}
