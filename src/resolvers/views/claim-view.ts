import type { OtherInsurance, StoredAssessment } from '../../claims/assessment.js';
import { deadlinesOf } from '../../claims/claim-deadlines.js';
import type { ClaimRow } from '../../claims/claim-row.js';
import type { DocumentRow } from '../../claims/document-service.js';
import { indemnityTree } from '../../claims/indemnity-tree.js';
import { MACHINE } from '../../claims/record-decision.js';
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
});

export type ClaimView = ReturnType<typeof claimView>;

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
