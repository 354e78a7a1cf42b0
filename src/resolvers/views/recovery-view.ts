import { type RecoveryRow, type StoredShares, sharesOf } from '../../claims/recovery-row.js';
import type { RecoveryReceipt } from '../../entities/index.js';
import type { WaterfallShares } from '../../finance/index.js';
import { moneyView } from './money-view.js';

const sharesView = (shares: WaterfallShares, currency: string) => ({
  costs: moneyView(shares.costsMinor, currency),
  insurer: moneyView(shares.insurerMinor, currency),
  lender: moneyView(shares.insuredMinor, currency),
  obligor: moneyView(shares.obligorSurplusMinor, currency),
});

const sharesFromStored = (stored: unknown): WaterfallShares => {
  const { costsMinor, insurerMinor, insuredMinor, obligorSurplusMinor } = stored as StoredShares;
  return {
    costsMinor: BigInt(costsMinor),
    insurerMinor: BigInt(insurerMinor),
    insuredMinor: BigInt(insuredMinor),
    obligorSurplusMinor: BigInt(obligorSurplusMinor),
  };
};

export const recoveryView = (recovery: RecoveryRow) => ({
  __typename: 'Recovery',
  id: recovery.id,
  status: recovery.status,
  rule: recovery.rule,
  indemnity: moneyView(recovery.indemnityMinor, recovery.currency),
  uncompensated: moneyView(recovery.uncompensatedMinor, recovery.currency),
  received: moneyView(recovery.receivedMinor, recovery.currency),
  costs: moneyView(recovery.costsMinor, recovery.currency),
  shares: sharesView(sharesOf(recovery), recovery.currency),
  openedAt: recovery.openedAt,
  closedAt: recovery.closedAt,
  claimId: recovery.claimId,
});

export type RecoveryView = ReturnType<typeof recoveryView>;

export const receiptView = (receipt: RecoveryReceipt) => ({
  id: receipt.id,
  reference: receipt.reference,
  receivedOn: receipt.receivedOn,
  amount: moneyView(receipt.amountMinor, receipt.currency),
  costs: moneyView(receipt.costsMinor, receipt.currency),
  shares: sharesView(sharesFromStored(receipt.shares), receipt.currency),
  recordedAt: receipt.recordedAt,
});
