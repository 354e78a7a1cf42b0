import type { CapacityBook, Granted } from '../exposure/capacity.js';
import type { ExposureRisk } from '../exposure/matching.js';
import { coInsuredPremium } from '../finance/index.js';
import { allocate, Decimal, invariant, minMinor } from '../kernel/index.js';
import type { PricedCover } from './pricing.js';
import type { InsurerShare, OfferDraft } from './quote-draft.js';

export interface GrantedShare extends InsurerShare {
  readonly capacity: Granted;
}

/** An offer on the leader's terms that several insurers carry together; the leader's share comes first. */
export interface ComposedOffer<Share extends InsurerShare = InsurerShare> {
  readonly offer: OfferDraft;
  readonly shares: readonly Share[];
}

const WHOLE = 1_000_000n;

/** What is left for a risk: all of it, or less. */
export const roomFor = (risk: ExposureRisk, book: CapacityBook): bigint =>
  book.refusal(risk)?.availableMinor ?? risk.amountMinor;

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

/** Whether an insurer that only follows gets what it asks for its part, where `leader` sets the price. */
function follows({ follows: part }: OfferDraft, { premium, sumInsuredMinor }: PricedCover): boolean {
  return !part || premium.grossMinor * BigInt(part.sumInsuredMinor) >= BigInt(part.premiumMinor) * sumInsuredMinor;
}

/**
 * One offer of several insurers whose terms allow it, when none of them has room for all: the one with the most room that
 * may lead does so on its own terms and price, the others follow in the order of their room. Shares, sums insured and
 * premium are split by largest remainder.
 */
export function composeOffer(
  offers: readonly OfferDraft[],
  roomMinorOf: (insurerId: string) => bigint,
): ComposedOffer | undefined {
  const members = offers
    .filter(({ coInsures }) => coInsures)
    .map((offer) => {
      const roomMinor = roomMinorOf(offer.insurerId);
      return {
        offer,
        roomMinor: offer.follows ? minMinor(roomMinor, BigInt(offer.follows.sumInsuredMinor)) : roomMinor,
      };
    })
    .sort((a, b) => (a.roomMinor === b.roomMinor ? 0 : a.roomMinor > b.roomMinor ? -1 : 1));
  const leader = members.find(({ offer }) => !offer.follows);
  if (!leader) return undefined;
  const { priced } = leader.offer;
  const others = members.filter((one) => one !== leader && follows(one.offer, priced));
  const { sumInsuredMinor } = priced;
  const filled = fill([leader, ...others], sumInsuredMinor);
  if (filled?.[0]?.offer !== leader.offer) return undefined;
  const parts = allocate(
    WHOLE,
    filled.map(({ minor }) => minor),
  );
  const insurers = filled.map(({ offer: { insurerId } }) => insurerId);
  return { offer: leader.offer, shares: splitOf(leader.offer.priced, insurers, parts) };
}

/** Sum insured and premium by millionths of the whole. */
function splitOf(
  { sumInsuredMinor, premium }: Pick<PricedCover, 'sumInsuredMinor' | 'premium'>,
  insurers: readonly string[],
  parts: readonly bigint[],
): InsurerShare[] {
  const sums = allocate(sumInsuredMinor, parts);
  const premiums = coInsuredPremium(premium.lines, parts);
  return insurers.map((insurerId, at) => {
    const share = new Decimal(String(parts[at])).div(String(WHOLE)).toFixed(6);
    return { insurerId, share, sumInsuredMinor: sums[at] ?? 0n, premiumMinor: premiums[at] ?? 0n };
  });
}

/** The shares of an offer made again from its price and from who carries how much of it. */
export const splitAgain = (priced: PricedCover, shares: readonly StoredShare[]): StoredShare[] =>
  storedShares(
    splitOf(
      priced,
      shares.map(({ insurerId }) => insurerId),
      shares.map(({ share }) => BigInt(new Decimal(share).times(String(WHOLE)).toFixed(0))),
    ),
  );

/** A composed offer with capacity of each carrier on its own limits, or of none. */
export function coInsure(
  offers: readonly OfferDraft[],
  roomMinorOf: (insurerId: string) => bigint,
  book: CapacityBook,
): ComposedOffer<GrantedShare> | undefined {
  const composed = composeOffer(offers, roomMinorOf);
  const risks = composed?.shares.map((share) => ({ share, risk: shareRisk(offers, share) }));
  if (!composed || !risks || risks.some(({ risk }) => book.refusal(risk))) return undefined;
  const shares = risks.flatMap(({ share, risk }): GrantedShare[] => {
    const capacity = book.reserve(risk);
    return 'dimension' in capacity ? [] : [{ ...share, capacity }];
  });
  return { offer: composed.offer, shares };
}

/** What an insurer's share takes of its own limits. */
export function shareRisk(
  offers: readonly OfferDraft[],
  { insurerId, sumInsuredMinor }: Pick<InsurerShare, 'insurerId' | 'sumInsuredMinor'>,
): ExposureRisk {
  const own = offers.find((offer) => offer.insurerId === insurerId);
  invariant(own, `insurer ${insurerId} carries a share of what it would offer`);
  return { ...own.capacity.risk, amountMinor: sumInsuredMinor };
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
