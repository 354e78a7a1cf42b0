import type { Consent, CreditReport } from '../entities/index.js';
import type { AskedCapacity } from '../exposure/capacity-store.js';
import type { JsonObject, LoanRequest } from '../scenarios/contract/index.js';
import type { Alternative } from './alternative.js';
import type { CreditDecision, ProductDecision } from './decision.js';
import type { FollowedPart } from './external-insurer.js';
import type { Obligor } from './obligor.js';
import type { PricedCover } from './pricing.js';
import type { ChallengerScore } from './scoring/challenge.js';

/** An offer that still needs capacity. */
export interface OfferDraft {
  readonly id: string;
  readonly insurerId: string;
  readonly productVersionId: string;
  readonly insuredPercentage: string;
  readonly priced: PricedCover;
  /** What it takes of the insurer's capacity. */
  readonly capacity: AskedCapacity;
  /** Whether its insurer shares a risk with others when nobody has room for all of it. */
  readonly coInsures: boolean;
  /** What its insurer carries behind another, which it never leads; absent: whatever it has room for, leading or not. */
  readonly follows?: FollowedPart;
}

/** What one of several insurers carries of an offer. */
export interface InsurerShare {
  readonly insurerId: string;
  /** Fraction with six decimals; all shares of an offer add up to 1. */
  readonly share: string;
  readonly sumInsuredMinor: bigint;
  readonly premiumMinor: bigint;
}

/** A priced offer on other terms than were asked for. */
export interface CounterOfferDraft {
  readonly offer: OfferDraft;
  readonly alternative: Alternative;
  /** What each insurer that approves these terms would offer alone. */
  readonly approvals: readonly OfferDraft[];
  /** Of an offer that several of them carry, the leader's first; absent: its insurer carries it alone. */
  readonly shares?: readonly InsurerShare[];
}

/** What each insurer that approved still has room for, in minor units; the others have not said. */
export type Room = ReadonlyMap<string, bigint>;

/** A product's decision that a person must take, with the price the rules would have asked. */
export interface ReferralDraft {
  readonly id: string;
  readonly insurerId: string;
  readonly productVersionId: string;
  readonly decision: ProductDecision;
  readonly priced: PricedCover;
  readonly decideWithinHours: number;
}

/** A decided request on its way to the database; only the capacity of its offers is still open. */
export interface QuoteDraft {
  readonly id: string;
  readonly partnerId: string;
  readonly lenderId: string;
  readonly programmeId: string;
  readonly scenario: string;
  readonly scenarioVersion: string;
  readonly obligor: Obligor;
  readonly obligorKey: string;
  readonly loan: LoanRequest;
  readonly risk: JsonObject;
  readonly facts: JsonObject;
  /** Rows to be stored beside the quote: those of its borrowers that are not stored already. */
  readonly newConsents: readonly Consent[];
  readonly newReports: readonly CreditReport[];
  readonly decision: CreditDecision;
  readonly offers: readonly OfferDraft[];
  /** Of insurers that make no offer of their own and carry a part of another's. */
  readonly followers: readonly OfferDraft[];
  /** Offers on other terms, still without capacity; only for DECLINED. */
  readonly counterOffers: readonly CounterOfferDraft[];
  /** Looks for offers on other terms when limits leave no room for an approval. */
  readonly searchWithin: (room: Room) => readonly CounterOfferDraft[];
  /** Only for REFERRED. */
  readonly referrals: readonly ReferralDraft[];
  readonly challengerScores: readonly ChallengerScore[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly idempotency: { readonly key: string; readonly inputHash: string };
}
