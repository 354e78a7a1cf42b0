import { selectList } from '../database/columns.js';
import { joinTenants } from '../database/tenancy.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Quote, Referral, ReferralEntry } from '../entities/index.js';
import { invariant, isId, newId, notFound, refuse, stateConflict } from '../kernel/index.js';
import type { Viewer } from '../partners/viewer.js';

const REFERRAL = { name: 'referral.byId', text: `SELECT ${selectList(Referral)} FROM referral WHERE id = $1` };
const LOCK_QUOTE = {
  name: 'referral.lockQuote',
  text: `SELECT ${selectList(Quote)} FROM quote WHERE id = $1 FOR NO KEY UPDATE`,
};

/** What a step on a referral is given besides its input. */
export interface ReferralStep {
  readonly viewer: Viewer;
  readonly at: Date;
  readonly cause: string;
}

export async function readReferral(tx: Transaction, id: string): Promise<Referral | undefined> {
  if (!isId('referral', id)) return undefined;
  const [referral] = await tx.rows<Referral>(REFERRAL, [id]);
  return referral;
}

/**
 * An open referral of the viewer's own insurer with its quote, both held. The quote's lock stands for all its
 * referrals: whoever decides, expires, binds or refuses takes it first, so that the second one sees what the first did.
 */
export async function holdReferral(
  tx: Transaction,
  id: string,
  { viewer, at }: ReferralStep,
): Promise<{ readonly referral: Referral; readonly quote: Quote }> {
  const seen = await readReferral(tx, id);
  if (!seen || seen.insurerId !== viewer.organisationId) return refuse(notFound('referral', id));
  await joinTenants(tx, [seen.partnerId]);
  const [quote] = await tx.rows<Quote>(LOCK_QUOTE, [seen.quoteId]);
  const referral = await readReferral(tx, id);
  invariant(quote && referral, `referral ${id} has a quote`);
  if (referral.status === 'DECIDED' || referral.status === 'EXPIRED') {
    return refuse(stateConflict('referral', referral.status, 'DECIDED'));
  }
  if (referral.deadline <= at) return refuse(stateConflict('referral', 'EXPIRED', 'DECIDED'));
  return { referral, quote };
}

/** Adds a line to the insurer's own record of a referral. */
export async function recordEntry(
  tx: Transaction,
  referral: Referral,
  entry: Pick<ReferralEntry, 'kind' | 'text' | 'terms'>,
  { viewer, at }: { readonly viewer: Pick<Viewer, 'keyId'>; readonly at: Date },
): Promise<void> {
  await tx.manager.insert(ReferralEntry, {
    id: newId('referralEntry'),
    insurerId: referral.insurerId,
    referralId: referral.id,
    keyId: viewer.keyId,
    recordedAt: at,
    ...entry,
  } as object);
}
