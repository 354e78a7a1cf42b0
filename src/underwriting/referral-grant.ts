import type { Transaction } from '../database/unit-of-work.js';
import { Exposure, Offer } from '../entities/index.js';
import type { BindingLimit, CapacityBook, Granted } from '../exposure/capacity.js';
import { lockLimits, openBook } from '../exposure/capacity-store.js';
import { invariant, newId } from '../kernel/index.js';
import { storedAlternative } from './alternative.js';
import { coInsure, type GrantedShare, roomFor, storedShares } from './co-insurance.js';
import { jointConditions } from './offer-conditions.js';
import { storedFinancing, storedLines, storedPricing } from './quote-rows.js';
import type { Approved } from './referral-approval.js';

const HOUR_MS = 3_600_000;
const NEXT_POSITION = {
  name: 'offer.nextPosition',
  text: 'SELECT coalesce(max(position), 0) + 1 AS position FROM offer WHERE quote_id = $1',
};

/** An approval that has room: of one insurer for all of it, or of several for their shares. */
interface Carried<Line extends Approved> {
  /** On whose terms and price it is offered. */
  readonly leader: Line;
  readonly parts: readonly { readonly insurerId: string; readonly amountMinor: bigint; readonly capacity: Granted }[];
  readonly shares: readonly GrantedShare[] | null;
}

/** What desks approved without room for all of it, carried together. */
function together<Line extends Approved>(lines: readonly Line[], book: CapacityBook): Carried<Line> | undefined {
  const roomOf = (insurerId: string): bigint => {
    const line = lines.find(({ offer }) => offer.insurerId === insurerId);
    invariant(line, 'room is asked of those who approved');
    return roomFor(line.offer.capacity.risk, book);
  };
  const offers = lines.map(({ offer }) => offer);
  const composed = coInsure(offers, roomOf, book);
  const leader = lines.find(({ offer }) => offer === composed?.offer);
  if (!composed || !leader) return undefined;
  const parts = composed.shares.map(({ insurerId, sumInsuredMinor: amountMinor, capacity }) => ({
    insurerId,
    amountMinor,
    capacity,
  }));
  return { leader, parts, shares: composed.shares };
}

/** What is confirmed at binding is what any of the carriers asked for; the loan is the same for all. */
function offerRow<Line extends Approved>(
  { leader, shares }: Carried<Line>,
  lines: readonly Line[],
  { position, at }: { readonly position: number; readonly at: Date },
): Offer {
  const { subject, request, offer, approval } = leader;
  const { quote, referral, terms } = subject;
  const changesLoan = request.loan.principalMinor !== quote.principalMinor;
  const carriers = lines.filter((line) => shares?.some(({ insurerId }) => insurerId === line.offer.insurerId));
  const others = carriers.filter((line) => line !== leader).map((line) => line.approval.conditions);
  return {
    id: offer.id,
    partnerId: quote.partnerId,
    insurerId: offer.insurerId,
    quoteId: quote.id,
    productVersionId: referral.productVersionId,
    position,
    currency: quote.currency,
    sumInsuredMinor: offer.priced.sumInsuredMinor,
    insuredPercentage: offer.insuredPercentage,
    premiumMinor: offer.priced.premium.totalMinor,
    premiumLines: storedLines(offer.priced),
    pricing: storedPricing(offer.priced),
    insurerShares: shares && storedShares(shares),
    alternative: storedFinancing(request, offer.priced) ?? (changesLoan ? storedAlternative(request) : null),
    conditions: jointConditions(approval.conditions, others),
    expiresAt: new Date(at.getTime() + terms.quoteValidityHours * HOUR_MS),
    counter: false,
  };
}

/** An offer of a desk, and those whose approval went into it. */
export interface GrantedApproval<Line extends Approved> {
  readonly expiresAt: Date;
  readonly carriers: readonly Line[];
}

/**
 * Takes the capacity of an approval and stores its offer: the insurer's alone, else, where its terms allow it, one on
 * the terms of whoever has the most room, carried together with what `others` approved of the same loan. Answers with
 * the limit that has too little room when neither is possible; then nothing was stored.
 */
export async function grantApproval<Line extends Approved>(
  tx: Transaction,
  own: Line,
  others: readonly Line[],
  at: Date,
): Promise<GrantedApproval<Line> | BindingLimit> {
  const lines = [own, ...others];
  const asked = lines.map(({ offer }) => offer.capacity);
  const { book, close } = await openBook(tx, await lockLimits(tx, asked), {
    asked,
    day: at.toISOString().slice(0, 10),
  });
  const { insurerId, priced } = own.offer;
  const granted = book.reserve(own.offer.capacity.risk);
  const carried: Carried<Line> | undefined =
    'dimension' in granted
      ? together(lines, book)
      : { leader: own, parts: [{ insurerId, amountMinor: priced.sumInsuredMinor, capacity: granted }], shares: null };
  await close();
  if (!carried) {
    invariant('dimension' in granted, 'a limit refused');
    return granted;
  }
  const { quote } = own.subject;
  const [next] = await tx.rows<{ position: number }>(NEXT_POSITION, [quote.id]);
  const row = offerRow(carried, lines, { position: next?.position ?? 1, at });
  await tx.manager.insert(Offer, row as object);
  for (const part of carried.parts) {
    await tx.manager.insert(Exposure, {
      id: newId('exposure'),
      partnerId: quote.partnerId,
      insurerId: part.insurerId,
      quoteId: quote.id,
      offerId: row.id,
      policyId: null,
      limitIds: [...part.capacity.limitIds],
      counted: part.capacity.counted,
      currency: quote.currency,
      amountMinor: part.amountMinor,
      state: 'RESERVED',
      changedAt: at,
    } as object);
  }
  const carriers = lines.filter(({ offer }) => carried.parts.some((part) => part.insurerId === offer.insurerId));
  return { expiresAt: row.expiresAt ?? quote.expiresAt, carriers };
}
