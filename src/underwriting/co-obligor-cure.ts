import { formatMinor, maxMinor } from '../kernel/index.js';
import { minorOf } from '../scenarios/contract/index.js';
import { type CoObligorCure, jointBorrowers, MAX_CO_OBLIGORS } from './co-obligors.js';
import { type DecidingProduct, decideForProduct, nothingCures, type ProductDecision } from './decision.js';
import type { CreditFacts, Facts } from './facts.js';
import type { CoObligor } from './obligor.js';
import { type RatedCase, rateCase, type UnderwritingCase } from './rate-case.js';

/** Credit that a score has little to object to, for whoever is to answer with a better name than the obligor's. */
const SOUND = { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.1, openAccounts: 4 } as const;
const SOUND_EMPLOYMENT_MONTHS = 60;
/** Nobody is asked for more than this times what the borrowers earn, or what they borrow. */
const MOST_INCOMES = 10n;

const PER_DECADE = 900;
/** Amounts of three digits in their order: 1.00, 1.01 ... 9.99, 10.0, 10.1 ... of a currency with cents. */
const threeDigits = (at: number): bigint =>
  BigInt(100 + (at % PER_DECADE)) * 10n ** BigInt(Math.floor(at / PER_DECADE));
const placeOf = (minor: bigint): number =>
  (String(minor).length - 3) * PER_DECADE + Number(String(minor).slice(0, 3)) - 100;

interface Tried {
  readonly underwritten: UnderwritingCase;
  readonly facts: Facts;
  readonly rated: RatedCase;
  readonly product: DecidingProduct;
}

/** Whether the product approves when somebody of the obligor's kind and country with this income owes the loan too. */
function passesWith(
  { underwritten, facts, rated, product }: Tried,
  credit: CoObligorCure['credit'],
  incomeMinor: bigint,
): boolean {
  const { obligor } = underwritten.obligor;
  const { currency } = underwritten.loan;
  const { coObligors = [], ...own } = obligor;
  const { employmentMonths, ...report } = credit ?? own;
  const added: CoObligor = {
    ...own,
    employmentMonths,
    annualIncome: formatMinor(incomeMinor, currency),
    monthlyDebtService: formatMinor(0n, currency),
    key: '',
  };
  const theirs: CreditFacts = credit ? { ...facts, creditReport: { ...report }, creditReportGap: null } : facts;
  const joint = { ...underwritten, obligor: { obligor: { ...obligor, coObligors: [...coObligors, added] } } };
  const jointFacts: Facts = { ...facts, coObligors: [...(facts.coObligors ?? []), theirs] };
  return decideForProduct(rateCase(joint, jointFacts, rated.schedule), product).outcome === 'APPROVED';
}

/** The least income of three digits that passes, by halving; undefined when the most does not. */
function leastIncome(passes: (incomeMinor: bigint) => boolean, mostMinor: bigint): bigint | undefined {
  let [fails, found] = [-1, placeOf(mostMinor)];
  if (!passes(threeDigits(found))) return undefined;
  if (passes(0n)) return 0n;
  while (found - fails > 1) {
    const middle = Math.floor((fails + found) / 2);
    if (passes(threeDigits(middle))) found = middle;
    else fails = middle;
  }
  return threeDigits(found);
}

function cureOf(tried: Tried): CoObligorCure | undefined {
  const { loan, obligor } = tried.underwritten;
  const { currency, principalMinor } = loan;
  const [joint = obligor.obligor] = jointBorrowers(obligor.obligor, loan);
  const mostMinor = MOST_INCOMES * maxMinor(minorOf(joint.annualIncome, currency), principalMinor);
  for (const credit of [null, { ...SOUND, employmentMonths: SOUND_EMPLOYMENT_MONTHS }]) {
    const income = leastIncome((minor) => passesWith(tried, credit, minor), maxMinor(mostMinor, 100n));
    if (income !== undefined) return { currency, annualIncome: formatMinor(income, currency), credit };
  }
  return undefined;
}

/**
 * Adds to a decision what a co-obligor must bring for the product to approve, where its terms ask for that: found by
 * really deciding the request with one who brings it, about fifteen times at most. Nothing is added where nobody would
 * be enough, or where something stands that nothing cures. Pure.
 */
export function withCoObligorCure(tried: Tried, decision: ProductDecision): ProductDecision {
  const { terms } = tried.product;
  const others = tried.underwritten.obligor.obligor.coObligors?.length ?? 0;
  if (decision.outcome === 'APPROVED' || terms.coObligorCures !== true || others >= MAX_CO_OBLIGORS) return decision;
  const cure = nothingCures(decision) ? undefined : cureOf(tried);
  return cure ? { ...decision, coObligorCure: cure } : decision;
}
