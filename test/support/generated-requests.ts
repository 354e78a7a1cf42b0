import { type CurrencyCode, calendarDate, formatMinor } from '../../src/kernel/index.js';
import { alderProducts, northwindProducts } from '../../src/sandbox/products.js';
import type { JsonObject, LoanRequest, ScenarioModule } from '../../src/scenarios/contract/index.js';
import { loadScenarios } from '../../src/scenarios/registry.js';
import type { CreditFacts, Facts } from '../../src/underwriting/facts.js';
import { type QuoteRequest, type ReadQuoteRequest, readQuoteRequest } from '../../src/underwriting/quote-request.js';
import { parseTerms } from '../../src/underwriting/terms.js';
import { carRequest, checkoutRequest, homeRequest } from './requests.js';

const modules = (await loadScenarios(['ecommerce', 'auto', 'housing'])).all;
const PARTNER = 'org_00000000000000000000000005';

const PRODUCTS = [...northwindProducts, ...alderProducts].map(({ code, scenario, terms }) => {
  const parsed = parseTerms(terms);
  if (!parsed.ok) throw new Error(code);
  const insurerId = code.startsWith('NW') ? 'NW' : 'AM';
  return { scenario, insurerId, productId: code, productVersionId: code, terms: parsed.value };
});
const productsOf = (scenario: string) => PRODUCTS.filter((product) => product.scenario === scenario);

