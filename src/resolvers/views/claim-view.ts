import type { OtherInsurance, StoredAssessment } from '../../claims/assessment.js';
import { deadlinesOf } from '../../claims/claim-deadlines.js';
import type { ClaimRow } from '../../claims/claim-row.js';
import type { DocumentRow } from '../../claims/document-service.js';
import { indemnityTree } from '../../claims/indemnity-tree.js';
import type { PastClaim } from '../../claims/past-claims.js';
import type { PayeePart } from '../../claims/payees.js';
import type { PaymentFigures } from '../../claims/payment-plan.js';
import type { PreviewedMoney } from '../../claims/preview-journals.js';
import { MACHINE } from '../../claims/record-decision.js';
import type { ClaimPayment } from '../../entities/index.js';
import { maxMinor } from '../../kernel/index.js';
import { plannedJournalView } from './ledger-view.js';
import { moneyView } from './money-view.js';

const indemnityView = ({ assessment, computedMinor, currency }: ClaimRow) => {
  const stored = assessment as StoredAssessment;
  return {
    ...moneyView(computedMinor, currency),
    coveredLoss: moneyView(BigInt(stored.coveredLossMinor), currency),
    // Built for whoever asks for it; lists seldom do.
    get tree() {
      return indemnityTree(stored).map(({ minor, ...node }) => ({ ...node, amount: moneyView(minor, currency) }));
    },
  };
};

const otherInsuranceView = ({ otherInsurance, currency }: ClaimRow) =>
  (otherInsurance as readonly OtherInsurance[]).map(({ insurer, policyNumber, sumInsuredMinor }) => ({
    insurer,
    policyNumber,
    sumInsured: moneyView(BigInt(sumInsuredMinor), currency),
  }));

/** The waiting period is over when a claim begins. */
const deadlinesView = (claim: ClaimRow) => [
  {
    kind: 'WAITING_PERIOD',
    startedOn: claim.defaultedOn,
    dueOn: claim.triggeredOn,
    state: 'MET',
    endedOn: claim.triggeredOn,
  },
  ...deadlinesOf(claim),
];

/** Undecided claims are expected to cost what was computed, decided ones what was approved. */
export function reservedMinor({
  status,
  computedMinor,
  approvedMinor,
  paidMinor,
}: Pick<ClaimRow, 'status' | 'computedMinor' | 'approvedMinor' | 'paidMinor'>): bigint {
  if (status === 'CLOSED' || status === 'WITHDRAWN') return 0n;
  const expected = status === 'DECIDED' || status === 'PAID' ? (approvedMinor ?? 0n) : computedMinor;
  return maxMinor(expected - paidMinor, 0n);
}

export const payeesView = (payees: readonly PayeePart[], currency: string) =>
  payees.map(({ minor, ...payee }) => ({ ...payee, amount: moneyView(BigInt(minor), currency) }));

export const paymentView = (payment: ClaimPayment) => ({
  id: payment.id,
  kind: payment.kind,
  paidOn: payment.paidOn,
  reference: payment.reference,
  amount: moneyView(payment.amountMinor, payment.currency),
  payees: payeesView(payment.payees as readonly PayeePart[], payment.currency),
  recordedAt: payment.recordedAt,
});

export const payPreviewView = (preview: PreviewedMoney<PaymentFigures>) => ({
  __typename: 'ClaimPayPreview',
  amount: moneyView(preview.amountMinor, preview.currency),
  payees: payeesView(preview.payees, preview.currency),
  paid: moneyView(preview.paidMinor, preview.currency),
  left: moneyView(preview.leftMinor, preview.currency),
  remainingSumInsured: moneyView(preview.remainingSumInsuredMinor, preview.currency),
  uncompensated: moneyView(preview.uncompensatedMinor, preview.currency),
  ledger: preview.journals.map(plannedJournalView),
  token: preview.token,
});

/** A claim as the API shows it; what belongs to it is loaded by the ids it carries. */
export const claimView = (claim: ClaimRow) => ({
  __typename: 'Claim',
  id: claim.id,
  number: claim.number,
  status: claim.status,
  outcome: claim.outcome,
  origin: claim.origin,
  defaultedOn: claim.defaultedOn,
  triggeredOn: claim.triggeredOn,
  indemnity: indemnityView(claim),
  approved: claim.approvedMinor === null ? null : moneyView(claim.approvedMinor, claim.currency),
  paid: moneyView(claim.paidMinor, claim.currency),
  overpaid: moneyView(claim.overpaidMinor, claim.currency),
  reserved: moneyView(reservedMinor(claim), claim.currency),
  decisionReason: claim.decisionReason,
  rejectionCode: claim.rejectionCode,
  isAutomatic: claim.decidedBy === MACHINE,
  otherInsurance: otherInsuranceView(claim),
  deadlines: deadlinesView(claim),
  notifiedAt: claim.notifiedAt,
  decidedAt: claim.decidedAt,
  paidAt: claim.paidAt,
  closedAt: claim.closedAt,
  policyId: claim.policyId,
  policyNumber: claim.policyNumber,
  scenario: claim.scenario,
  insurerId: claim.insurerId,
  requirements: claim.requirements,
  decidedBy: claim.decidedBy,
  /** Of the whole policy, for whoever carries a part of it. */
  minors: { reserved: reservedMinor(claim), approved: claim.approvedMinor, paid: claim.paidMinor },
});

export type ClaimView = ReturnType<typeof claimView> & {
  /** When it is shown as it was: what happened last until then. */
  readonly until?: Date;
};

export const pastClaimView = ({ claim, at }: PastClaim): ClaimView => ({ ...claimView(claim), until: at });

export const documentView = (
  document: Pick<DocumentRow, 'id' | 'fileName' | 'mediaType' | 'sizeBytes' | 'sha256' | 'storedAt' | 'scanState'>,
) => ({
  id: document.id,
  fileName: document.fileName,
  mediaType: document.mediaType,
  sizeBytes: document.sizeBytes,
  sha256: document.sha256,
  storedAt: document.storedAt,
  state: document.scanState,
  path: `/documents/${document.id}`,
});
