import { selectList } from '../database/columns.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { ClaimHandling } from '../entities/index.js';
import { invalidInput, issue, refuse } from '../kernel/index.js';
import { lockClaimFor, type Step } from './claim-command.js';
import { tellInsurer } from './claim-events.js';
import type { ClaimRow } from './claim-row.js';

export type HandlingRow = ClaimHandling;

/** What the machine looked at before it approved a claim, or left it to a person. */
export interface DecisionCheck {
  /** SCREAMING_CASE, e.g. `AMOUNT_WITHIN_LIMIT`. */
  readonly code: string;
  readonly passed: boolean;
  readonly message: string;
}

/** A decision that one person made and another must agree to. Amounts in minor units as text. */
export interface Proposal {
  readonly outcome: string;
  readonly approvedMinor: string | null;
  readonly netCollateralMinor: string;
  readonly rejectionCode: string | null;
  readonly reason: string | null;
  readonly proposedBy: string;
  readonly proposedAt: string;
}

const COLUMNS = selectList(ClaimHandling);
const OF_CLAIMS = { name: 'handling.ofClaims', text: `SELECT ${COLUMNS} FROM claim_handling WHERE claim_id = ANY($1)` };
const set = (column: string) => ({
  name: `handling.set.${column}`,
  text: `INSERT INTO claim_handling (claim_id, partner_id, insurer_id, ${column}) VALUES ($1, $2, $3, $4)
         ON CONFLICT (claim_id, partner_id) DO UPDATE SET ${column} = excluded.${column}`,
});
const SET_CHECKS = set('checks');
const SET_PROPOSAL = set('proposal');
const SET_AGREED = set('agreed_by');
const SET_ASSIGNEE = set('assignee_id');
const IS_HANDLER = {
  name: 'handling.isHandler',
  text: `SELECT id FROM api_key WHERE id = $1 AND organisation_id = $2 AND role = 'INSURER_CLAIMS' AND revoked_at IS NULL`,
};

/** How the viewer's own claims are handled; for everybody but the insurer there is nothing to see. */
export const handlingsOfClaims = (tx: Transaction, claimIds: readonly string[]): Promise<HandlingRow[]> =>
  tx.rows<HandlingRow>(OF_CLAIMS, [claimIds]);

/** What the lender sends may make the insurer's machine decide, so this may run in the lender's transaction. */
async function write(
  tx: Transaction,
  statement: typeof SET_CHECKS,
  { claim, value }: { claim: ClaimRow; value: unknown },
) {
  await joinTenants(tx, [claim.insurerId]);
  await tx.run(statement, [claim.id, claim.partnerId, claim.insurerId, value]);
}

export const keepChecks = (tx: Transaction, claim: ClaimRow, checks: readonly DecisionCheck[]): Promise<void> =>
  write(tx, SET_CHECKS, { claim, value: JSON.stringify(checks) });

export async function readProposal(tx: Transaction, claimId: string): Promise<Proposal | undefined> {
  const [row] = await handlingsOfClaims(tx, [claimId]);
  return (row?.proposal ?? undefined) as Proposal | undefined;
}

export const keepProposal = (tx: Transaction, claim: ClaimRow, proposal: Proposal): Promise<void> =>
  write(tx, SET_PROPOSAL, { claim, value: JSON.stringify(proposal) });

/** The proposal has become the decision of two, or nobody's. */
export async function clearProposal(tx: Transaction, claim: ClaimRow, agreedBy: string | null): Promise<void> {
  await write(tx, SET_PROPOSAL, { claim, value: null });
  await write(tx, SET_AGREED, { claim, value: agreedBy });
}

export interface AssignmentInput {
  readonly claim: string;
  /** A claims key of the insurer; null leaves the claim to nobody. */
  readonly assignee: string | null;
}

/** Gives a claim to somebody at the insurer. */
export async function assignClaim(
  tx: Transaction,
  { claim: id, assignee }: AssignmentInput,
  step: Step,
): Promise<void> {
  const { viewer, at, cause } = step;
  const claim = await lockClaimFor(tx, id, { viewer, sides: ['INSURER'] });
  if (assignee !== null) {
    const [handler] = await tx.rows(IS_HANDLER, [assignee, claim.insurerId]);
    if (!handler)
      refuse(invalidInput([issue('assignee', 'NOT_A_HANDLER', 'must be a live claims key of the insurer')]));
  }
  await write(tx, SET_ASSIGNEE, { claim, value: assignee });
  await tellInsurer(tx, claim, { kind: 'claim.assigned', at, cause, details: { assignee } });
}
