import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Offer, Policy, Quote } from '../entities/index.js';
import { isId } from '../kernel/index.js';

const POLICY_BY_ID = { name: 'policy.byId', text: `SELECT ${selectList(Policy)} FROM policy WHERE id = $1` };
const POLICY_LOCKED = {
  name: 'policy.locked',
  text: `SELECT ${selectList(Policy)} FROM policy WHERE id = $1 FOR NO KEY UPDATE`,
};
const OFFER_BY_ID = { name: 'offer.byId', text: `SELECT ${selectList(Offer)} FROM offer WHERE id = $1` };
const OFFER_TO_TAKE = {
  name: 'offer.toTake',
  text: `SELECT ${selectList(Offer, 'o')}, json_build_object('status', q.status, 'expiresAt', q.expires_at) AS "quoteBefore"
         FROM offer o JOIN quote q ON q.id = o.quote_id AND q.partner_id = o.partner_id WHERE o.id = $1`,
};
const QUOTE_BY_ID = { name: 'quote.ofPolicy', text: `SELECT ${selectList(Quote)} FROM quote WHERE id = $1` };
const QUOTE_LOCKED = { name: 'quote.locked', text: `${QUOTE_BY_ID.text} FOR NO KEY UPDATE` };

/** The policy, if its id is well formed and the actor may see it. */
export async function readPolicy(tx: Transaction, id: string): Promise<Policy | undefined> {
  if (!isId('policy', id)) return undefined;
  const [policy] = await tx.rows<Policy>(POLICY_BY_ID, [id]);
  return policy;
}

/** As `readPolicy`, holding the row until the transaction ends. */
export async function lockPolicy(tx: Transaction, id: string): Promise<Policy | undefined> {
  if (!isId('policy', id)) return undefined;
  const [policy] = await tx.rows<Policy>(POLICY_LOCKED, [id]);
  return policy;
}

export async function readOffer(tx: Transaction, id: string): Promise<Offer | undefined> {
  if (!isId('offer', id)) return undefined;
  const [offer] = await tx.rows<Offer>(OFFER_BY_ID, [id]);
  return offer;
}

/** An offer, and where its quote stands before it is locked. */
export interface OfferToTake {
  readonly offer: Offer;
  readonly quote: Pick<Quote, 'status' | 'expiresAt'>;
}

export async function readOfferToTake(tx: Transaction, id: string): Promise<OfferToTake | undefined> {
  if (!isId('offer', id)) return undefined;
  const [row] = await tx.rows<Offer & { quoteBefore: { status: string; expiresAt: string } }>(OFFER_TO_TAKE, [id]);
  if (!row) return undefined;
  const { quoteBefore, ...offer } = row;
  return { offer, quote: { status: quoteBefore.status, expiresAt: new Date(quoteBefore.expiresAt) } };
}

export async function readQuote(tx: Transaction, id: string): Promise<Quote | undefined> {
  const [quote] = await tx.rows<Quote>(QUOTE_BY_ID, [id]);
  return quote;
}

/** As `readQuote`, holding the row until the transaction ends. */
export async function lockQuote(tx: Transaction, id: string): Promise<Quote | undefined> {
  const [quote] = await tx.rows<Quote>(QUOTE_LOCKED, [id]);
  return quote;
}
