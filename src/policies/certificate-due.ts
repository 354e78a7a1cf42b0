import type { Transaction } from '../database/unit-of-work.js';

const NOTE = {
  name: 'certificate.noteDue',
  text: `INSERT INTO certificate_due (policy_id, partner_id, insurer_id, lender_id, sequence, is_final)
         SELECT p.id, p.partner_id, p.insurer_id, p.lender_id,
           (SELECT max(t.sequence) FROM policy_transaction t WHERE t.policy_id = p.id AND t.partner_id = p.partner_id),
           p.status IN ('CLOSED', 'EXPIRED')
         FROM policy p WHERE p.id = $1 AND p.activated_at IS NOT NULL
         ON CONFLICT (policy_id, partner_id) DO UPDATE
           SET sequence = excluded.sequence, is_final = excluded.is_final, insurer_id = excluded.insurer_id, lender_id = excluded.lender_id`,
};

/**
 * Asks for a certificate of the policy as this transaction leaves it; it is made after the commit, outside the request.
 * Cover that ends without a policy transaction gets one more, its last.
 */
export async function noteCertificateDue(tx: Transaction, policyId: string): Promise<void> {
  await tx.run(NOTE, [policyId]);
}
