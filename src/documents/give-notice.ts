import type { Transaction } from '../database/unit-of-work.js';
import { type CurrencyCode, formatMinor, newId } from '../kernel/index.js';
import { ADDRESSEES, type GivenNotice } from './notice.js';

// Said once: who plays the roles now, and the figures of now, whatever becomes of either until it is printed.
const GIVE = {
  name: 'notice.give',
  text: `INSERT INTO policy_notice (id, policy_id, partner_id, insurer_id, lender_id, kind, about, version, given_on, said, recorded_at)
         SELECT n.id, p.id, p.partner_id, p.insurer_id, p.lender_id, n.kind, n.about, n.version, n."on", jsonb_build_object(
           'policyNumber', p.number, 'loanReference', g.reference, 'from', coalesce(n."from", p.insurer_id),
           'to', (SELECT jsonb_agg(jsonb_build_object('role', r.role, 'organisation', r.organisation_id, 'obligor', r.obligor_reference)
                    ORDER BY array_position(n.roles, r.role))
                  FROM policy_role r WHERE r.policy_id = p.id AND r.partner_id = p.partner_id AND r.role = ANY (n.roles)),
           'figures', n.figures), $2
         FROM jsonb_to_recordset($1::jsonb) AS n (id text, "policyId" text, kind text, about text, version integer, "on" date,
           "from" text, roles text[], figures jsonb)
         JOIN policy p ON p.id = n."policyId"
         LEFT JOIN loan g ON g.policy_id = p.id AND g.partner_id = p.partner_id`,
};

/** An amount as a notice says it. */
export const noticeAmount = (minor: bigint, currency: string): string =>
  `${formatMinor(minor, currency as CurrencyCode)} ${currency}`;

/** Keeps what is said; it is printed after the commit, outside the request. */
export async function giveNotices(tx: Transaction, notices: readonly GivenNotice[], at: Date): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map((notice) => ({ id: newId('policyNotice'), ...notice, roles: ADDRESSEES[notice.kind] }));
  await tx.run(GIVE, [JSON.stringify(rows), at]);
}
