import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { ClaimEvidence } from '../entities/index.js';
import type { ClaimRules } from '../scenarios/contract/index.js';
import { itemState, type Requirement, requirementsOf } from './checklist.js';
import type { ClaimRow } from './claim-row.js';

/** A piece of evidence with its file, but for the content. */
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
           d.size_bytes AS "sizeBytes", d.sha256, d.stored_at AS "storedAt", d.scan_state AS "scanState"
         FROM claim_evidence e JOIN document d ON d.id = e.document_id AND d.owner_id = e.document_owner_id
         WHERE e.claim_id = ANY($1) ORDER BY e.claim_id, e.id`,
};

/** The evidence of claims, oldest first. */
export const evidenceOfClaims = (tx: Transaction, claimIds: readonly string[]): Promise<EvidenceRow[]> =>
  tx.rows<EvidenceRow>(OF_CLAIMS, [claimIds]);

/** What the claim was asked for when it began; claims from before are asked for what their scenario asks. */
export const requirementsOfClaim = (
  { requirements, scenario }: Pick<ClaimRow, 'requirements' | 'scenario'>,
  claimRules: (scenario: string) => ClaimRules,
): readonly Requirement[] =>
  (requirements as readonly Requirement[] | null) ?? requirementsOf(claimRules(scenario), { evidence: [] });

/** What is required and not there: not given, not yet scanned, or infected. */
export async function missingEvidence(
  tx: Transaction,
  claim: ClaimRow,
  claimRules: (scenario: string) => ClaimRules,
): Promise<Requirement[]> {
  const given = await evidenceOfClaims(tx, [claim.id]);
  const states = (kind: string) => given.filter((row) => row.kind === kind).map(({ scanState }) => scanState);
  return requirementsOfClaim(claim, claimRules).filter(
    ({ kind, required }) => required && itemState(states(kind)) !== 'PROVIDED',
  );
}
