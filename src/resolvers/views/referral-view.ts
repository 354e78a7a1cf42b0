import type { Referral, ReferralEntry } from '../../entities/index.js';
import type { CurrencyCode } from '../../kernel/index.js';
import { moneyView as amountView } from '../../scenarios/contract/index.js';
import type { ScenarioRegistry } from '../../scenarios/registry.js';
import type { ProductDecision } from '../../underwriting/decision.js';
import type { CreditFacts, Facts } from '../../underwriting/facts.js';
import type { Borrower, Obligor } from '../../underwriting/obligor.js';
import type { StoredCondition } from '../../underwriting/offer-conditions.js';
import { moneyView } from './money-view.js';
import { coObligorCureView, traceView } from './product-decision-view.js';
import { conditionView, loanView } from './quote-view.js';
import { riskView } from './risk-view.js';

const borrowerView = (borrower: Borrower, credit: CreditFacts | undefined, currency: CurrencyCode) => ({
  reference: borrower.reference,
  kind: borrower.kind,
  country: borrower.country,
  ageYears: borrower.ageYears,
  employmentMonths: borrower.employmentMonths,
  annualIncome: amountView(borrower.annualIncome, currency),
  monthlyDebtService: amountView(borrower.monthlyDebtService, currency),
  creditReport: credit?.creditReport ?? null,
});

/** A referral as its insurer sees it. */
export function referralView(referral: Referral, scenarios: ScenarioRegistry) {
  const { currency } = referral;
  const code = currency as CurrencyCode;
  const decision = referral.decision as ProductDecision;
  const obligor = referral.obligor as Obligor;
  const facts = referral.facts as Facts;
  const { id, status, outcome, quoteId, partnerId, insurerId, productVersionId, scenario } = referral;
  return {
    __typename: 'Referral',
    id,
    status,
    outcome,
    quoteId,
    partnerId,
    insurerId,
    productVersionId,
    scenario,
    currency,
    loan: loanView(referral.loan),
    obligor: {
      ...borrowerView(obligor, facts, code),
      coObligors: (obligor.coObligors ?? []).map((one, at) => ({
        ...borrowerView(one, facts.coObligors?.[at], code),
        coObligors: [],
      })),
    },
    risk: riskView(scenarios, { scenario, risk: referral.risk, facts: facts.scenario, currency: code }),
    decision,
    reasons: decision.reasons,
    points: decision.points,
    probabilityOfDefault: decision.probabilityOfDefault,
    authorityLevel: decision.authorityLevel,
    coObligorCure: decision.coObligorCure ? coObligorCureView(decision.coObligorCure) : null,
    trace: traceView(decision.trace),
    sumInsured: moneyView(referral.sumInsuredMinor, currency),
    premium: moneyView(referral.premiumMinor, currency),
    assignedTo: referral.assignedTo,
    createdAt: referral.createdAt,
    deadline: referral.deadline,
    decidedAt: referral.decidedAt,
  };
}

export type ReferralView = ReturnType<typeof referralView>;

interface EntryTerms {
  readonly to?: string;
  readonly loading?: string;
  readonly conditions?: readonly StoredCondition[];
  /** Earlier entries hold codes alone. */
  readonly reasons?: readonly (string | { readonly code: string; readonly obligorReference?: string })[];
}

export function entryView({ id, kind, keyId, recordedAt, text, terms }: ReferralEntry, currency: string) {
  const { to, loading, conditions, reasons: given = [] } = (terms ?? {}) as EntryTerms;
  const reasons = given.map((one) => (typeof one === 'string' ? { code: one } : one));
  return {
    id,
    kind,
    keyId,
    recordedAt,
    text,
    assignedTo: to ?? null,
    loading: loading ?? null,
    conditions: (conditions ?? []).map((condition) => conditionView(condition, currency)),
    reasonCodes: reasons.map(({ code }) => code),
    reasons: reasons.map(({ code, obligorReference = null }) => ({ code, obligorReference })),
  };
}
