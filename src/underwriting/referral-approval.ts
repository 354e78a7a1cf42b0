import type { Transaction } from '../database/unit-of-work.js';
import { Exposure, Offer, type Quote, type Referral } from '../entities/index.js';
import type { BindingLimit } from '../exposure/capacity.js';
import { lockLimits, openBook } from '../exposure/capacity-store.js';
import { type CurrencyCode, Decimal, formatMinor, invariant, newId, type Refusal, refuse } from '../kernel/index.js';
import type { SellableProgramme } from '../partners/programme-catalogue.js';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import { storedAlternative, withPrincipal } from './alternative.js';
import type { Facts } from './facts.js';
import { loanFromStored } from './loan-request.js';
import type { Obligor } from './obligor.js';
import { type ConditionInput, conditionedPrincipal, storedConditions } from './offer-conditions.js';
import type { OfferDraft } from './quote-draft.js';
import { type AssessedProduct, assessProducts, offerDraft } from './quote-drafting.js';
import type { AssessableRequest } from './quote-request.js';
import { storedFinancing, storedLines, storedPricing } from './quote-rows.js';
import { rateCase } from './rate-case.js';
import type { ProductTerms } from './terms.js';

const HOUR_MS = 3_600_000;
const NEXT_POSITION = {
  name: 'offer.nextPosition',
  text: 'SELECT coalesce(max(position), 0) + 1 AS position FROM offer WHERE quote_id = $1',
};

export interface ApprovalTerms {
  /** Share by which the premium is raised, or lowered below zero; decimal text, "0" for none. */
  readonly loading: string;
  readonly conditions: readonly ConditionInput[];
}

export interface ApprovalSubject {
  readonly referral: Referral;
  /** Its obligor's limit is found by the quote's key. */
  readonly quote: Quote;
  readonly programme: SellableProgramme;
  readonly module: ScenarioModule;
  readonly productId: string;
  readonly terms: ProductTerms;
}

/** The person's loading takes its place among the price adjustments of the product's rules, within the same bounds. */
function loaded(assessed: AssessedProduct, loading: string): AssessedProduct {
  const multiplier = new Decimal(loading).plus(1);
  if (multiplier.equals(1)) return assessed;
  const adjustment = {
    code: 'UNDERWRITER_LOADING',
    message: 'An underwriter set the price.',
    multiplier: multiplier.toFixed(),
  };
  const priceAdjustments = [...assessed.decision.priceAdjustments, adjustment];
  return { ...assessed, decision: { ...assessed.decision, priceAdjustments } };
}

/** What the insurer offers when a person approves: priced by the product's rules on the loan that the conditions leave. */
export function approvedOffer(
  subject: ApprovalSubject,
  approval: ApprovalTerms,
): AssessableRequest & { offer: OfferDraft } {
  const { referral, quote, programme, module } = subject;
  const { insurerId, productVersionId } = referral;
  invariant(quote.obligorKey, `quote ${quote.id} knows its obligor`);
  const asked = { loan: loanFromStored(referral.loan), risk: referral.risk as Facts, module };
  const principalMinor = conditionedPrincipal(approval.conditions, asked.loan);
  const alternative = principalMinor === asked.loan.principalMinor ? asked : withPrincipal(asked, principalMinor);
  const product = { insurerId, productVersionId, productId: subject.productId, terms: subject.terms };
  const request: AssessableRequest = {
    module,
    lenderId: quote.lenderId,
    loan: alternative.loan,
    risk: alternative.risk,
    programme: { ...programme, products: [product] },
    obligor: { obligor: referral.obligor as Obligor, key: quote.obligorKey },
  };
  const [assessed] = assessProducts(request, rateCase(request, referral.facts as Facts));
  invariant(assessed, 'one product gives one assessment');
  return { ...request, offer: offerDraft(request, loaded(assessed, approval.loading)) };
}

const limitExceeded = ({ dimension, currency, requestedMinor, availableMinor }: BindingLimit): Refusal => ({
  problem: 'LimitExceeded',
  message: `The insurer has room for ${formatMinor(availableMinor, currency as CurrencyCode)} ${currency} more.`,
  limit: dimension,
  currency,
  requestedMinor,
  availableMinor,
});

/** Takes the capacity and stores the offer; refuses with LimitExceeded when there is too little room. */
export async function grantApproval(
  tx: Transaction,
  { referral, quote, terms }: ApprovalSubject,
  approved: {
    readonly request: AssessableRequest;
    readonly offer: OfferDraft;
    readonly approval: ApprovalTerms;
    readonly at: Date;
  },
): Promise<Offer> {
  const { request, offer, approval, at } = approved;
  const asked = [offer.capacity];
  const { book, close } = await openBook(tx, await lockLimits(tx, asked), {
    asked,
    day: at.toISOString().slice(0, 10),
  });
  const granted = book.reserve(offer.capacity.risk);
  if ('dimension' in granted) return refuse(limitExceeded(granted));
  await close();
  const [next] = await tx.rows<{ position: number }>(NEXT_POSITION, [quote.id]);
  const changesLoan = request.loan.principalMinor !== quote.principalMinor;
  const row: Offer = {
    id: offer.id,
    partnerId: quote.partnerId,
    insurerId: referral.insurerId,
    quoteId: quote.id,
    productVersionId: referral.productVersionId,
    position: next?.position ?? 1,
    currency: quote.currency,
    sumInsuredMinor: offer.priced.sumInsuredMinor,
    insuredPercentage: offer.insuredPercentage,
    premiumMinor: offer.priced.premium.totalMinor,
    premiumLines: storedLines(offer.priced),
    pricing: storedPricing(offer.priced),
    insurerShares: null,
    alternative: storedFinancing(request, offer.priced) ?? (changesLoan ? storedAlternative(request) : null),
    conditions: approval.conditions.length > 0 ? storedConditions(approval.conditions) : null,
    expiresAt: new Date(at.getTime() + terms.quoteValidityHours * HOUR_MS),
    counter: false,
  };
  await tx.manager.insert(Offer, row as object);
  await tx.manager.insert(Exposure, {
    id: newId('exposure'),
    partnerId: quote.partnerId,
    insurerId: referral.insurerId,
    quoteId: quote.id,
    offerId: offer.id,
    policyId: null,
    limitIds: [...granted.limitIds],
    counted: granted.counted,
    currency: quote.currency,
    amountMinor: offer.priced.sumInsuredMinor,
    state: 'RESERVED',
    changedAt: at,
  } as object);
  return row;
}
