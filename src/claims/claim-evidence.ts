import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { ClaimEvidence } from '../entities/index.js';
import { invalidInput, issue, newId, notFound, refuse } from '../kernel/index.js';
import type { ClaimRules, EvidenceRequirement } from '../scenarios/contract/index.js';
import { lockClaimFor, moveClaim, type Step } from './claim-command.js';
import { tellClaim } from './claim-events.js';
import type { ClaimRow } from './claim-row.js';

const MAX_NOTE_LENGTH = 1_000;

const DOCUMENT = {
  name: 'claim.document',
  text: `SELECT owner_id AS "ownerId", partner_id AS "partnerId", insurer_id AS "insurerId", lender_id AS "lenderId"
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
const KINDS = { name: 'claim.evidenceKinds', text: 'SELECT DISTINCT kind FROM claim_evidence WHERE claim_id = $1' };

/** A piece of evidence with the name of its file. */
export interface EvidenceRow extends ClaimEvidence {
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly storedAt: Date;
  readonly scanState: string;
}

const OF_CLAIMS = {
  name: 'claim.evidenceOfClaims',
  text: `SELECT ${selectList(ClaimEvidence, 'e')}, d.file_name AS "fileName", d.media_type AS "mediaType",
           d.size_bytes AS "sizeBytes", d.sha256, d.stored_at AS "storedAt",
           d.scan_state AS "scanState"
         FROM claim_evidence e JOIN document d ON d.id = e.document_id AND d.owner_id = e.document_owner_id
         WHERE e.claim_id = ANY($1) ORDER BY e.claim_id, e.id`,
};

/** The evidence of claims, oldest first. */
export const evidenceOfClaims = (tx: Transaction, claimIds: readonly string[]): Promise<EvidenceRow[]> =>
  tx.rows<EvidenceRow>(OF_CLAIMS, [claimIds]);

/** What the scenario requires and the claim does not have. */
export async function missingEvidence(
  tx: Transaction,
  claim: ClaimRow,
  rules: ClaimRules,
): Promise<EvidenceRequirement[]> {
  const given = await tx.rows<{ kind: string }>(KINDS, [claim.id]);
  return rules.evidence.filter(({ kind, required }) => required && !given.some((evidence) => evidence.kind === kind));
}

export interface EvidenceInput {
  readonly claim: string;
  /** One of the scenario's evidence kinds. */
  readonly kind: string;
  /** A document the caller uploaded, or one already given for this policy's claims. */
  readonly document: string;
  /** At most 1,000 characters. */
  readonly note: string | null;
}

function checkInput({ kind, note }: EvidenceInput, rules: ClaimRules): void {
  const issues = [];
  if (!rules.evidence.some((requirement) => requirement.kind === kind)) {
    const kinds = rules.evidence.map((requirement) => requirement.kind).join(', ');
    issues.push(issue('kind', 'UNKNOWN_EVIDENCE_KIND', `must be one of ${kinds}`));
  }
  if (note !== null && note.length > MAX_NOTE_LENGTH) {
    issues.push(issue('note', 'TOO_LONG', `must have at most ${MAX_NOTE_LENGTH} characters`));
  }
  if (issues.length > 0) refuse(invalidInput(issues));
}

/** Lets the parties of the claim read the document; answers its owner. A document belongs to one set of parties. */
async function shareDocument(tx: Transaction, id: string, claim: ClaimRow): Promise<string> {
  const [document] = await tx.rows<{
    ownerId: string;
    partnerId: string | null;
    insurerId: string | null;
    lenderId: string | null;
  }>(DOCUMENT, [id]);
  if (!document) return refuse(notFound('document', id));
  const { ownerId, partnerId, insurerId, lenderId } = document;
  if (partnerId === null) {
    await tx.run(SHARE_DOCUMENT, [id, claim.partnerId, claim.insurerId, claim.lenderId]);
  } else if (partnerId !== claim.partnerId || insurerId !== claim.insurerId || lenderId !== claim.lenderId) {
    const message = 'was given for a claim between other parties; upload it again';
    refuse(invalidInput([issue('document', 'DOCUMENT_OF_OTHER_PARTIES', message)]));
  }
  return ownerId;
}

/** Puts a document forward for a claim. The last required one starts the review. */
export async function addEvidence(tx: Transaction, input: EvidenceInput, step: Step): Promise<void> {
  const { viewer, claimRules, at, cause } = step;
  const claim = await lockClaimFor(tx, input.claim, { viewer, sides: ['INSURER', 'INSURED'] });
  if (!['EVIDENCE_PENDING', 'UNDER_REVIEW', 'REOPENED'].includes(claim.status)) {
    const message = `Evidence can be added until a claim is decided; this one is ${claim.status}.`;
    refuse({ problem: 'StateConflict', message, from: claim.status, to: 'UNDER_REVIEW' });
  }
  const rules = claimRules(claim.scenario);
  checkInput(input, rules);
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
  if (claim.status !== 'UNDER_REVIEW' && (await missingEvidence(tx, claim, rules)).length === 0) {
    await moveClaim(tx, claim, 'UNDER_REVIEW', step);
    await tellClaim(tx, id, { kind: 'claim.reviewStarted', at, cause });
  }
}
