import { selectList } from '../database/columns.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { type Referral, ReferralEntry } from '../entities/index.js';
import { canonicalHash } from '../kernel/index.js';
import { storedLoan } from './loan-request.js';
import { type AgreedTerms, approvalOfStored } from './offer-conditions.js';
import { type ApprovalSubject, type Approved, approvedOffer } from './referral-approval.js';
import { openReferralsOf } from './referral-rows.js';

/** An approval with who gave it: of a desk that may carry a part of the loan. */
export interface Line extends Approved {
  readonly keyId: string;
}

export interface OtherDesks {
  /** What they approved without room for all of it, of the same loan. */
  readonly lines: readonly Line[];
  /** Whether any of them may still carry a part. */
  readonly mayCome: boolean;
}

const NOBODY: OtherDesks = { lines: [], mayCome: false };
const SHARE_APPROVALS = {
  name: 'referral.shareApprovals',
  text: `SELECT DISTINCT ON (referral_id) ${selectList(ReferralEntry)} FROM referral_entry
         WHERE referral_id = ANY ($1) AND kind = 'SHARE_APPROVAL' ORDER BY referral_id, id DESC`,
};

/** The other insurers whose desks have not decided about a quote and whose terms let them share a risk with this one. */
export async function otherDesks(
  tx: Transaction,
  own: Approved,
  subjectOf: (referral: Referral) => Promise<ApprovalSubject>,
): Promise<OtherDesks> {
  const { quote, referral, terms } = own.subject;
  if (terms.coInsures !== true) return NOBODY;
  const open = (await openReferralsOf(tx, quote.id)).filter(({ insurerId }) => insurerId !== referral.insurerId);
  if (open.length === 0) return NOBODY;
  await joinTenants(
    tx,
    open.map(({ insurerId }) => insurerId),
  );
  const subjects: ApprovalSubject[] = [];
  for (const one of open) {
    const subject = await subjectOf(one);
    if (subject.terms.coInsures === true) subjects.push(subject);
  }
  const entries = await tx.rows<ReferralEntry>(SHARE_APPROVALS, [subjects.map((subject) => subject.referral.id)]);
  const loanOf = ({ request }: Approved): string => canonicalHash(storedLoan(request.loan));
  const lines = subjects.flatMap((subject): Line[] => {
    const entry = entries.find(({ referralId }) => referralId === subject.referral.id);
    if (!entry) return [];
    const approval = approvalOfStored(entry.terms as AgreedTerms, quote.currency);
    const line = { ...approvedOffer(subject, approval), keyId: entry.keyId };
    return loanOf(line) === loanOf(own) ? [line] : [];
  });
  return { lines, mayCome: subjects.length > 0 };
}
