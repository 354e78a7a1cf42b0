import type { RepaymentSchedule } from '../finance/schedule.js';
import { newId } from '../kernel/index.js';
import type { ProgrammeProduct } from '../partners/programme-catalogue.js';
import { combineDecisions, decideForProduct, type ProductDecision } from './decision.js';
import { type Facts, factFlags, reportOf } from './facts.js';
import { loanSchedule } from './loan-schedule.js';
import { obligorFeatures } from './obligor.js';
import { capacityOf } from './offer-capacity.js';
import { priceCover } from './pricing.js';
import type { OfferDraft, QuoteDraft } from './quote-draft.js';
import type { ReadQuoteRequest } from './quote-request.js';

function offerDraft(
  request: ReadQuoteRequest,
  product: ProgrammeProduct,
  priced: {
    readonly decision: ProductDecision;
    readonly schedule: RepaymentSchedule;
    readonly lossGivenDefault: number;
  },
): OfferDraft {
  const { terms } = product;
  const { decision, schedule, lossGivenDefault } = priced;
  const cover = priceCover(request.loan, schedule, { ...decision, lossGivenDefault }, terms);
  return {
    id: newId('offer'),
    insurerId: product.insurerId,
    productVersionId: product.productVersionId,
    insuredPercentage: terms.insuredPercentage,
    priced: cover,
    capacity: capacityOf(request, product, cover.sumInsuredMinor),
  };
}

/** Decides and prices a request with every product of its programme. Pure over the request and its facts. */
export function decideAndPrice(
  request: ReadQuoteRequest,
  facts: Facts,
): Pick<QuoteDraft, 'decision' | 'offers'> & { readonly validityHours: number } {
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
  const decided = programme.products.map((product) => ({
    product,
    decision: decideForProduct({ loan, features, factors, flags }, product),
  }));
  const approved = decided.filter(({ decision }) => decision.outcome === 'APPROVED');
  return {
    decision: combineDecisions(decided.map(({ decision }) => decision)),
    offers: approved.map(({ product, decision }) =>
      offerDraft(request, product, { decision, schedule, lossGivenDefault }),
    ),
    validityHours: Math.min(...programme.products.map(({ terms }) => terms.quoteValidityHours)),
  };
}
