import type { CostCap } from '../exposure/rules/derive.js';
import type { RepaymentSchedule } from '../finance/schedule.js';
import type {
  Features,
  JsonObject,
  LoanRequest,
  RatingFactor,
  ScenarioModule,
  UnderwritingFlag,
} from '../scenarios/contract/index.js';
import type { InsurerAnswers } from './external-insurer.js';
import { costCapIn, type Facts, factFlags, insurerAnswersIn, reportOf } from './facts.js';
import { loanSchedule } from './loan-schedule.js';
import { type Obligor, obligorFeatures } from './obligor.js';

/** A request as decisions see it; the same for a new one and for one read back from a stored quote. */
export interface UnderwritingCase {
  readonly module: ScenarioModule;
  readonly risk: JsonObject;
  readonly loan: LoanRequest;
  readonly obligor: { readonly obligor: Obligor };
}

/** What every product decides and prices from. */
export interface RatedCase {
  readonly loan: LoanRequest;
  readonly schedule: RepaymentSchedule;
  readonly features: Features;
  readonly factors: readonly RatingFactor[];
  readonly flags: readonly UnderwritingFlag[];
  readonly lossGivenDefault: number;
  readonly costCap: CostCap | null;
  readonly insurerAnswers: InsurerAnswers;
}

/** Turns a request and its facts into features, factors and flags. Pure. */
export function rateCase({ module, risk, loan, obligor }: UnderwritingCase, facts: Facts): RatedCase {
  const schedule = loanSchedule(loan);
  const firstPaymentMinor = schedule.instalments[0]?.paymentMinor ?? 0n;
  const features = {
    ...module.rating.features(risk, facts.scenario, loan),
    ...obligorFeatures(obligor.obligor, reportOf(facts), loan, firstPaymentMinor),
  };
  return {
    loan,
    schedule,
    features,
    factors: module.rating.factors(features),
    flags: [...module.rating.appetite(features), ...factFlags(facts)],
    lossGivenDefault: module.rating.lossGivenDefault(features),
    costCap: costCapIn(facts),
    insurerAnswers: insurerAnswersIn(facts),
  };
}
