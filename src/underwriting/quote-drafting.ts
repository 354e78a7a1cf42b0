import type { RepaymentSchedule } from '../finance/schedule.js';
import { newId } from '../kernel/index.js';
import type { ProgrammeProduct } from '../partners/programme-catalogue.js';
import { withCoObligorCure } from './co-obligor-cure.js';
import { combineDecisions, decideForProduct, type ProductDecision } from './decision.js';
import type { Facts } from './facts.js';
import { capacityOf } from './offer-capacity.js';
import { priceCover } from './pricing.js';
import type { OfferDraft, QuoteDraft, ReferralDraft } from './quote-draft.js';
import type { AssessableRequest } from './quote-request.js';
import { type RatedCase, rateCase } from './rate-case.js';
import { challengerScores } from './scoring/challenge.js';

/** One product's decision about a request, and what its price is made of. */
export interface AssessedProduct {
  readonly product: ProgrammeProduct;
  readonly decision: ProductDecision;
  readonly schedule: RepaymentSchedule;
  readonly lossGivenDefault: number;
}

/** Decides a rated request for every product of its programme. Pure. */
export function assessProducts({ programme }: AssessableRequest, rated: RatedCase): AssessedProduct[] {
  return programme.products.map((product) => ({
    product,
    decision: decideForProduct(rated, product),
    schedule: rated.schedule,
    lossGivenDefault: rated.lossGivenDefault,
  }));
}

/** The price of one product's cover of the request, as decided. */
const priceOf = ({ loan }: AssessableRequest, { product, decision, schedule, lossGivenDefault }: AssessedProduct) =>
  priceCover(loan, schedule, { lossGivenDefault, ...decision }, product.terms);

/** The offer that one product makes on a request it covers. */
export function offerDraft(request: AssessableRequest, assessed: AssessedProduct): OfferDraft {
  const { insurerId, productVersionId, terms } = assessed.product;
  const { quoted, follows } = assessed.decision;
  const priced = priceOf(request, assessed);
  return {
    id: newId('offer'),
    insurerId,
    productVersionId,
    insuredPercentage: quoted?.insuredPercentage ?? terms.insuredPercentage,
    priced,
    capacity: capacityOf(request, assessed.product, priced.sumInsuredMinor),
    // A price of an insurer's own system is that of the whole: it carries a part only as it said.
    coInsures: terms.coInsures === true && (quoted === undefined || follows !== undefined),
    ...(follows && { follows }),
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
  quoteId: string,
  request: AssessableRequest,
  facts: Facts,
): Pick<QuoteDraft, 'decision' | 'offers' | 'followers' | 'referrals' | 'challengerScores'> & {
  readonly validityHours: number;
} {
  const rated = rateCase(request, facts);
  const assessed = assessProducts(request, rated).map((one) => ({
    ...one,
    decision: withCoObligorCure({ underwritten: request, facts, rated, product: one.product }, one.decision),
  }));
  const decision = combineDecisions(assessed.map((one) => one.decision));
  const deciding = assessed.filter((one) => one.decision.outcome === decision.outcome);
  const following = assessed.filter((one) => one.decision.outcome !== 'APPROVED' && one.decision.follows);
  const referrals = decision.outcome === 'REFERRED' ? deciding.map((one) => referralDraft(request, one)) : [];
  return {
    decision,
    offers: decision.outcome === 'APPROVED' ? deciding.map((one) => offerDraft(request, one)) : [],
    followers: decision.outcome === 'APPROVED' ? following.map((one) => offerDraft(request, one)) : [],
    referrals,
    challengerScores: challengerScores(quoteId, rated, assessed),
    validityHours:
      referrals.length > 0
        ? Math.max(...referrals.map(({ decideWithinHours }) => decideWithinHours))
        : Math.min(...request.programme.products.map(({ terms }) => terms.quoteValidityHours)),
  };
}
