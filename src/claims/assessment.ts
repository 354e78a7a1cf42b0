import { type IndemnityStep, indemnity } from '../finance/index.js';
import {
  type CalendarDate,
  type CurrencyCode,
  calendarDate,
  currencyCode,
  decimal,
  maxMinor,
  minMinor,
} from '../kernel/index.js';
import type { ProductTerms } from '../underwriting/terms.js';

/** An instalment as the servicer's reports left it; minor units. */
export interface AssessedInstalment {
  readonly dueOn: string;
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
  readonly paidPrincipalMinor: bigint;
  readonly paidInterestMinor: bigint;
}

export interface AssessmentInput {
  readonly loan: {
    readonly reference: string;
    readonly outstandingPrincipalMinor: bigint;
    /** As stored with the loan: rate a year as decimal text and date of disbursement. */
    readonly terms: { readonly annualRate: string; readonly disbursedOn: string };
  };
  /** In the order of their due dates. */
  readonly instalments: readonly AssessedInstalment[];
  readonly policy: {
    readonly number: string;
    readonly currency: string;
    /** 0 to 1, decimal text. */
    readonly insuredPercentage: string;
    readonly sumInsuredMinor: bigint;
    readonly indemnityPaidMinor: bigint;
  };
  readonly terms: Pick<ProductTerms, 'insures' | 'deductible' | 'interestCapAnnual'>;
  /** The oldest unpaid due date + waiting days. */
  readonly triggeredOn: CalendarDate;
  /** Net proceeds of the collateral of a secured loan, zero or more. */
  readonly netCollateralMinor: bigint;
  readonly otherInsurance: readonly OtherInsurance[];
}

/** Cover of the same loss with somebody else, as the insured declared it; also the `claim.other_insurance` column. */
export interface OtherInsurance {
  readonly insurer: string;
  readonly policyNumber: string;
  /** Minor units of the claim's currency in text. */
  readonly sumInsuredMinor: string;
}

/** A figure the computation started from, as text, and the record it was read from. */
export interface AssessedFigure {
  readonly name: string;
  readonly value: string;
  readonly source: string;
}

/** A computed indemnity with everything it rests on, ready to be kept with the claim. */
export interface Assessment {
  readonly indemnityMinor: bigint;
  readonly coveredLossMinor: bigint;
  /** What other insurers of the loss owe. */
  readonly otherInsurersMinor: bigint;
  readonly steps: readonly IndemnityStep[];
  readonly inputs: readonly AssessedFigure[];
}

interface LoanPosition {
  readonly unpaidInterestMinor: bigint;
  readonly notDuePrincipalMinor: bigint;
  readonly lastDueOn: CalendarDate;
}

function positionAt({ loan, instalments, triggeredOn }: AssessmentInput): LoanPosition {
  const due = instalments.filter(({ dueOn }) => dueOn <= triggeredOn);
  const notDue = instalments.filter(({ dueOn }) => dueOn > triggeredOn);
  const unpaidInterest = due.reduce((sum, row) => sum + row.interestMinor - row.paidInterestMinor, 0n);
  const notDuePrincipal = notDue.reduce((sum, row) => sum + row.principalMinor - row.paidPrincipalMinor, 0n);
  return {
    unpaidInterestMinor: unpaidInterest,
    notDuePrincipalMinor: minMinor(notDuePrincipal, loan.outstandingPrincipalMinor),
    lastDueOn: calendarDate(due.at(-1)?.dueOn ?? loan.terms.disbursedOn),
  };
}

const deductibleOf = (deductible: ProductTerms['deductible']) =>
  deductible && {
    deductible:
      deductible.kind === 'RATE' ? { rate: decimal(deductible.rate) } : { amountMinor: BigInt(deductible.amountMinor) },
  };

