import type { Transaction } from '../database/unit-of-work.js';
import { type ClaimRow, claimFromSnapshot } from './claim-row.js';

/** The end of a day in the time zone of the loan, as far as it was known at an instant. */
export interface ClaimAsOf {
  /** Every day when null. */
  readonly effective: string | null;
  readonly known: Date;
}

/** A claim as it was, and the last thing that had happened to it. */
export interface PastClaim {
  readonly claim: ClaimRow;
  readonly at: Date;
}

// What the insurer alone is told belongs to the insurer; the claim's own events belong to the partner.
const PAST = {
  name: 'claim.past',
  text: `SELECT DISTINCT ON (c.id) e.payload -> 'claim' AS claim, e.occurred_at AS "at"
         FROM claim c
         JOIN loan l ON l.id = c.loan_id AND l.partner_id = c.partner_id
         JOIN event e ON e.subject_kind = 'claim' AND e.subject_id = c.id AND e.owner_id = c.partner_id
         WHERE (c.id = $1 OR c.policy_id = $1) AND e.occurred_at <= $2
           AND ($3::date IS NULL OR (e.occurred_at AT TIME ZONE l.time_zone)::date <= $3::date)
         ORDER BY c.id, e.id DESC`,
};

/**
 * A claim, or the claims of a policy, as the last event until then carries them, oldest first. Every step counts from the
 * day it was recorded. Claims that were not notified yet are absent.
 */
export async function pastClaims(
  tx: Transaction,
  claimOrPolicyId: string,
  { effective, known }: ClaimAsOf,
): Promise<PastClaim[]> {
  const rows = await tx.rows<{ claim: unknown; at: Date }>(PAST, [claimOrPolicyId, known, effective]);
  return rows.map(({ claim, at }) => ({ claim: claimFromSnapshot(claim), at }));
}
