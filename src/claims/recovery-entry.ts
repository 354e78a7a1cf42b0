import type { Transaction } from '../database/unit-of-work.js';
import { type WaterfallShares, waterfallDifference } from '../finance/index.js';
import { currencyCode, newId } from '../kernel/index.js';
import { recoveryCostBilled, recoveryReceived } from '../ledger/entries.js';
import { type JournalDraft, postJournals } from '../ledger/journal.js';
import { type InvestorPart, investorsOn } from '../policies/investors.js';
import { movedParts, receivedParts } from './recovery-investors.js';
import { type RecoveryRow, receiptsOfRecoveries, sharesOf, storedShares, withMoney } from './recovery-row.js';

export type EntryKind = 'RECEIPT' | 'COLLATERAL_SALE' | 'COST' | 'REVERSAL' | 'REALLOCATION';

/** Something that changes what a recovery has, or what is missing. Amounts in minor units. */
export interface RecoveryEntry {
  readonly kind: EntryKind;
  readonly reference: string;
  readonly receivedOn: string;
  readonly amountMinor: bigint;
  readonly costsMinor: bigint;
  /** Whether amount and costs are of the collateral. */
  readonly isCollateral: boolean;
  readonly costKind?: string | null;
  readonly reverses?: string | null;
  readonly note?: string | null;
  /** For REALLOCATION: what the claim has paid and what the lender lacks from now on. */
  readonly sizes?: Pick<RecoveryRow, 'indemnityMinor' | 'uncompensatedMinor'>;
}

const INSERT = {
  name: 'recovery.addEntry',
  text: `INSERT INTO recovery_receipt (id, recovery_id, partner_id, insurer_id, lender_id, reference, received_on, currency,
           amount_minor, costs_minor, shares, recorded_at, kind, cost_kind, reverses, note, investors)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
};
const SET_TOTALS = {
  name: 'recovery.setTotals',
  text: `UPDATE recovery SET received_minor = $2, costs_minor = $3, collateral_minor = $4, collateral_costs_minor = $5,
           indemnity_minor = $6, uncompensated_minor = $7 WHERE id = $1`,
};

/** A recovery before and after an entry, and what the entry changes for everybody. */
export interface AppliedEntry {
  readonly after: RecoveryRow;
  readonly difference: WaterfallShares;
}

/** The allocation run again with an entry; pure. */
export function applyEntry(before: RecoveryRow, entry: RecoveryEntry): AppliedEntry {
  const after: RecoveryRow = { ...withMoney(before, entry), ...entry.sizes };
  return { after, difference: waterfallDifference(sharesOf(before), sharesOf(after)) };
}

/** Of what is the lender's, the parts of its investors; null when they have none. */
async function investorParts(
  tx: Transaction,
  { after, difference }: AppliedEntry,
  entry: RecoveryEntry,
): Promise<readonly InvestorPart[] | null> {
  const minor = difference.insuredMinor;
  if (isMoney(entry) && minor >= 0n) return receivedParts(minor, await investorsOn(tx, after, entry.receivedOn));
  if (minor === 0n) return null;
  const entries = await receiptsOfRecoveries(tx, [after.id]);
  return movedParts({ recovery: after, entries, reverses: entry.reverses ?? null, minor });
}

const isMoney = ({ kind }: RecoveryEntry): boolean => kind === 'RECEIPT' || kind === 'COLLATERAL_SALE';
const isNothing = (shares: WaterfallShares): boolean => Object.values(shares).every((minor) => minor === 0n);

/**
 * Writes an entry with the difference it makes to every share, and books that difference: nothing that was written or
 * booked before is ever edited.
 */
export async function bookEntry(
  tx: Transaction,
  recovery: RecoveryRow,
  { entry, at }: { readonly entry: RecoveryEntry; readonly at: Date },
): Promise<AppliedEntry & { readonly id: string }> {
  const applied = applyEntry(recovery, entry);
  const { after, difference } = applied;
  const { partnerId, insurerId, lenderId, policyId, currency } = recovery;
  const id = newId('recoveryReceipt');
  await tx.run(SET_TOTALS, [
    recovery.id,
    String(after.receivedMinor),
    String(after.costsMinor),
    String(after.collateralMinor),
    String(after.collateralCostsMinor),
    String(after.indemnityMinor),
    String(after.uncompensatedMinor),
  ]);
  const moves = !isNothing(difference);
  // A claim that pays more before anything came changes what is missing, not whose money is whose.
  if (entry.kind === 'REALLOCATION' && !moves) return { ...applied, id };
  const investors = await investorParts(tx, applied, entry);
  await tx.run(INSERT, [
    id,
    recovery.id,
    partnerId,
    insurerId,
    lenderId,
    entry.reference,
    entry.receivedOn,
    currency,
    String(entry.amountMinor),
    String(entry.costsMinor),
    JSON.stringify(storedShares(difference)),
    at,
    entry.kind,
    entry.costKind ?? null,
    entry.reverses ?? null,
    entry.note ?? null,
    investors && JSON.stringify(investors),
  ]);
  const common = {
    insurerId,
    partnerId,
    lenderId,
    policyId,
    subjectId: id,
    bookedOn: entry.receivedOn,
    recordedAt: at,
  };
  const kind = isMoney(entry) ? 'RECOVERY_RECEIVED' : 'RECOVERY_CORRECTED';
  const journals: JournalDraft[] = [
    { ...common, kind: 'RECOVERY_COST_BILLED', postings: recoveryCostBilled(currencyCode(currency), entry.costsMinor) },
    { ...common, kind, postings: recoveryReceived(currencyCode(currency), difference) },
  ];
  // Costs that no money has met yet are owed, and are nobody's share.
  await postJournals(
    tx,
    journals.filter(({ postings }) => postings.length > 0),
  );
  return { ...applied, id };
}
