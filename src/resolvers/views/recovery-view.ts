import type { PreviewedMoney } from '../../claims/preview-journals.js';
import { costsPayable } from '../../claims/recovery-cost-payment.js';
import { planLines } from '../../claims/recovery-plan.js';
import { instalmentsOf, type PlanRow } from '../../claims/recovery-plan-row.js';
import type { ReceiptFigures } from '../../claims/recovery-receipt.js';
import { missingMinor, type RecoveryRow, type StoredShares, sharesOf } from '../../claims/recovery-row.js';
import type { RecoveryReceipt } from '../../entities/index.js';
import type { WaterfallShares } from '../../finance/index.js';
import { investorPartsView } from './investor-view.js';
import { plannedJournalView } from './ledger-view.js';
import { moneyView } from './money-view.js';

export const sharesView = (shares: WaterfallShares, currency: string) => ({
  costs: moneyView(shares.costsMinor, currency),
  insurer: moneyView(shares.insurerMinor, currency),
  lender: moneyView(shares.insuredMinor, currency),
  obligor: moneyView(shares.obligorSurplusMinor, currency),
});

export const sharesFromStored = (stored: unknown): WaterfallShares => {
  const { costsMinor, insurerMinor, insuredMinor, obligorSurplusMinor } = stored as StoredShares;
  return {
    costsMinor: BigInt(costsMinor),
    insurerMinor: BigInt(insurerMinor),
    insuredMinor: BigInt(insuredMinor),
    obligorSurplusMinor: BigInt(obligorSurplusMinor),
  };
};

const writeOffView = (
  { status, writeOffCode, writeOffReason, indemnityMinor, currency }: RecoveryRow,
  shares: WaterfallShares,
) =>
  status === 'WRITTEN_OFF' && writeOffCode
    ? { code: writeOffCode, reason: writeOffReason, amount: moneyView(indemnityMinor - shares.insurerMinor, currency) }
    : null;

export function recoveryView(recovery: RecoveryRow) {
  const { currency } = recovery;
  const shares = sharesOf(recovery);
  return {
    __typename: 'Recovery',
    id: recovery.id,
    status: recovery.status,
    rule: recovery.rule,
    collateralRule: recovery.collateralRule ?? recovery.rule,
    indemnity: moneyView(recovery.indemnityMinor, currency),
    uncompensated: moneyView(recovery.uncompensatedMinor, currency),
    received: moneyView(recovery.receivedMinor, currency),
    collateral: moneyView(recovery.collateralMinor, currency),
    costs: moneyView(recovery.costsMinor, currency),
    costsPaid: moneyView(recovery.costsPaidMinor, currency),
    costsPayable: moneyView(costsPayable(recovery), currency),
    missing: moneyView(missingMinor(recovery), currency),
    shares: sharesView(shares, currency),
    writeOff: writeOffView(recovery, shares),
    openedAt: recovery.openedAt,
    closedAt: recovery.closedAt,
    claimId: recovery.claimId,
    policyId: recovery.policyId,
    /** Of the whole policy, for whoever carries a part of it. */
    minors: {
      indemnity: recovery.indemnityMinor,
      recovered: shares.insurerMinor,
      missing: recovery.indemnityMinor - shares.insurerMinor,
    },
  };
}

export type RecoveryView = ReturnType<typeof recoveryView>;

export const recoveryPreviewView = (preview: PreviewedMoney<ReceiptFigures>) => ({
  __typename: 'RecoveryPreview',
  before: sharesView(preview.before, preview.currency),
  change: sharesView(preview.difference, preview.currency),
  after: sharesView(preview.after, preview.currency),
  isInsurerWhole: preview.isInsurerWhole,
  ledger: preview.journals.map(plannedJournalView),
  token: preview.token,
});

export const receiptView = (receipt: RecoveryReceipt) => ({
  id: receipt.id,
  kind: receipt.kind,
  reference: receipt.reference,
  receivedOn: receipt.receivedOn,
  amount: moneyView(receipt.amountMinor, receipt.currency),
  costs: moneyView(receipt.costsMinor, receipt.currency),
  costKind: receipt.costKind,
  reverses: receipt.reverses,
  note: receipt.note,
  shares: sharesView(sharesFromStored(receipt.shares), receipt.currency),
  investors: investorPartsView(receipt),
  recordedAt: receipt.recordedAt,
});

export const planView = (plan: PlanRow) => ({
  id: plan.id,
  status: plan.status,
  total: moneyView(plan.totalMinor, plan.currency),
  received: moneyView(plan.receivedMinor, plan.currency),
  graceDays: plan.graceDays,
  nextDueOn: plan.nextDueOn,
  instalments: planLines(instalmentsOf(plan), plan.receivedMinor).map(({ number, dueOn, minor, paidMinor }) => ({
    number,
    dueOn,
    amount: moneyView(BigInt(minor), plan.currency),
    paid: moneyView(paidMinor, plan.currency),
  })),
  agreedAt: plan.agreedAt,
  endedAt: plan.endedAt,
});
