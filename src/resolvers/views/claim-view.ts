import type { StoredAssessment } from '../../claims/assessment.js';
import type { EvidenceRow } from '../../claims/claim-evidence.js';
import type { ClaimRow } from '../../claims/claim-row.js';
import type { DocumentRow } from '../../claims/document-service.js';
import type { EvidenceRequirement } from '../../scenarios/contract/index.js';
import { moneyView } from './money-view.js';

const assessmentView = (stored: unknown, currency: string) => {
  const { coveredLossMinor, steps, inputs } = stored as StoredAssessment;
  return {
    coveredLoss: moneyView(BigInt(coveredLossMinor), currency),
    steps: steps.map(({ code, minor, formula, source }) => ({
      code,
      amount: moneyView(BigInt(minor), currency),
      formula,
      source,
    })),
    figures: inputs,
  };
};

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
  indemnity: moneyView(claim.computedMinor, claim.currency),
  approved: claim.approvedMinor === null ? null : moneyView(claim.approvedMinor, claim.currency),
  paid: moneyView(claim.paidMinor, claim.currency),
  assessment: assessmentView(claim.assessment, claim.currency),
  decisionReason: claim.decisionReason,
  notifiedAt: claim.notifiedAt,
  decidedAt: claim.decidedAt,
  paidAt: claim.paidAt,
  closedAt: claim.closedAt,
  policyId: claim.policyId,
  policyNumber: claim.policyNumber,
  scenario: claim.scenario,
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

/** Every kind of evidence the scenario knows, in its order, with what was given of it. */
export const evidenceView = (requirements: readonly EvidenceRequirement[], given: readonly EvidenceRow[]) =>
  requirements.map(({ kind, label, required }) => {
    const documents = given.filter((evidence) => evidence.kind === kind);
    return {
      kind,
      label,
      required,
      provided: documents.length > 0,
      documents: documents.map((evidence) => ({
        id: evidence.id,
        document: documentView({ ...evidence, id: evidence.documentId }),
        note: evidence.note,
        addedAt: evidence.addedAt,
      })),
    };
  });
