import type { Transaction } from '../database/unit-of-work.js';
import { invalidInput, issue, newId, notFound, refuse } from '../kernel/index.js';
import type { Requirement } from './checklist.js';
import { lockClaimFor, type Moment, type Step } from './claim-command.js';
import { tellClaim } from './claim-events.js';
import { startReviewIfComplete } from './claim-review.js';
import { type ClaimRow, lockClaim } from './claim-row.js';
import { requirementsOfClaim } from './evidence-rows.js';

const MAX_NOTE_LENGTH = 1_000;
/** A checkout's claim has three; nobody reads more. */
const MAX_DOCUMENTS = 100;

const DOCUMENT = {
  name: 'claim.document',
  text: `SELECT owner_id AS "ownerId", partner_id AS "partnerId", insurer_id AS "insurerId", lender_id AS "lenderId",
           scan_state AS "scanState"
         FROM document WHERE id = $1 FOR NO KEY UPDATE`,
};
const SHARE_DOCUMENT = {
  name: 'claim.shareDocument',
  text: 'UPDATE document SET partner_id = $2, insurer_id = $3, lender_id = $4 WHERE id = $1',
};
const INSERT = {
  name: 'claim.addEvidence',
  text: `INSERT INTO claim_evidence (id, claim_id, partner_id, insurer_id, lender_id, kind, note, document_id, document_owner_id, added_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const COUNT = {
  name: 'claim.countEvidence',
  text: 'SELECT count(*)::int AS count FROM claim_evidence WHERE claim_id = $1',
};
const CLAIMS_OF_DOCUMENT = {
  name: 'claim.ofDocument',
  text: 'SELECT DISTINCT claim_id AS id FROM claim_evidence WHERE document_id = $1 ORDER BY claim_id',
};

export interface EvidenceInput {
  readonly claim: string;
  /** One of the kinds of the claim's checklist. */
  readonly kind: string;
  /** A document the caller uploaded, or one already given for this policy's claims. */
  readonly document: string;
  /** At most 1,000 characters. */
  readonly note: string | null;
}

function checkInput({ kind, note }: EvidenceInput, requirements: readonly Requirement[]): void {
  const issues = [];
  if (!requirements.some((requirement) => requirement.kind === kind)) {
    const kinds = requirements.map((requirement) => requirement.kind).join(', ');
    issues.push(issue('kind', 'UNKNOWN_EVIDENCE_KIND', `must be one of ${kinds}`));
  }
  if (note !== null && note.length > MAX_NOTE_LENGTH) {
    issues.push(issue('note', 'TOO_LONG', `must have at most ${MAX_NOTE_LENGTH} characters`));
  }
  if (issues.length > 0) refuse(invalidInput(issues));
}

interface SharedDocument {
  readonly ownerId: string;
  readonly partnerId: string | null;
  readonly insurerId: string | null;
  readonly lenderId: string | null;
  readonly scanState: string;
}

/** Lets the parties of the claim read the document; answers its owner. A document belongs to one set of parties. */
async function shareDocument(tx: Transaction, id: string, claim: ClaimRow): Promise<string> {
  const [document] = await tx.rows<SharedDocument>(DOCUMENT, [id]);
  if (!document) return refuse(notFound('document', id));
  const { ownerId, partnerId, insurerId, lenderId, scanState } = document;
  if (scanState === 'INFECTED') {
    refuse(invalidInput([issue('document', 'INFECTED', 'malware was found in it; upload a clean copy')]));
  }
  if (partnerId === null) {
    await tx.run(SHARE_DOCUMENT, [id, claim.partnerId, claim.insurerId, claim.lenderId]);
  } else if (partnerId !== claim.partnerId || insurerId !== claim.insurerId || lenderId !== claim.lenderId) {
    const message = 'was given for a claim between other parties; upload it again';
    refuse(invalidInput([issue('document', 'DOCUMENT_OF_OTHER_PARTIES', message)]));
  }
  return ownerId;
}

async function requireRoom(tx: Transaction, claimId: string): Promise<void> {
  const [given] = await tx.rows<{ count: number }>(COUNT, [claimId]);
  if ((given?.count ?? 0) < MAX_DOCUMENTS) return;
  refuse(invalidInput([issue('document', 'TOO_MANY_DOCUMENTS', `a claim has at most ${MAX_DOCUMENTS} documents`)]));
}

/** Puts a document forward for a claim. The last required one starts the review. */
export async function addEvidence(tx: Transaction, input: EvidenceInput, step: Step): Promise<void> {
  const { viewer, claimRules, at, cause } = step;
  const claim = await lockClaimFor(tx, input.claim, { viewer, sides: ['INSURER', 'INSURED'] });
  if (!['EVIDENCE_PENDING', 'UNDER_REVIEW', 'REOPENED'].includes(claim.status)) {
    const message = `Evidence can be added until a claim is decided; this one is ${claim.status}.`;
    refuse({ problem: 'StateConflict', message, from: claim.status, to: 'UNDER_REVIEW' });
  }
  checkInput(input, requirementsOfClaim(claim, claimRules));
  await requireRoom(tx, claim.id);
  const ownerId = await shareDocument(tx, input.document, claim);
  const { id, partnerId, insurerId, lenderId } = claim;
  const evidence = newId('evidence');
  await tx.run(INSERT, [
    evidence,
    id,
    partnerId,
    insurerId,
    lenderId,
    input.kind,
    input.note,
    input.document,
    ownerId,
    at,
  ]);
  const details = { evidence: { id: evidence, kind: input.kind, document: input.document } };
  await tellClaim(tx, id, { kind: 'claim.evidenceAdded', at, cause, details });
  await startReviewIfComplete(tx, claim, step);
}

/** A document that waited for the scan was found clean, or infected: the claims it was given for may now be complete. */
export async function reviewAfterScan(tx: Transaction, document: string, moment: Moment): Promise<void> {
  for (const { id } of await tx.rows<{ id: string }>(CLAIMS_OF_DOCUMENT, [document])) {
    const claim = await lockClaim(tx, id);
    if (claim) await startReviewIfComplete(tx, claim, moment);
  }
}
