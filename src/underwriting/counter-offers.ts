import { maxMinor, minMinor } from '../kernel/index.js';
import type { JsonObject, LoanRequest } from '../scenarios/contract/index.js';
import { type Alternative, withPrincipal } from './alternative.js';
import { composeOffer } from './co-insurance.js';
import { TOTAL_COST_TOO_HIGH } from './cost-cap.js';
import { type CreditDecision, nothingCures } from './decision.js';
import type { Facts } from './facts.js';
import { loanSchedule } from './loan-schedule.js';
import type { CounterOfferDraft, OfferDraft, Room } from './quote-draft.js';
import { assessProducts, offerDraft } from './quote-drafting.js';
import type { AssessableRequest } from './quote-request.js';
import { rateCase } from './rate-case.js';

/** Requests decided and priced in one search at most. */
export const MAX_EVALUATIONS = 24;
export const MAX_COUNTER_OFFERS = 3;
/** Less than this share of what was asked for is no answer to the request. */
const SMALLEST_SHARE = 4n;
/** Terms people choose, in months. */
const USUAL_TERMS = [3, 6, 9, 12, 18, 24, 30, 36, 48, 60, 72, 84, 96, 120, 180, 240, 300, 360, 420, 480];
const TERMS_EACH_WAY = 3;

interface Terms {
  readonly principalMinor: bigint;
  readonly instalments: number;
  readonly insuredPercentage?: string;
}

interface Candidate extends CounterOfferDraft {
  readonly terms: Terms;
}

const nameOf = ({ principalMinor, instalments, insuredPercentage = '' }: Terms): string =>
  `${principalMinor}|${instalments}|${insuredPercentage}`;

/** Other terms of one request, each decided and priced as if they had been asked for; a bounded number of times. */
class Trials {
  private readonly known = new Map<string, Candidate | undefined>();

  constructor(
    private readonly request: AssessableRequest,
    private readonly facts: Facts,
    private readonly room: Room | undefined,
  ) {}

  /** The offer on these terms; undefined when no product approves them with room, or nothing is left to try. */
  of(terms: Terms): Candidate | undefined {
    const name = nameOf(terms);
    if (!this.known.has(name)) {
      if (this.known.size >= MAX_EVALUATIONS) return undefined;
      this.known.set(name, this.evaluate(terms));
    }
    return this.known.get(name);
  }

  first(candidates: readonly Terms[]): Candidate | undefined {
    for (const terms of candidates) {
      const found = this.of(terms);
      if (found) return found;
    }
    return undefined;
  }

  private evaluate(terms: Terms): Candidate | undefined {
    const alternative = alternativeOf(this.request, terms);
    const { programme } = this.request;
    const { insuredPercentage } = terms;
    const request: AssessableRequest = {
      ...this.request,
      ...alternative,
      programme: insuredPercentage
        ? {
            ...programme,
            products: programme.products.map((product) => ({
              ...product,
              terms: { ...product.terms, insuredPercentage },
            })),
          }
        : programme,
    };
    const approvals = assessProducts(request, rateCase(request, this.facts))
      .filter(({ product, decision }) => decision.outcome === 'APPROVED' && this.allows(product, insuredPercentage))
      .map((assessed) => offerDraft(request, assessed));
    const carried = this.carriedBy(approvals);
    return carried && { ...carried, approvals, alternative, terms };
  }

  /** The cheapest that has room alone; else all together, where their terms let them share. */
  private carriedBy(approvals: readonly OfferDraft[]): Pick<Candidate, 'offer' | 'shares'> | undefined {
    const { room } = this;
    const roomOf = (insurerId: string): bigint => room?.get(insurerId) ?? 0n;
    const alone = approvals.filter(({ insurerId, priced }) => !room || priced.sumInsuredMinor <= roomOf(insurerId));
    const [first, ...others] = alone;
    if (!first) return composeOffer(approvals, roomOf);
    const cheaper = (a: OfferDraft, b: OfferDraft): OfferDraft =>
      b.priced.premium.totalMinor < a.priced.premium.totalMinor ? b : a;
    return { offer: others.reduce(cheaper, first) };
  }

  /** A product insures another percentage only where its own terms say so. */
  private allows(product: { readonly productVersionId: string }, percentage: string | undefined): boolean {
    if (percentage === undefined) return true;
    const { products } = this.request.programme;
    const own = products.find(({ productVersionId }) => productVersionId === product.productVersionId);
    if (!own) return false;
    const { counterOffers, insuredPercentage } = own.terms;
    return counterOffers.insuredPercentages.includes(percentage) && Number(percentage) < Number(insuredPercentage);
  }
}

function alternativeOf({ loan, risk, module }: AssessableRequest, { principalMinor, instalments }: Terms): Alternative {
  const smaller: { loan: LoanRequest; risk: JsonObject } =
    principalMinor === loan.principalMinor ? { loan, risk } : withPrincipal({ loan, risk, module }, principalMinor);
  return { loan: { ...smaller.loan, instalments }, risk: smaller.risk };
}

