import type { CostCap } from '../exposure/rules/derive.js';
import type { RepaymentSchedule } from '../finance/schedule.js';
import { invariant } from '../kernel/index.js';
import type {
  Features,
  JsonObject,
  LoanRequest,
  RatingFactor,
  ScenarioModule,
  UnderwritingFlag,
} from '../scenarios/contract/index.js';
import { jointBorrowers } from './co-obligors.js';
import type { InsurerAnswers } from './external-insurer.js';
import { type CreditFacts, costCapIn, type Facts, factFlags, insurerAnswersIn, reportOf } from './facts.js';
import { loanSchedule } from './loan-schedule.js';
import { type Obligor, obligorFeatures } from './obligor.js';

/** A request as decisions see it; the same for a new one and for one read back from a stored quote. */
export interface UnderwritingCase {
  readonly module: ScenarioModule;
  readonly risk: JsonObject;
  readonly loan: LoanRequest;
  readonly obligor: { readonly obligor: Obligor };
}

/** What scoring and decision tables look at of one borrower. */
export interface RatedBorrower {
  readonly features: Features;
  readonly factors: readonly RatingFactor[];
}

export interface RatedCoObligor extends RatedBorrower {
  readonly reference: string;
}

/** A flag of a co-obligor's own names it. */
export type BorrowerFlag = UnderwritingFlag & { readonly obligorReference?: string };

/** Whether a flag of a co-obligor says what those of the obligor do not: a code alone may stand for a look or a decline. */
export const isNews = (flag: UnderwritingFlag, known: readonly UnderwritingFlag[]): boolean =>
  !known.some(
    ({ code, severity, curable }) =>
      code === flag.code && severity === flag.severity && (curable === undefined) === (flag.curable === undefined),
  );

/** What every product decides and prices from; features and factors are the obligor's. */
export interface RatedCase extends RatedBorrower {
  readonly loan: LoanRequest;
  readonly schedule: RepaymentSchedule;
  readonly flags: readonly BorrowerFlag[];
  readonly lossGivenDefault: number;
  readonly costCap: CostCap | null;
  readonly insurerAnswers: InsurerAnswers;
  /** Who owes the loan too; absent: nobody. */
  readonly coObligors?: readonly RatedCoObligor[];
}

/** Turns a request and its facts into features, factors and flags; `schedule` is that of its loan. Pure. */
export function rateCase(
  { module, risk, loan, obligor }: UnderwritingCase,
  facts: Facts,
  schedule: RepaymentSchedule = loanSchedule(loan),
): RatedCase {
  const { rating } = module;
  const firstPaymentMinor = schedule.instalments[0]?.paymentMinor ?? 0n;
  const ofScenario = rating.features(risk, facts.scenario, loan);
  const rate = (borrower: Obligor, credit: CreditFacts) => {
    const ofObligor = obligorFeatures(borrower, reportOf(credit), loan, firstPaymentMinor);
    // Not by spreading both: V8 adds each member behind a spread by its slow path, ten times as dear.
    const features: Features = Object.assign({}, ofScenario, ofObligor);
    return { features, factors: rating.factors(features), appetite: rating.appetite(features) };
  };
  const [own = obligor.obligor, ...others] = jointBorrowers(obligor.obligor, loan);
  const { appetite, ...rated } = rate(own, facts);
  const flags: BorrowerFlag[] = [...appetite, ...factFlags(facts)];
  const coObligors = others.map((borrower, at): RatedCoObligor => {
    const { reference } = borrower;
    const credit = facts.coObligors?.[at];
    invariant(credit, `facts hold the credit of co-obligor ${at}`);
    const { appetite: theirs, ...one } = rate(borrower, credit);
    // What the scenario says of the loan it says of every borrower.
    const theirOwn = [...theirs.filter((flag) => isNews(flag, appetite)), ...factFlags(credit)];
    flags.push(...theirOwn.map((flag) => ({ ...flag, obligorReference: reference })));
    return { ...one, reference };
  });
  return {
    loan,
    schedule,
    flags,
    lossGivenDefault: Math.max(...[rated, ...coObligors].map(({ features }) => rating.lossGivenDefault(features))),
    costCap: costCapIn(facts),
    insurerAnswers: insurerAnswersIn(facts),
    ...rated,
    ...(coObligors.length > 0 && { coObligors }),
  };
}
