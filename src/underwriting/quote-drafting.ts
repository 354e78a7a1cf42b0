import type { RepaymentSchedule } from '../finance/schedule.js';
import { newId } from '../kernel/index.js';
import type { ProgrammeProduct } from '../partners/programme-catalogue.js';
import { combineDecisions, decideForProduct, type ProductDecision } from './decision.js';
import { type Facts, factFlags, reportOf } from './facts.js';
import { loanSchedule } from './loan-schedule.js';
import { obligorFeatures } from './obligor.js';
import { capacityOf } from './offer-capacity.js';
import { priceCover } from './pricing.js';
import type { OfferDraft, QuoteDraft, ReferralDraft } from './quote-draft.js';
import type { AssessableRequest } from './quote-request.js';

/** One product's decision about a request, and what its price is made of. */
export interface AssessedProduct {
  readonly product: ProgrammeProduct;
  readonly decision: ProductDecision;
  readonly schedule: RepaymentSchedule;
  readonly lossGivenDefault: number;
}

/** Decides a request for every product of its programme. Pure over the request and its facts. */
export function assessProducts(request: AssessableRequest, facts: Facts): AssessedProduct[] {
  const { module, risk, loan, programme } = request;
  const schedule = loanSchedule(loan);
  const firstPaymentMinor = schedule.instalments[0]?.paymentMinor ?? 0n;
  const features = {
    ...module.rating.features(risk, facts.scenario, loan),
    ...obligorFeatures(request.obligor.obligor, reportOf(facts), loan, firstPaymentMinor),
  };
  const flags = [...module.rating.appetite(features), ...factFlags(facts)];
  const factors = module.rating.factors(features);
  const lossGivenDefault = module.rating.lossGivenDefault(features);
  return programme.products.map((product) => ({
    product,
    decision: decideForProduct({ loan, features, factors, flags }, product),
    schedule,
    lossGivenDefault,
  }));
}

/** The price of one product's cover of the request, as decided. */
const priceOf = ({ loan }: AssessableRequest, { product, decision, schedule, lossGivenDefault }: AssessedProduct) =>
  priceCover(loan, schedule, { ...decision, lossGivenDefault }, product.terms);

/** The offer that one product makes on a request it covers. */
export function offerDraft(request: AssessableRequest, assessed: AssessedProduct): OfferDraft {
  const { insurerId, productVersionId, terms } = assessed.product;
  const priced = priceOf(request, assessed);
  return {
    id: newId('offer'),
    insurerId,
    productVersionId,
    insuredPercentage: terms.insuredPercentage,
    priced,
    capacity: capacityOf(request, assessed.product, priced.sumInsuredMinor),
  };
}

function referralDraft(request: AssessableRequest, assessed: AssessedProduct): ReferralDraft {
  const { product, decision } = assessed;
  return {
    id: newId('referral'),
    insurerId: product.insurerId,
    productVersionId: product.productVersionId,
    decision,
    priced: priceOf(request, assessed),
    decideWithinHours: product.terms.referral.decideWithinHours,
  };
}

/** Decides and prices a request with every product of its programme. Pure over the request and its facts. */
export function decideAndPrice(
  request: AssessableRequest,
  facts: Facts,
): Pick<QuoteDraft, 'decision' | 'offers' | 'referrals'> & { readonly validityHours: number } {
  const assessed = assessProducts(request, facts);
  const decision = combineDecisions(assessed.map((one) => one.decision));
  const deciding = assessed.filter((one) => one.decision.outcome === decision.outcome);
  const referrals = decision.outcome === 'REFERRED' ? deciding.map((one) => referralDraft(request, one)) : [];
  return {
    decision,
    offers: decision.outcome === 'APPROVED' ? deciding.map((one) => offerDraft(request, one)) : [],
    referrals,
    validityHours:
      referrals.length > 0
        ? Math.max(...referrals.map(({ decideWithinHours }) => decideWithinHours))
        : Math.min(...request.programme.products.map(({ terms }) => terms.quoteValidityHours)),
  };
}
