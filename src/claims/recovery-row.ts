import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Recovery, RecoveryReceipt } from '../entities/index.js';
import { recoveryWaterfall, type WaterfallShares, waterfallRule } from '../finance/index.js';
import { canonicalJson } from '../kernel/index.js';
import type { JsonObject } from '../scenarios/contract/index.js';
import type { ClaimEventContext } from './claim-events.js';

export type RecoveryRow = Recovery;

/** The `recovery_receipt.shares` column: minor units in text; the difference this entry made to every share. */
export interface StoredShares {
  readonly costsMinor: string;
  readonly insurerMinor: string;
  readonly insuredMinor: string;
  readonly obligorSurplusMinor: string;
}

const COLUMNS = selectList(Recovery);
const BY_ID = { name: 'recovery.byId', text: `SELECT ${COLUMNS} FROM recovery WHERE id = $1` };
const BY_IDS = { name: 'recovery.byIds', text: `SELECT ${COLUMNS} FROM recovery WHERE id = ANY($1)` };
const BY_CLAIM = { name: 'recovery.byClaim', text: `SELECT ${COLUMNS} FROM recovery WHERE claim_id = ANY($1)` };
const RECEIPTS = {
  name: 'recovery.receipts',
  text: `SELECT ${selectList(RecoveryReceipt)} FROM recovery_receipt WHERE recovery_id = ANY($1) ORDER BY recovery_id, id`,
};

export async function readRecovery(tx: Transaction, id: string): Promise<RecoveryRow | undefined> {
  const [recovery] = await tx.rows<RecoveryRow>(BY_ID, [id]);
  return recovery;
}

export const readRecoveries = (tx: Transaction, ids: readonly string[]): Promise<RecoveryRow[]> =>
  tx.rows<RecoveryRow>(BY_IDS, [ids]);

/** At most one recovery for each claim. */
export const recoveriesOfClaims = (tx: Transaction, claimIds: readonly string[]): Promise<RecoveryRow[]> =>
  tx.rows<RecoveryRow>(BY_CLAIM, [claimIds]);

/** Oldest first. */
export const receiptsOfRecoveries = (tx: Transaction, recoveryIds: readonly string[]): Promise<RecoveryReceipt[]> =>
  tx.rows<RecoveryReceipt>(RECEIPTS, [recoveryIds]);

/** What the shares of a recovery follow from. */
export type RecoveryTotals = Pick<
  RecoveryRow,
  | 'rule'
  | 'collateralRule'
  | 'indemnityMinor'
  | 'uncompensatedMinor'
  | 'receivedMinor'
  | 'costsMinor'
  | 'collateralMinor'
  | 'collateralCostsMinor'
>;

/**
 * Everything received so far and whose it is. Proceeds of collateral are shared first, by their own rule, and all other
 * money by the case's rule over what is then still missing: the order in which money came changes nothing.
 */
export function sharesOf(totals: RecoveryTotals): WaterfallShares {
  const { rule, collateralRule, collateralMinor, collateralCostsMinor } = totals;
  const collateral = recoveryWaterfall({
    receivedMinor: collateralMinor,
    costsMinor: collateralCostsMinor,
    insurerPaidMinor: totals.indemnityMinor,
    insuredUncompensatedMinor: totals.uncompensatedMinor,
    rule: waterfallRule(collateralRule ?? rule),
  });
  const other = recoveryWaterfall({
    receivedMinor: totals.receivedMinor - collateralMinor,
    costsMinor: totals.costsMinor - collateral.costsMinor,
    insurerPaidMinor: totals.indemnityMinor - collateral.insurerMinor,
    insuredUncompensatedMinor: totals.uncompensatedMinor - collateral.insuredMinor,
    rule: waterfallRule(rule),
  });
  return {
    costsMinor: collateral.costsMinor + other.costsMinor,
    insurerMinor: collateral.insurerMinor + other.insurerMinor,
    insuredMinor: collateral.insuredMinor + other.insuredMinor,
    obligorSurplusMinor: collateral.obligorSurplusMinor + other.obligorSurplusMinor,
  };
}

/** The totals with money, costs, or both; below zero what is taken back. */
export const withMoney = <Totals extends RecoveryTotals>(
  totals: Totals,
  entry: { readonly amountMinor: bigint; readonly costsMinor: bigint; readonly isCollateral: boolean },
): Totals => ({
  ...totals,
  receivedMinor: totals.receivedMinor + entry.amountMinor,
  costsMinor: totals.costsMinor + entry.costsMinor,
  collateralMinor: totals.collateralMinor + (entry.isCollateral ? entry.amountMinor : 0n),
  collateralCostsMinor: totals.collateralCostsMinor + (entry.isCollateral ? entry.costsMinor : 0n),
});

/** Whether the insurer has everything back. */
export const isInsurerWhole = (totals: RecoveryTotals): boolean =>
  sharesOf(totals).insurerMinor >= totals.indemnityMinor;

/** What costs, insurer and lender still lack together. */
export const missingMinor = (totals: RecoveryTotals): bigint => {
  const owed = totals.costsMinor + totals.indemnityMinor + totals.uncompensatedMinor - totals.receivedMinor;
  return owed > 0n ? owed : 0n;
};

export const storedShares = (shares: WaterfallShares): StoredShares => ({
  costsMinor: String(shares.costsMinor),
  insurerMinor: String(shares.insurerMinor),
  insuredMinor: String(shares.insuredMinor),
  obligorSurplusMinor: String(shares.obligorSurplusMinor),
});

export type RecoveryEventKind =
  | 'recovery.opened'
  | 'recovery.resized'
  | 'recovery.costPaid'
  | 'recovery.moved'
  | 'recovery.received'
  | 'recovery.corrected'
  | 'recovery.costRecorded'
  | 'recovery.planAgreed'
  | 'recovery.planFulfilled'
  | 'recovery.planBroken'
  | 'recovery.recovered'
  | 'recovery.writtenOff';

/** Carries the recovery as it then was, bigints as text. */
export const recoveryEvent = (kind: RecoveryEventKind, recovery: RecoveryRow, context: ClaimEventContext) => ({
  ownerId: recovery.partnerId,
  insurerId: recovery.insurerId,
  lenderId: recovery.lenderId,
  policyId: recovery.policyId,
  kind,
  subjectKind: 'recovery',
  subjectId: recovery.id,
  payload: { recovery: JSON.parse(canonicalJson(recovery)) as JsonObject, ...context.details },
  occurredAt: context.at,
  cause: context.cause,
});
