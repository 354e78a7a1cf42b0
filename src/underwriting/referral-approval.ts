import { type Quote, type Referral } from '../entities/index.js';
import { Decimal, invariant } from '../kernel/index.js';
import type { SellableProgramme } from '../partners/programme-catalogue.js';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import { withPrincipal } from './alternative.js';
import type { Facts } from './facts.js';
import { loanFromStored } from './loan-request.js';
import type { Obligor } from './obligor.js';
import { type ConditionInput, conditionedPrincipal } from './offer-conditions.js';
import type { OfferDraft } from './quote-draft.js';
import { type AssessedProduct, assessProducts, offerDraft } from './quote-drafting.js';
import type { AssessableRequest } from './quote-request.js';
import { rateCase } from './rate-case.js';
import type { ProductTerms } from './terms.js';

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
  return { subject, approval, request, offer: offerDraft(request, loaded(assessed, approval.loading)) };
}
