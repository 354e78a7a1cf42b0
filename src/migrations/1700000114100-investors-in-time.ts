import type { MigrationInterface, QueryRunner } from 'typeorm';
import { invariantView } from './invariant-view.js';
import { runAll } from './run-all.js';

const sumOf = (list: string, member: string): string =>
  `(SELECT coalesce(sum((part->>'${member}')::numeric), 0) FROM jsonb_array_elements(${list}) AS part)`;

const view = (sentence: string, receipts: string): string[] =>
  invariantView(
    'i4_investors',
    sentence,
    `SELECT id FROM investor_set WHERE shares <> '[]' AND ${sumOf('shares', 'share')} <> 1
     UNION ALL
     SELECT id FROM recovery_receipt WHERE investors IS NOT NULL AND ${receipts}`,
  );
const DROP = 'DROP VIEW invariant_i4_investors';
const LENDERS = `(shares->>'insuredMinor')::numeric`;

/** A part of what moves can be the lender's own: of money that came while it held the loan itself. */
export class InvestorsInTime1700000114100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      DROP,
      ...view(
        'I4 investors of a loan hold all of it; what moves for them is of the part of the lender, all of it when money comes',
        `(${sumOf('investors', 'minor')} NOT BETWEEN least(0, ${LENDERS}) AND greatest(0, ${LENDERS})
           OR (kind IN ('RECEIPT', 'COLLATERAL_SALE') AND ${LENDERS} > 0 AND ${sumOf('investors', 'minor')} <> ${LENDERS}))`,
      ),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runAll(runner, [
      DROP,
      ...view(
        'I4 investors of a loan hold all of it, and what they get of a recovery is the part of the lender',
        `${sumOf('investors', 'minor')} <> ${LENDERS}`,
      ),
    ]);
  }
}
