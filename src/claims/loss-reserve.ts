import type { Transaction } from '../database/unit-of-work.js';
import { currencyCode, dateInZone } from '../kernel/index.js';
import { lossReserved } from '../ledger/entries.js';
import { postJournals } from '../ledger/journal.js';

interface ReserveRow {
  readonly id: string;
  readonly policyId: string;
  readonly partnerId: string;
  readonly insurerId: string;
  readonly lenderId: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly changeMinor: bigint;
}

// A claim that nobody has decided is expected to cost what was computed, beyond what was paid before it was reopened;
// once decided, the decision is the loss.
const CHANGED = {
  name: 'lossReserve.changed',
  text: `SELECT * FROM (
           SELECT c.id, c.policy_id AS "policyId", c.partner_id AS "partnerId", c.insurer_id AS "insurerId",
             c.lender_id AS "lenderId", c.currency, l.time_zone AS "timeZone",
             CASE WHEN c.status IN ('DECIDED', 'PAID', 'CLOSED', 'WITHDRAWN') THEN 0
               ELSE greatest(c.computed_minor - c.paid_minor, 0) END
               + coalesce((SELECT sum(p.amount_minor) FROM journal j
                   JOIN posting p ON p.journal_id = j.id AND p.insurer_id = j.insurer_id
                   WHERE j.subject_id = c.id AND j.kind = 'LOSS_RESERVED' AND p.account = 'LOSS_RESERVE'), 0)::bigint AS "changeMinor"
           FROM claim c JOIN loan l ON l.id = c.loan_id AND l.partner_id = c.partner_id
           WHERE c.id = ANY ($1)) r WHERE r."changeMinor" <> 0 ORDER BY r.id`,
};

/** Brings the loss reserve of claims to what they are expected to cost now; to be called whenever one has moved. */
export async function reserveLosses(tx: Transaction, claimIds: readonly string[], at: Date): Promise<void> {
  const changed = await tx.rows<ReserveRow>(CHANGED, [claimIds]);
  await postJournals(
    tx,
    changed.map(({ id, currency, timeZone, changeMinor, ...parties }) => ({
      ...parties,
      kind: 'LOSS_RESERVED' as const,
      subjectId: id,
      bookedOn: dateInZone(at, timeZone),
      recordedAt: at,
      postings: lossReserved(currencyCode(currency), changeMinor),
    })),
  );
}