/** A sound request as quotes read it; `counting` wraps its scenario's module. */
export function readRequest(
  request: QuoteRequest,
  counting?: (module: ScenarioModule) => ScenarioModule,
): ReadQuoteRequest {
  const scenario = Object.keys(request.scenario)[0] ?? '';
  const module = modules.find(({ graphql }) => graphql.key === scenario);
  if (!module) throw new Error(scenario);
  const read = readQuoteRequest(request, {
    programme: {
      id: 'pgm',
      partnerId: PARTNER,
      code: request.programme,
      name: 'A programme',
      scenario: module.code,
      timeZone: 'UTC',
      status: 'OPEN',
      currency: request.loan.principal.currency,
      lenderIds: [request.lender],
      products: productsOf(module.code),
      rulePacks: [],
    },
    modules: modules.map((one) => (one === module && counting ? counting(one) : one)),
    partner: PARTNER,
    today: calendarDate('2026-03-02'),
    now: new Date('2026-03-02T12:00:00Z'),
    secret: 'secret',
  });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** Requests of all scenarios, many of them too much of something. */
export function generateRequest(random: () => number): {
  readonly request: QuoteRequest;
  readonly scenarioFacts: JsonObject;
} {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const amount = (from: number, to: number, currency: string) => ({
    amount: Math.exp(Math.log(from) + random() * Math.log(to / from)).toFixed(2),
    currency,
  });
  const kind = pick(['ecommerce', 'auto', 'housing']);
  const currency = kind === 'auto' ? 'EUR' : 'USD';
  const obligor = {
    reference: 'o',
    kind: 'PERSON' as const,
    country: 'US',
    annualIncome: amount(6_000, 200_000, currency),
    employmentMonths: pick([3, 30, 90]),
    creditReport: {
      delinquencies24Months: pick([0, 0, 0, 1, 3]),
      inquiries6Months: pick([0, 2, 5]),
      revolvingUtilisation: pick([0.1, 0.5, 0.95]),
      openAccounts: 4,
    },
  };
  const annualRate = pick(['0.05', '0.0999', '0.17']);
  const common = { annualRate, method: 'LEVEL_PAYMENT' as const, disbursedOn: '2026-03-02', firstDueOn: '2026-04-02' };
  if (kind === 'ecommerce') {
    const total = amount(80, 60_000, currency);
    const base = checkoutRequest('P-1');
    const order = {
      ...base.scenario.ecommerce.order,
      total,
      lines: [{ sku: 'X', description: 'Thing', category: 'ELECTRONICS', quantity: 1, unitPrice: total }],
    };
    const loan = { ...common, principal: total, instalments: pick([1, 6, 12, 24, 36, 48]) };
    return {
      request: {
        ...base,
        obligor,
        loan,
        scenario: { ecommerce: { ...base.scenario.ecommerce, order } },
      } as QuoteRequest,
      scenarioFacts: {},
    };
  }
  if (kind === 'auto') {
    const price = amount(3_000, 200_000, currency);
    const principal = { amount: (Number(price.amount) * (0.6 + 0.4 * random())).toFixed(2), currency };
    const down = { amount: (Number(price.amount) - Number(principal.amount)).toFixed(2), currency };
    const base = carRequest('1HGCM82633A004352');
    const { vehicle } = base.scenario.auto;
    const balloon = { amount: (Number(principal.amount) * 0.3).toFixed(2), currency };
    const loan = {
      ...common,
      method: 'LEVEL_WITH_BALLOON' as const,
      balloon,
      principal,
      instalments: pick([12, 36, 60, 96, 120]),
    };
    const marketValue = (Number(price.amount) * (0.5 + 0.6 * random())).toFixed(2);
    return {
      request: {
        ...base,
        obligor,
        loan,
        scenario: { auto: { ...base.scenario.auto, vehicle: { ...vehicle, price }, downPayment: down } },
      } as QuoteRequest,
      scenarioFacts: { marketValue, valuedBy: 'test' },
    };
  }
  const price = amount(30_000, 2_500_000, currency);
  const principal = { amount: (Number(price.amount) * (0.7 + 0.3 * random())).toFixed(2), currency };
  const base = homeRequest('LOT 1');
  const { property } = base.scenario.housing;
  const valuation = {
    ...property.valuation,
    amount: { amount: (Number(price.amount) * (0.8 + 0.3 * random())).toFixed(2), currency },
  };
  const loan = { ...common, principal, instalments: pick([36, 120, 360, 480, 500]) };
  return {
    request: {
      ...base,
      obligor,
      loan,
      scenario: { housing: { ...base.scenario.housing, property: { ...property, price, valuation } } },
    } as QuoteRequest,
    scenarioFacts: { modelValue: null, modelUncertainty: null, modelValuedBy: null },
  };
}

const creditOf = (borrower: { readonly creditReport?: unknown }): CreditFacts => ({
  creditReport: { ...(borrower.creditReport as object) } as JsonObject,
  creditReportSource: 'PARTNER',
  creditReportGap: null,
  creditReportBy: null,
  creditReportAt: null,
  consentId: null,
  identity: null,
});

export const factsOf = (scenario: JsonObject, request: QuoteRequest): Facts => ({
  scenario,
  ...creditOf(request.obligor),
  ...(request.obligor.coObligors && { coObligors: request.obligor.coObligors.map(creditOf) }),
  gatheredAt: '2026-03-02T12:00:00.000Z',
  costCap: null,
  insurerAnswers: null,
});

/** The request that asks for the counter-offer's own terms from the start. */
export function freshRequest(request: QuoteRequest, loan: LoanRequest): QuoteRequest {
  const text = (minor: bigint) => ({
    amount: formatMinor(minor, loan.currency as CurrencyCode),
    currency: loan.currency,
  });
  const { auto } = request.scenario as { auto?: { downPayment: { amount: string } } };
  const askedMinor = BigInt(Math.round(Number(request.loan.principal.amount) * 100));
  const raised = auto && {
    auto: {
      ...auto,
      downPayment: text(BigInt(Math.round(Number(auto.downPayment.amount) * 100)) + askedMinor - loan.principalMinor),
    },
  };
  return {
    ...request,
    loan: {
      ...request.loan,
      principal: text(loan.principalMinor),
      instalments: loan.instalments,
      balloon: loan.balloonMinor === undefined ? null : text(loan.balloonMinor),
    },
    scenario: raised ?? request.scenario,
  };
}
