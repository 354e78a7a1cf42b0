import { allInCostOfLoan } from '../../src/finance/all-in-cost.js';
import { decimal, maxMinor, minMinor, newId } from '../../src/kernel/index.js';
import { MAX_COUNTER_OFFERS, MAX_EVALUATIONS, searchCounterOffers } from '../../src/underwriting/counter-offers.js';
import { loanSchedule } from '../../src/underwriting/loan-schedule.js';
import type { CounterOfferDraft, InsurerShare, Room } from '../../src/underwriting/quote-draft.js';
import { decideAndPrice } from '../../src/underwriting/quote-drafting.js';
import type { QuoteRequest, ReadQuoteRequest } from '../../src/underwriting/quote-request.js';
import { factsOf, freshRequest, generateRequest, readRequest } from '../support/generated-requests.js';
import { printedSeed, seeded } from '../support/seeded.js';

it('every counter-offer is what a fresh request on its terms would be offered, in a bounded search', () => {
  const random = seeded(printedSeed('counter-offers'));
  let [declined, countered, offered, cpuMicros] = [0, 0, 0, 0];
  for (let at = 0; at < 240; at += 1) {
    const generated = generateRequest(random);
    // A third of them are owed by two.
    const request = random() < 1 / 3 ? withCoObligor(generated.request, random) : generated.request;
    const facts = factsOf(generated.scenarioFacts, request);
    let evaluations = 0;
    const read = readRequest(request, (module) => ({
      ...module,
      rating: {
        ...module.rating,
        features: (...given) => {
          evaluations += 1;
          return module.rating.features(...given);
        },
      },
    }));
    const { decision, offers } = decideAndPrice(newId('quote'), read, facts);
    evaluations = 0;
    // A third of the approved ones meet limits that leave a part of the room.
    const room: Room | undefined =
      decision.outcome === 'APPROVED' && at % 3 === 0
        ? new Map(
            offers.map(({ insurerId, priced }) => [
              insurerId,
              (priced.sumInsuredMinor * BigInt(Math.floor(random() * 99))) / 100n,
            ]),
          )
        : undefined;
    if (decision.outcome !== 'DECLINED' && !room) continue;
    declined += 1;
    const began = process.cpuUsage();
    const counters = searchCounterOffers(read, facts, { decision, ...(room ? { room } : {}) });
    cpuMicros += process.cpuUsage(began).user;
    expect(evaluations).toBeLessThanOrEqual(MAX_EVALUATIONS);
    expect(counters.length).toBeLessThanOrEqual(MAX_COUNTER_OFFERS);
    countered += counters.length > 0 ? 1 : 0;
    for (const { offer, alternative } of counters) {
      offered += 1;
      const fresh = readRequest(freshRequest(request, alternative.loan));
      expect(fresh.loan).toEqual(alternative.loan);
      expect(fresh.risk).toEqual(alternative.risk);
      const { products } = fresh.programme;
      const at = products.map((product) => ({
        ...product,
        terms: { ...product.terms, insuredPercentage: offer.insuredPercentage },
      }));
      const again = decideAndPrice(
        newId('quote'),
        { ...fresh, programme: { ...fresh.programme, products: at } },
        facts,
      );
      const same = again.offers.find(({ insurerId }) => insurerId === offer.insurerId);
      expect(same?.priced).toEqual(offer.priced);
      expect(same?.capacity).toEqual(offer.capacity);
      expect(alternative.loan.principalMinor).toBeLessThanOrEqual(read.loan.principalMinor);
      if (room) expect(offer.priced.sumInsuredMinor).toBeLessThanOrEqual(room.get(offer.insurerId) ?? 0n);
    }
  }
  // The generator asks for enough that can be cured to say something.
  expect({ declined: declined > 60, countered: countered > 30, offered: offered > 50 }).toEqual({
    declined: true,
    countered: true,
    offered: true,
  });
  process.stderr.write(
    `counter-offers: ${declined} searched, ${countered} countered, ${offered} offers, ${(cpuMicros / declined).toFixed(0)} us CPU a search\n`,
  );
});

