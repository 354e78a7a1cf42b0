import { selectList } from '../database/columns.js';
import type { Statement, Transaction } from '../database/unit-of-work.js';
import { Complaint } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { invariant } from '../kernel/index.js';
import type { OrganisationKind } from '../partners/viewer.js';
import type { ClaimEventContext } from './claim-events.js';

export type ComplaintRow = Complaint;

const COLUMNS = selectList(Complaint);
const BY_ID = { name: 'complaint.byId', text: `SELECT ${COLUMNS} FROM complaint WHERE id = $1` };
const BY_IDS = { name: 'complaint.byIds', text: `SELECT ${COLUMNS} FROM complaint WHERE id = ANY($1)` };
const LOCK = { name: 'complaint.lock', text: `${BY_ID.text} FOR NO KEY UPDATE` };
const OF_CLAIMS = {
  name: 'complaint.ofClaims',
  text: `SELECT ${COLUMNS} FROM complaint WHERE claim_id = ANY($1) ORDER BY claim_id, id`,
};

// Row-level security alone decides what is seen; naming the viewer's column lets its index give the order.
const OWNER_COLUMN: Readonly<Record<OrganisationKind, string>> = {
  // A partner may lend as well.
  PARTNER: '(partner_id = $1 OR lender_id = $1)',
  LENDER: 'lender_id = $1',
  INSURER: 'insurer_id = $1',
  OPERATOR: '$1::text IS NOT NULL',
};

/** Complaints the viewer sees, by keyset: organisation, bounds of the id, states, policy, claim, how many. */
export const complaintPage = (direction: 'ASC' | 'DESC', kind: OrganisationKind): Statement => ({
  name: `complaint.page.${direction}.${kind}`,
  text: `SELECT ${COLUMNS} FROM complaint WHERE ${OWNER_COLUMN[kind]} AND id > $2 AND id < $3
           AND ($4::text[] IS NULL OR status = ANY($4)) AND ($5::text IS NULL OR policy_id = $5)
           AND ($6::text IS NULL OR claim_id = $6) ORDER BY id ${direction} LIMIT $7`,
});

export async function readComplaint(tx: Transaction, id: string): Promise<ComplaintRow | undefined> {
  const [complaint] = await tx.rows<ComplaintRow>(BY_ID, [id]);
  return complaint;
}

export const readComplaints = (tx: Transaction, ids: readonly string[]): Promise<ComplaintRow[]> =>
  tx.rows<ComplaintRow>(BY_IDS, [ids]);

export async function lockComplaint(tx: Transaction, id: string): Promise<ComplaintRow | undefined> {
  const [complaint] = await tx.rows<ComplaintRow>(LOCK, [id]);
  return complaint;
}

/** Oldest first. */
export const complaintsOfClaims = (tx: Transaction, claimIds: readonly string[]): Promise<ComplaintRow[]> =>
  tx.rows<ComplaintRow>(OF_CLAIMS, [claimIds]);

export type ComplaintEventKind =
  | 'complaint.received'
  | 'complaint.moved'
  | 'complaint.answered'
  | 'complaint.deadlineApproaching'
  | 'complaint.deadlineMissed';

/** Tells about the complaint as the transaction has made it, without its words: they may be personal, events stay. */
export async function tellComplaint(
  tx: Transaction,
  id: string,
  { kind, at, cause, details }: ClaimEventContext & { readonly kind: ComplaintEventKind },
): Promise<void> {
  const complaint = await readComplaint(tx, id);
  invariant(complaint, `complaint ${id} vanished inside its own transaction`);
  const { number, policyId, claimId, about, status, outcome } = complaint;
  const event = {
    ownerId: complaint.partnerId,
    insurerId: complaint.insurerId,
    lenderId: complaint.lenderId,
    kind,
    subjectKind: 'complaint',
    subjectId: id,
    payload: { complaint: { id, number, policyId, claimId, about, status, outcome }, ...details },
    occurredAt: at,
    cause,
  };
  await appendEvents(tx, [event]);
}
