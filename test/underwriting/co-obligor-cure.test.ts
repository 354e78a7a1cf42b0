import { formatMinor, newId } from '../../src/kernel/index.js';
import { minorOf } from '../../src/scenarios/contract/index.js';
import type { CoObligorCure } from '../../src/underwriting/co-obligors.js';
import type { CreditDecision } from '../../src/underwriting/decision.js';
import type { Facts } from '../../src/underwriting/facts.js';
import { decideAndPrice } from '../../src/underwriting/quote-drafting.js';
import type { QuoteRequest, ReadQuoteRequest } from '../../src/underwriting/quote-request.js';
import { factsOf, generateRequest, readRequest } from '../support/generated-requests.js';
import { printedSeed, seeded } from '../support/seeded.js';

/** The request with somebody who brings what the cure asks for, read as if it had come that way. */
function askedWith(request: QuoteRequest, facts: Facts, { credit }: CoObligorCure, annualIncome: string) {
  const { employmentMonths = request.obligor.employmentMonths, ...report } = credit ?? {};
  const { currency } = request.loan.principal;
  const added = {
    ...request.obligor,
    reference: 'added',
    identityNumber: 'ADDED',
    annualIncome: { amount: annualIncome, currency },
    employmentMonths,
  };
  const creditReport = credit ? { ...report } : facts.creditReport;
  return {
    request: { ...request, obligor: { ...request.obligor, coObligors: [added] } } as QuoteRequest,
    facts: { ...facts, coObligors: [{ ...facts, creditReport }] } as Facts,
  };
}

/** One step of three digits less: of 46,000.00 that is 45,900.00. */
function stepLess(amount: string, currency: CoObligorCure['currency']): string {
  const minor = minorOf(amount, currency);
  const step = 10n ** BigInt(String(minor).length - 3);
  return formatMinor(minor === 100n * step && step > 1n ? minor - step / 10n : minor - step, currency);
}

const selling = (read: ReadQuoteRequest, terms: object): ReadQuoteRequest => ({
  ...read,
  programme: {
    ...read.programme,
    products: read.programme.products.map((product) => ({ ...product, terms: { ...product.terms, ...terms } })),
  },
});

function counted(request: QuoteRequest, count: () => void): ReadQuoteRequest {
  return readRequest(request, (module) => ({
    ...module,
    rating: {
      ...module.rating,
      lossGivenDefault: (features) => {
        count();
        return module.rating.lossGivenDefault(features);
      },
    },
  }));
}

const curesOf = ({ products }: CreditDecision) =>
  products.flatMap(({ productVersionId, coObligorCure }) =>
    coObligorCure ? [{ productVersionId, coObligorCure }] : [],
  );

it.each(['WEAKEST', 'STRONGEST'] as const)(
  'every co-obligor that is named really cures, with a step less income does not, in a bounded search (%s)',
  (jointScore) => {
    const random = seeded(printedSeed(`co-obligor-cure-${jointScore}`));
    let [found, withCredit, withIncome, most] = [0, 0, 0, 0];
    for (let at = 0; at < 160; at += 1) {
      const { request, scenarioFacts } = generateRequest(random);
      const facts = factsOf(scenarioFacts, request);
      let looks = 0;
      const read = selling(
        counted(request, () => (looks += 1)),
        { jointScore },
      );
      const { decision } = decideAndPrice(newId('quote'), read, facts);
      most = Math.max(most, looks);
      for (const { productVersionId, coObligorCure } of curesOf(decision)) {
        const outcomeWith = (income: string) => {
          const again = askedWith(request, facts, coObligorCure, income);
          const fresh = selling(readRequest(again.request), { jointScore });
          const decided = decideAndPrice(newId('quote'), fresh, again.facts).decision.products;
          return decided.find((product) => product.productVersionId === productVersionId)?.outcome;
        };
        const { annualIncome, currency, credit } = coObligorCure;
        found += 1;
        withCredit += credit ? 1 : 0;
        expect(outcomeWith(annualIncome)).toBe('APPROVED');
        if (Number(annualIncome) === 0) continue;
        withIncome += 1;
        expect(outcomeWith(stepLess(annualIncome, currency))).not.toBe('APPROVED');
      }
    }
    // Each look rates the obligor and the co-obligors there are; two products are looked at.
    expect(most).toBeLessThanOrEqual(1 + 2 * 2 * 2 * 17);
    expect(found).toBeGreaterThan(10);
    expect(withIncome).toBeGreaterThan(5);
    if (jointScore === 'STRONGEST') expect(withCredit).toBeGreaterThan(3);
    else expect(withCredit).toBe(0);
  },
);

it('names nobody where the terms do not ask for it', () => {
  const random = seeded(20260302);
  for (let at = 0; at < 60; at += 1) {
    const { request, scenarioFacts } = generateRequest(random);
    const read = selling(readRequest(request), { coObligorCures: undefined });
    expect(curesOf(decideAndPrice(newId('quote'), read, factsOf(scenarioFacts, request)).decision)).toEqual([]);
  }
});
