import { selectList } from '../database/columns.js';
import type { Statement, Transaction } from '../database/unit-of-work.js';
import { Claim } from '../entities/index.js';
import { canonicalJson } from '../kernel/index.js';
import type { JsonObject } from '../scenarios/contract/index.js';

/** A claim with what its policy says about it. */
export interface ClaimRow extends Claim {
  readonly policyNumber: string;
  readonly scenario: string;
  readonly scenarioVersion: string;
}

/** Columns of a `ClaimRow` from `claim c` joined with `policy p`. */
export const CLAIM_COLUMNS = `${selectList(Claim, 'c')}, p.number AS "policyNumber", p.scenario,
  p.scenario_version AS "scenarioVersion"`;
export const CLAIM_TABLES = 'claim c JOIN policy p ON p.id = c.policy_id AND p.partner_id = c.partner_id';

const BY_ID = { name: 'claim.byId', text: `SELECT ${CLAIM_COLUMNS} FROM ${CLAIM_TABLES} WHERE c.id = $1` };
const BY_IDS = { name: 'claim.byIds', text: `SELECT ${CLAIM_COLUMNS} FROM ${CLAIM_TABLES} WHERE c.id = ANY($1)` };
const BY_POLICY = {
  name: 'claim.byPolicy',
  text: `SELECT ${CLAIM_COLUMNS} FROM ${CLAIM_TABLES} WHERE c.policy_id = ANY($1) ORDER BY c.id`,
};
const LOCK_BY_ID = { name: 'claim.lockById', text: `${BY_ID.text} FOR NO KEY UPDATE OF c` };
const LOCK_LOAN: Statement = {
  name: 'claim.lockLoan',
  text: `SELECT l.id FROM loan l JOIN claim c ON c.loan_id = l.id AND c.partner_id = l.partner_id
         WHERE c.id = $1 FOR NO KEY UPDATE OF l`,
};

/** The claim as this transaction sees it, or undefined when it does not exist or is not visible. */
export async function readClaim(tx: Transaction, id: string): Promise<ClaimRow | undefined> {
  const [claim] = await tx.rows<ClaimRow>(BY_ID, [id]);
  return claim;
}

/** In no particular order; claims that are not visible are absent. */
export const readClaims = (tx: Transaction, ids: readonly string[]): Promise<ClaimRow[]> =>
  tx.rows<ClaimRow>(BY_IDS, [ids]);

/** All visible claims of policies, oldest first. */
export const claimsOfPolicies = (tx: Transaction, policyIds: readonly string[]): Promise<ClaimRow[]> =>
  tx.rows<ClaimRow>(BY_POLICY, [policyIds]);

/** Locks the claim's loan, then the claim: everybody who moves either takes them in this order. */
export async function lockClaim(tx: Transaction, id: string): Promise<ClaimRow | undefined> {
  await tx.rows(LOCK_LOAN, [id]);
  const [claim] = await tx.rows<ClaimRow>(LOCK_BY_ID, [id]);
  return claim;
}

/** The claim as JSON for the event log: bigints as text, instants as RFC 3339. */
export const claimSnapshot = (claim: ClaimRow): JsonObject => JSON.parse(canonicalJson(claim)) as JsonObject;

type SnapshotJson = { readonly [K in keyof ClaimRow]: ClaimRow[K] extends bigint | Date ? string : ClaimRow[K] };

const minorOrNull = (value: unknown): bigint | null => (value === null ? null : BigInt(String(value)));
const instantOrNull = (value: unknown): Date | null => (value === null ? null : new Date(String(value)));

/** The claim as it was when the event was written. */
export function claimFromSnapshot(snapshot: unknown): ClaimRow {
  const json = snapshot as SnapshotJson;
  return {
    ...json,
    computedMinor: BigInt(json.computedMinor),
    approvedMinor: minorOrNull(json.approvedMinor),
    paidMinor: BigInt(json.paidMinor),
    notifiedAt: new Date(json.notifiedAt),
    decidedAt: instantOrNull(json.decidedAt),
    paidAt: instantOrNull(json.paidAt),
    closedAt: instantOrNull(json.closedAt),
    // Events from before these were known do not have them.
    requirements: json.requirements ?? null,
    deadlines: json.deadlines ?? [],
    noticeOn: json.noticeOn ?? null,
    rejectionCode: json.rejectionCode ?? null,
    otherInsurance: json.otherInsurance ?? [],
    overpaidMinor: BigInt(json.overpaidMinor ?? '0'),
  };
}

/** The parties of a claim's journals. */
export const partiesOf = ({ insurerId, partnerId, lenderId, policyId }: ClaimRow) => ({
  insurerId,
  partnerId,
  lenderId,
  policyId,
});
