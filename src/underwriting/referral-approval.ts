import { type Quote, type Referral } from '../entities/index.js';
import { Decimal, invariant } from '../kernel/index.js';
import type { SellableProgramme } from '../partners/programme-catalogue.js';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import type { ProductDecision } from './decision.js';
import type { Facts } from './facts.js';
import { loanFromStored } from './loan-request.js';
import type { Obligor } from './obligor.js';
import { type ApprovalTerms, conditioned } from './offer-conditions.js';
import type { OfferDraft } from './quote-draft.js';
import { assessProducts, offerDraft } from './quote-drafting.js';
import type { AssessableRequest } from './quote-request.js';
import { rateCase } from './rate-case.js';
import type { ProductTerms } from './terms.js';

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
export function loaded(decision: ProductDecision, loading: string): ProductDecision {
  const multiplier = new Decimal(loading).plus(1);
  if (multiplier.equals(1)) return decision;
  const adjustment = {
    code: 'UNDERWRITER_LOADING',
    message: 'An underwriter set the price.',
    multiplier: multiplier.toFixed(),
  };
  return { ...decision, priceAdjustments: [...decision.priceAdjustments, adjustment] };
}

/** What an insurer's person approved, and what is offered for it. */
export interface Approved {
  readonly subject: ApprovalSubject;
  readonly approval: ApprovalTerms;
  /** With the loan that the conditions leave. */
  readonly request: AssessableRequest;
  readonly offer: OfferDraft;
}

/** What the insurer offers when a person approves: priced by the product's rules on the loan that the conditions leave. */
export function approvedOffer(subject: ApprovalSubject, approval: ApprovalTerms): Approved {
  const { referral, quote, programme, module } = subject;
  const { insurerId, productVersionId } = referral;
  invariant(quote.obligorKey, `quote ${quote.id} knows its obligor`);
  const asked = { loan: loanFromStored(referral.loan), risk: referral.risk as Facts, module };
  const alternative = conditioned(asked, approval.conditions);
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
  const decision = loaded(assessed.decision, approval.loading);
  return { subject, approval, request, offer: offerDraft(request, { ...assessed, decision }) };
}
