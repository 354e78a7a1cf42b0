import type { RepaymentSchedule } from '../finance/schedule.js';
import { newId } from '../kernel/index.js';
import type { ProgrammeProduct } from '../partners/programme-catalogue.js';
import type { JsonObject, UnderwritingFlag } from '../scenarios/contract/index.js';
import type { CreditReport } from './bureau.js';
import { combineDecisions, decideForProduct, type ProductDecision } from './decision.js';
import type { FactSources } from './fact-sources.js';
import { loanSchedule } from './loan-schedule.js';
import { obligorFeatures } from './obligor.js';
import { priceCover } from './pricing.js';
import type { OfferDraft, QuoteDraft } from './quote-draft.js';
import type { ReadQuoteRequest } from './quote-request.js';

/** What was learnt about a request, stored with the quote so that it can be decided again. */
export interface Facts extends JsonObject {
  readonly scenario: JsonObject;
  readonly creditReport: JsonObject | null;
  readonly creditReportSource: 'PARTNER' | 'BUREAU' | 'NONE';
}

const BUREAU_UNAVAILABLE: UnderwritingFlag = {
  severity: 'REFER',
  code: 'BUREAU_UNAVAILABLE',
  message: 'No credit report could be had; a person must look at the request.',
};

/** Asks every source at once; no database connection is held meanwhile. */
export async function gatherFacts(request: ReadQuoteRequest, sources: FactSources): Promise<Facts> {
  const { obligor, identityNumber, suppliedReport } = request.obligor;
  const asked =
    suppliedReport || !identityNumber
      ? undefined
      : sources.bureau.report({ kind: obligor.kind, country: obligor.country, identityNumber });
  const [scenario, report] = await Promise.all([
    request.module.gather(request.risk, sources.ports, request.loan),
    asked,
  ]);
  const creditReport = suppliedReport ?? report;
  return {
    scenario,
    creditReport: creditReport ? { ...creditReport } : null,
    creditReportSource: suppliedReport ? 'PARTNER' : report ? 'BUREAU' : 'NONE',
  };
}

function offerDraft(
  request: ReadQuoteRequest,
  product: ProgrammeProduct,
  priced: {
    readonly decision: ProductDecision;
    readonly schedule: RepaymentSchedule;
    readonly lossGivenDefault: number;
  },
): OfferDraft {
  const { loan, programme, obligor } = request;
  const { insurerId, terms } = product;
  const limit = (dimension: 'INSURER' | 'PROGRAMME' | 'OBLIGOR', subject: string) => ({
    insurerId,
    dimension,
    subject,
    currency: loan.currency,
  });
  const obligorLimit = { ...limit('OBLIGOR', obligor.key), capMinor: BigInt(terms.obligorCapMinor) };
  const { capMinor: _cap, ...obligorKey } = obligorLimit;
  return {
    id: newId('offer'),
    insurerId,
    productVersionId: product.productVersionId,
    insuredPercentage: terms.insuredPercentage,
    priced: priceCover(loan, priced.schedule, { ...priced.decision, lossGivenDefault: priced.lossGivenDefault }, terms),
    limits: [limit('INSURER', insurerId), limit('PROGRAMME', programme.id), obligorKey],
    obligorLimit,
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
  const report = facts.creditReport as CreditReport | null;
  const features = {
    ...module.rating.features(risk, facts.scenario, loan),
    ...obligorFeatures(request.obligor.obligor, report, loan, firstPaymentMinor),
  };
  const flags = [...module.rating.appetite(features), ...(report ? [] : [BUREAU_UNAVAILABLE])];
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