function figuresOf(input: AssessmentInput, position: LoanPosition, remainingMinor: bigint): AssessedFigure[] {
  const { loan, policy, terms, triggeredOn } = input;
  const ofLoan = `repayment feed of loan ${loan.reference}`;
  const ofPolicy = `policy ${policy.number}`;
  const figure = (name: string, value: string | bigint, source: string) => ({ name, value: String(value), source });
  return [
    figure('triggeredOn', triggeredOn, 'oldest unpaid due date + waiting days of the product'),
    figure('outstandingPrincipalMinor', loan.outstandingPrincipalMinor, ofLoan),
    figure('unpaidInterestMinor', position.unpaidInterestMinor, ofLoan),
    figure('notDuePrincipalMinor', position.notDuePrincipalMinor, ofLoan),
    figure('lastDueOn', position.lastDueOn, ofLoan),
    figure('annualRate', loan.terms.annualRate, `contract of loan ${loan.reference}`),
    figure('insuredPercentage', policy.insuredPercentage, ofPolicy),
    figure('remainingSumInsuredMinor', remainingMinor, ofPolicy),
    figure('insures', terms.insures, 'product version'),
    figure('deductible', terms.deductible ? JSON.stringify(terms.deductible) : 'none', 'product version'),
    figure('interestCapAnnual', terms.interestCapAnnual ?? 'none', 'product version'),
    figure('netCollateralMinor', input.netCollateralMinor, 'claims handler'),
    ...input.otherInsurance.map(({ insurer, policyNumber, sumInsuredMinor }) =>
      figure('otherSumInsuredMinor', sumInsuredMinor, `policy ${policyNumber} of ${insurer}, as declared`),
    ),
  ];
}

/**
 * What the insurer owes for a loan in default, by the product's terms and the repayment feed. Nothing of it is an
 * opinion: the same records always give the same amount.
 * @throws ArgumentError when a stored figure is impossible
 */
export function assess(input: AssessmentInput): Assessment {
  const { loan, policy, terms, triggeredOn, netCollateralMinor, otherInsurance } = input;
  const position = positionAt(input);
  const remainingMinor = maxMinor(policy.sumInsuredMinor - policy.indemnityPaidMinor, 0n);
  const currency: CurrencyCode = currencyCode(policy.currency);
  const { indemnityMinor, coveredLossMinor, otherInsurersMinor, steps } = indemnity({
    outstandingPrincipalMinor: loan.outstandingPrincipalMinor,
    ...position,
    annualRate: decimal(loan.terms.annualRate),
    ...(terms.interestCapAnnual === null ? {} : { interestCapAnnual: decimal(terms.interestCapAnnual) }),
    triggerOn: triggeredOn,
    netCollateralMinor,
    ...deductibleOf(terms.deductible),
    insuredPercentage: decimal(policy.insuredPercentage),
    insures: terms.insures,
    remainingSumInsuredMinor: remainingMinor,
    doubleInsurance: {
      sumInsuredMinor: policy.sumInsuredMinor,
      otherSumsInsuredMinor: otherInsurance.map(({ sumInsuredMinor }) => BigInt(sumInsuredMinor)),
    },
    currency,
  });
  return {
    indemnityMinor,
    coveredLossMinor,
    otherInsurersMinor,
    steps,
    inputs: figuresOf(input, position, remainingMinor),
  };
}

/** The `claim.assessment` column: amounts are minor units of the claim's currency in text. */
export interface StoredAssessment {
  readonly indemnityMinor: string;
  readonly coveredLossMinor: string;
  readonly steps: readonly {
    readonly code: string;
    readonly minor: string;
    readonly formula: string;
    readonly source: string;
  }[];
  readonly inputs: readonly AssessedFigure[];
}

export const storedAssessment = (assessment: Assessment): StoredAssessment => ({
  indemnityMinor: String(assessment.indemnityMinor),
  coveredLossMinor: String(assessment.coveredLossMinor),
  steps: assessment.steps.map((step) => ({ ...step, minor: String(step.minor) })),
  inputs: assessment.inputs,
});
