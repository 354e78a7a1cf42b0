import type { CapacityBook, Granted } from '../exposure/capacity.js';
import { allocate, Decimal } from '../kernel/index.js';
import type { OfferDraft } from './quote-draft.js';

/** What one of several insurers carries of an offer. */
export interface InsurerShare {
  readonly insurerId: string;
  /** Fraction with six decimals; all shares of an offer add up to 1. */
  readonly share: string;
  readonly sumInsuredMinor: bigint;
  readonly premiumMinor: bigint;
}

export interface GrantedShare extends InsurerShare {
  readonly capacity: Granted;
}

/** An offer on the leader's terms that several insurers carry together; the leader's share comes first. */
export interface ComposedOffer {
  readonly offer: OfferDraft;
  readonly shares: readonly GrantedShare[];
}

const WHOLE = 1_000_000n;

interface Member {
  readonly offer: OfferDraft;
  readonly roomMinor: bigint;
}

/** Fills `amountMinor` from the room of each in turn; undefined when all together have too little. */
function fill(
  members: readonly Member[],
  amountMinor: bigint,
): readonly (Member & { readonly minor: bigint })[] | undefined {
  // Shares have six decimals, so what a share comes to may be that much more than what was filled.
  const step = amountMinor / WHOLE + 1n;
  const filled: (Member & { readonly minor: bigint })[] = [];
  let left = amountMinor;
  for (const member of members) {
    const room = member.roomMinor - step;
    const minor = room < left ? room : left;
    if (minor < step || left === 0n) continue;
    filled.push({ ...member, minor });
    left -= minor;
  }
  return left === 0n && filled.length > 1 ? filled : undefined;
}

const riskOf = ({ offer }: Member, amountMinor: bigint) => ({ ...offer.capacity.risk, amountMinor });

/**
 * One offer of several insurers whose terms allow it, when none of them has room for all: the one with the most room
 * leads on its own terms and price, the others follow in the order of their room. Shares, sums insured and premium are
 * split by largest remainder. Takes capacity of each on its own limits, or of none.
 */
export function coInsure(
  offers: readonly OfferDraft[],
  roomMinorOf: (insurerId: string) => bigint,
  book: CapacityBook,
): ComposedOffer | undefined {
  const members = offers
    .filter(({ coInsures }) => coInsures)
    .map((offer) => ({ offer, roomMinor: roomMinorOf(offer.insurerId) }))
    .sort((a, b) => (a.roomMinor === b.roomMinor ? 0 : a.roomMinor > b.roomMinor ? -1 : 1));
  const [leader] = members;
  if (!leader) return undefined;
  const { sumInsuredMinor, premium } = leader.offer.priced;
  const filled = fill(members, sumInsuredMinor);
  if (!filled) return undefined;
  const parts = allocate(
    WHOLE,
    filled.map(({ minor }) => minor),
  );
  const sums = allocate(sumInsuredMinor, parts);
  const premiums = allocate(premium.totalMinor, parts);
  if (filled.some((member, at) => book.refusal(riskOf(member, sums[at] ?? 0n)))) return undefined;
  const shares = filled.flatMap((member, at): GrantedShare[] => {
    const capacity = book.reserve(riskOf(member, sums[at] ?? 0n));
    if ('dimension' in capacity) return [];
    const share = new Decimal(String(parts[at])).div(String(WHOLE)).toFixed(6);
    const { insurerId } = member.offer;
    return [{ insurerId, share, sumInsuredMinor: sums[at] ?? 0n, premiumMinor: premiums[at] ?? 0n, capacity }];
  });
  return { offer: leader.offer, shares };
}

/** Shares as an offer keeps them. */
export const storedShares = (shares: readonly InsurerShare[]) =>
  shares.map(({ insurerId, share, sumInsuredMinor, premiumMinor }) => ({
    insurerId,
    share,
    sumInsuredMinor: String(sumInsuredMinor),
    premiumMinor: String(premiumMinor),
  }));

export type StoredShare = ReturnType<typeof storedShares>[number];