/** Amounts are offered in steps of three digits: of 12,345.00 in tens, of 987.65 in whole units. */
const stepOf = (principalMinor: bigint): bigint => 10n ** BigInt(Math.max(0, String(principalMinor).length - 3));

/** The largest amount of a step, below what was asked for, that passes over `instalments`; by halving. */
function largestAmount(
  trials: Trials,
  { loan, programme }: AssessableRequest,
  instalments: number,
): Candidate | undefined {
  const step = stepOf(loan.principalMinor);
  const smallest = programme.products.map(({ terms }) => BigInt(terms.principal.minimumMinor)).reduce(minMinor);
  const quarter = loan.principalMinor / SMALLEST_SHARE;
  const from = maxMinor(smallest, quarter);
  let [passes, fails] = [(from + step - 1n) / step, (loan.principalMinor + step - 1n) / step];
  let best = passes < fails ? trials.of({ principalMinor: passes * step, instalments }) : undefined;
  while (best && fails - passes > 1n) {
    const middle = (passes + fails) / 2n;
    const found = trials.of({ principalMinor: middle * step, instalments });
    if (found) [best, passes] = [found, middle];
    else fails = middle;
  }
  return best;
}

function usualTerms({ programme }: AssessableRequest): number[] {
  const bounds = programme.products.map(({ terms }) => terms.instalments);
  const least = Math.min(...bounds.map(({ minimum }) => minimum));
  const most = Math.max(...bounds.map(({ maximum }) => maximum));
  const usual = new Set([...USUAL_TERMS, ...bounds.flatMap(({ minimum, maximum }) => [minimum, maximum])]);
  return [...usual].filter((months) => months >= least && months <= most).sort((a, b) => a - b);
}

/** The amount that keeps the instalment of what was asked for over a shorter term, rounded down to a step. */
function sameInstalment(request: AssessableRequest, instalments: number): Terms | undefined {
  const { loan } = request;
  const payment = (months: number): bigint =>
    loanSchedule({ ...loan, instalments: months }).instalments[0]?.paymentMinor ?? 0n;
  const [asked, shorter] = [payment(loan.instalments), payment(instalments)];
  if (shorter <= asked) return undefined;
  const step = stepOf(loan.principalMinor);
  const principalMinor = ((loan.principalMinor * asked) / shorter / step) * step;
  return principalMinor * SMALLEST_SHARE >= loan.principalMinor ? { principalMinor, instalments } : undefined;
}

/** Whether the premium is what makes a loan cost more than a rule allows: cover of less of it has a smaller one. */
const isTooDear = ({ reasons }: CreditDecision): boolean => reasons.some(({ code }) => code === TOTAL_COST_TOO_HIGH);

/**
 * Looks for terms near the ones asked for that a product would approve and price, each really decided and priced: the
 * whole amount over another usual term or at a lower insured percentage, then less over the same term, then the amount
 * that keeps the instalment, then less over the longest term. At most three, in that order.
 * @param room when the request was approved but no insurer had room for it
 */
export function searchCounterOffers(
  request: AssessableRequest,
  facts: Facts,
  { decision, room }: { readonly decision: CreditDecision; readonly room?: Room },
): CounterOfferDraft[] {
  if (!room && decision.products.every(nothingCures)) return [];
  const { loan, programme } = request;
  const { principalMinor, instalments } = loan;
  const trials = new Trials(request, facts, room);
  const terms = usualTerms(request);
  const whole = (months: number): Terms => ({ principalMinor, instalments: months });
  const longer = terms.filter((months) => months > instalments);
  const shorter = terms.filter((months) => months < instalments).reverse();
  const percentages = programme.products.flatMap((product) => product.terms.counterOffers.insuredPercentages);
  const lowerPercentages = [...new Set(percentages)].sort((a, b) => Number(b) - Number(a));
  const found: (Candidate | undefined)[] = [
    trials.first(longer.slice(0, TERMS_EACH_WAY).map(whole)),
    room || isTooDear(decision)
      ? trials.first(lowerPercentages.map((insuredPercentage) => ({ ...whole(instalments), insuredPercentage })))
      : undefined,
    trials.first(shorter.slice(0, TERMS_EACH_WAY).map(whole)),
  ];
  const isWithin = instalments >= (terms[0] ?? 1) && instalments <= (terms.at(-1) ?? 1);
  const reachable = isWithin ? instalments : (longer[0] ?? shorter[0]);
  if (reachable !== undefined) found.push(largestAmount(trials, request, reachable));
  const kept = shorter[0] === undefined ? undefined : sameInstalment(request, shorter[0]);
  if (kept) found.push(trials.of(kept));
  const longest = longer.at(-1);
  if (!found.some(Boolean) && longest !== undefined) {
    found.push(largestAmount(trials, request, longest));
  }
  const different = new Map(found.flatMap((one) => (one ? [[nameOf(one.terms), one] as const] : [])));
  return [...different.values()].slice(0, MAX_COUNTER_OFFERS).map(({ terms, ...found }) => found);
}
