import { type CurrencyCode, canonicalHash, formatMinor } from '../kernel/index.js';
import type { LoanRequest } from '../scenarios/contract/index.js';
import { storedLoan } from './loan-request.js';
import type { InsurerReply, InsurerRequest } from './sources/insurer-contract.js';
import type { CallFailure } from './sources/retried-call.js';

/** What of an offer is not within what was asked for and what the terms of the product allow. */
export type OfferBreach =
  | 'ENDS_EARLY'
  | 'OTHER_CURRENCY'
  | 'AMOUNT_NOT_IN_CURRENCY'
  | 'NOTHING_INSURED'
  | 'MORE_THAN_ASKED'
  | 'LINES_DO_NOT_ADD_UP'
  | 'PREMIUM_OUT_OF_BOUNDS'
  | 'COMMISSION_OUT_OF_BOUNDS'
  | 'TAX_DIFFERS'
  | 'DEARER_THAN_COVER'
  | 'NOT_TOGETHER';

/** Why an insurer's own system has no say about a request. */
export type InsurerFailure = CallFailure | OfferBreach | 'NOT_CONNECTED';

export type InsurerAnswer = InsurerReply | { readonly outcome: 'UNAVAILABLE'; readonly failure: InsurerFailure };

/** An insurer that decides and prices in its own system. */
export interface ExternalInsurer {
  /** Never throws. */
  ask(question: InsurerRequest): Promise<InsurerAnswer>;
}

/** By the id of the insurer's organisation, so that nobody can speak for another. */
export type ExternalInsurers = Pick<ReadonlyMap<string, ExternalInsurer>, 'get'>;

/** An answer as it stands in the facts of a quote, with the loan it is about. */
export interface StoredInsurerAnswer {
  readonly loanHash: string;
  readonly answer: InsurerAnswer;
}

/** By insurer. */
export type InsurerAnswers = Readonly<Record<string, StoredInsurerAnswer>>;

/** What an offer of an insurer's own system comes to; amounts are minor units as text. */
export interface QuotedCover {
  readonly sumInsuredMinor: string;
  readonly insuredPercentage: string;
  readonly premiumLines: readonly { readonly kind: PremiumLineKind; readonly minor: string }[];
}

/** What its insurer carries of the cover of another that leads; minor units as text. */
export interface FollowedPart {
  /** Of the sum insured, at most. */
  readonly sumInsuredMinor: string;
  /** For all of that, before tax, at least. */
  readonly premiumMinor: string;
}

type PremiumLineKind = Extract<InsurerReply, { outcome: 'OFFER' }>['premium']['lines'][number]['kind'];

export const loanHashOf = (loan: LoanRequest): string => canonicalHash(storedLoan(loan));

const FAILURES: Readonly<Record<InsurerFailure, string>> = {
  NOT_CONNECTED: 'No system of the insurer is connected.',
  ENDS_EARLY: 'The offer ends before an offer of the product may.',
  OTHER_CURRENCY: 'The premium is in another currency than the loan.',
  AMOUNT_NOT_IN_CURRENCY: 'The sum insured has more decimals than the currency.',
  NOTHING_INSURED: 'The sum insured or its percentage is zero.',
  MORE_THAN_ASKED: 'The sum insured or its percentage is more than was asked for.',
  LINES_DO_NOT_ADD_UP:
    'The lines of the premium, in the decimals of the currency, are not each there once, with RISK, adding up to the total.',
  PREMIUM_OUT_OF_BOUNDS: 'The premium before tax and fee is below the least or above the greatest of the product.',
  COMMISSION_OUT_OF_BOUNDS: 'The commission is below the least or above the greatest of the product.',
  TAX_DIFFERS: "The tax is not the product's.",
  DEARER_THAN_COVER: 'The premium is more than the sum insured.',
  NOT_TOGETHER: 'The product carries no parts of a risk with others.',
  MALFORMED: 'The answer did not follow the contract.',
  TIMED_OUT: 'No answer came in time.',
  BROKEN_OFF: 'The connection broke off.',
  UNREACHABLE: 'No connection could be made.',
  REDIRECTED: 'The answer led elsewhere.',
  TOO_LARGE: 'The answer was too large.',
  FAILING: 'The answer was 429 or 5xx.',
  OTHER_STATUS: 'The answer had a status that is not 200.',
  LEFT_ALONE: 'The system failed too often and was left alone.',
  FORBIDDEN_TARGET: 'The address leads to a private network.',
  ABORTED: 'The call was ended.',
};

/** What insurer and operator are told of one that carries a part of a cover only. */
export const partReason = ({ sumInsuredMinor, premiumMinor }: FollowedPart, currency: CurrencyCode) => ({
  code: 'PART_ONLY',
  message: `Behind another insurer it carries up to ${formatMinor(BigInt(sumInsuredMinor), currency)} ${currency}, for ${formatMinor(BigInt(premiumMinor), currency)} before tax at least.`,
  hard: false,
  cure: null,
});

/** What insurer and operator are told of a failure. */
export const failureReason = (failure: InsurerFailure) => ({
  code: failure,
  message: FAILURES[failure],
  hard: false,
  cure: null,
});
