import type { Transaction } from '../database/unit-of-work.js';
import { type FieldIssue, invalidInput, isCountryCode, issue, refuse } from '../kernel/index.js';
import { EACH, partnerOf } from './limit.js';
import type { LimitShape } from './limit-request.js';

const KNOWN = {
  name: 'limit.subjectKnown',
  text: `SELECT 1 AS known WHERE CASE $2::text
           WHEN 'PROGRAMME' THEN EXISTS (SELECT 1 FROM programme_product WHERE programme_id = $3 AND insurer_id = $1)
           WHEN 'PARTNER' THEN EXISTS (SELECT 1 FROM programme_product WHERE partner_id = $3 AND insurer_id = $1)
           WHEN 'LENDER' THEN EXISTS (SELECT 1 FROM programme_lender l JOIN programme_product p
             ON p.programme_id = l.programme_id AND p.partner_id = l.partner_id WHERE l.lender_id = $3 AND p.insurer_id = $1)
           ELSE EXISTS (SELECT 1 FROM product WHERE id = $3 AND insurer_id = $1) END`,
};
const IS_INSURER = {
  name: 'limit.isInsurer',
  text: `SELECT 1 AS known FROM organisation WHERE id = $1 AND kind = 'INSURER'`,
};
const REGION = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/;
/** A country or a region of one, ISO 3166. */
export const isRegion = (text: string): boolean => REGION.test(text) && isCountryCode(text.slice(0, 2));
const LOOKED_UP: readonly string[] = ['PROGRAMME', 'PARTNER', 'LENDER', 'PRODUCT'];

/** What is wrong with the subject of a limit: an insurer limits only what it has to do with. */
export async function subjectIssue(
  tx: Transaction,
  { dimension, subject }: LimitShape,
  { insurerId, scenarios }: { readonly insurerId: string; readonly scenarios: readonly string[] },
): Promise<FieldIssue | undefined> {
  if (subject === EACH) return undefined;
  const unknown = (message: string): FieldIssue => issue('subject', 'UNKNOWN_SUBJECT', message);
  if (dimension === 'SCENARIO' && !scenarios.includes(subject)) return unknown('is not an installed scenario');
  if (dimension === 'REGION' && !isRegion(subject)) return unknown('must be an ISO 3166 country or region, e.g. US-IL');
  const [named, id] = dimension === 'OBLIGOR_AT_PARTNER' ? ['PARTNER', partnerOf(subject)] : [dimension, subject];
  if (LOOKED_UP.includes(named) && (await tx.rows(KNOWN, [insurerId, named, id])).length === 0) {
    return unknown(`names no ${named.toLowerCase()} this insurer does business with`);
  }
  return undefined;
}

/** Refuses whatever else the operator names: partners, lenders, what is nobody's id. */
export async function mustBeInsurer(tx: Transaction, id: string): Promise<void> {
  const known = await tx.rows(IS_INSURER, [id]);
  if (known.length === 0) refuse(invalidInput([issue('insurer', 'UNKNOWN_INSURER', 'names no insurer')]));
}

/** SQL: who owns the loan of an exposure `e` of a quote `q` today. */
export const LENDER_OF_EXPOSURE =
  'coalesce((SELECT y.lender_id FROM policy y WHERE y.id = e.policy_id AND y.partner_id = e.partner_id), q.lender_id)';

/**
 * SQL: the product that an exposure `e` of a quote `q` is business of. A follower's is its own, as the quote decided for it, and not
 * the leader's whose the offer is.
 */
export const PRODUCT_OF_EXPOSURE = `(SELECT v.product_id FROM product_version v WHERE v.insurer_id = e.insurer_id AND v.id = coalesce(
  (SELECT o.product_version_id FROM offer o WHERE o.id = e.offer_id AND o.insurer_id = e.insurer_id),
  (SELECT p->>'productVersionId' FROM jsonb_array_elements(q.decision->'products') p WHERE p->>'insurerId' = e.insurer_id LIMIT 1)))`;