it('a loan that costs too much with the whole premium is insured at a lower percentage, where products list it', () => {
  const random = seeded(printedSeed('cost-capped counter-offers'));
  let lower = 0;
  for (let at = 0; at < 240; at += 1) {
    const { request, scenarioFacts } = generateRequest(random);
    const read = readRequest(request);
    const uncapped = factsOf(scenarioFacts, request);
    const { offers } = decideAndPrice(newId('quote'), read, uncapped);
    if (offers.length === 0) continue;
    // The cap leaves most of what the cheapest premium adds to the rate, and not all of it.
    const totals = offers.map(({ priced }) => priced.premium.totalMinor);
    const upfrontMinor = totals.reduce(minMinor);
    const rate = decimal(request.loan.annualRate);
    const added = allInCostOfLoan(loanSchedule(read.loan), { upfrontMinor }).nominal.minus(rate);
    const nominal = rate.plus(added.times('0.9')).toFixed(6);
    const facts = { ...uncapped, costCap: { rule: 'pack:cost', nominal } };
    const { decision } = decideAndPrice(newId('quote'), read, facts);
    expect(decision.reasons.map(({ code }) => code)).toContain('TOTAL_COST_TOO_HIGH');
    for (const { offer, alternative } of searchCounterOffers(read, facts, { decision })) {
      const fresh = readRequest(freshRequest(request, alternative.loan));
      const listed = fresh.programme.products.find(({ insurerId }) => insurerId === offer.insurerId);
      if (listed?.terms.insuredPercentage === offer.insuredPercentage) continue;
      lower += 1;
      expect(listed?.terms.counterOffers.insuredPercentages).toContain(offer.insuredPercentage);
      expect(alternative.loan).toEqual(read.loan);
      const products = fresh.programme.products.map((product) => ({
        ...product,
        terms: { ...product.terms, insuredPercentage: offer.insuredPercentage },
      }));
      const again = decideAndPrice(newId('quote'), { ...fresh, programme: { ...fresh.programme, products } }, facts);
      expect(again.offers.find(({ insurerId }) => insurerId === offer.insurerId)?.priced).toEqual(offer.priced);
    }
  }
  expect(lower).toBeGreaterThan(10);
});

it('what several insurers carry together fits the room of each, and each would insure all of it on these terms', () => {
  const random = seeded(printedSeed('composed counter-offers'));
  let composed = 0;
  for (let at = 0; at < 240; at += 1) {
    const { request, scenarioFacts } = generateRequest(random);
    const facts = factsOf(scenarioFacts, request);
    const read = readRequest(request);
    const { decision, offers } = decideAndPrice(newId('quote'), read, facts);
    if (decision.outcome !== 'APPROVED') continue;
    const room: Room = new Map(
      offers.map(({ insurerId, priced }) => [
        insurerId,
        (priced.sumInsuredMinor * BigInt(Math.floor(10 + random() * 60))) / 100n,
      ]),
    );
    const together = searchCounterOffers(sharing(read, true), facts, { decision, room });
    const alone = searchCounterOffers(read, facts, { decision, room });
    expect(most(together)).toBeGreaterThanOrEqual(most(alone));
    for (const { offer, alternative, approvals, shares } of together) {
      if (!shares) continue;
      composed += 1;
      const sum = (of: (share: InsurerShare) => bigint) => shares.reduce((total, one) => total + of(one), 0n);
      expect(sum(({ share }) => BigInt(share.replace('.', '')))).toBe(1_000_000n);
      expect(sum(({ sumInsuredMinor }) => sumInsuredMinor)).toBe(offer.priced.sumInsuredMinor);
      expect(sum(({ premiumMinor }) => premiumMinor)).toBe(offer.priced.premium.totalMinor);
      expect(shares[0]?.insurerId).toBe(offer.insurerId);
      // None has room for all of it alone.
      for (const { insurerId, priced } of approvals) {
        expect(priced.sumInsuredMinor).toBeGreaterThan(room.get(insurerId) ?? 0n);
      }
      const fresh = readRequest(freshRequest(request, alternative.loan));
      const products = fresh.programme.products.map((product) => ({
        ...product,
        terms: { ...product.terms, insuredPercentage: offer.insuredPercentage },
      }));
      const again = decideAndPrice(newId('quote'), { ...fresh, programme: { ...fresh.programme, products } }, facts);
      for (const { insurerId, sumInsuredMinor } of shares) {
        expect(sumInsuredMinor).toBeLessThanOrEqual(room.get(insurerId) ?? 0n);
        expect(again.offers.map((one) => one.insurerId)).toContain(insurerId);
      }
      expect(again.offers.find(({ insurerId }) => insurerId === offer.insurerId)?.priced).toEqual(offer.priced);
    }
  }
  expect(composed).toBeGreaterThan(20);
});

/** The request with somebody who owes the loan too, better or worse off than the obligor. */
const withCoObligor = (request: QuoteRequest, random: () => number): QuoteRequest => {
  const { annualIncome, creditReport } = request.obligor;
  const amount = (Number(annualIncome?.amount) * 2 * random()).toFixed(2);
  const coObligor = {
    ...request.obligor,
    reference: 'co',
    annualIncome: { amount, currency: annualIncome?.currency ?? 'USD' },
    creditReport: { ...creditReport, delinquencies24Months: Math.floor(random() * 3) },
  };
  return { ...request, obligor: { ...request.obligor, coObligors: [coObligor] } } as QuoteRequest;
};

/** The request in a programme whose insurers all share risks, or none. */
const sharing = (read: ReadQuoteRequest, coInsures: boolean): ReadQuoteRequest => ({
  ...read,
  programme: {
    ...read.programme,
    products: read.programme.products.map((product) => ({ ...product, terms: { ...product.terms, coInsures } })),
  },
});

/** The largest sum insured of some counter-offers. */
const most = (counters: readonly CounterOfferDraft[]): bigint =>
  counters.map(({ offer }) => offer.priced.sumInsuredMinor).reduce(maxMinor, 0n);
