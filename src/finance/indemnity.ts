import {
  addDays,
  type CalendarDate,
  type CurrencyCode,
  type Decimal,
  daysBetween,
  formatMinor,
  maxMinor,
  minMinor,
} from '../kernel/index.js';
import {
  requireAtMost,
  requireNotBefore,
  requireNotNegative,
  requireRateNotNegative,
  requireShare,
  requireWhole,
} from './arguments.js';
import { doubleInsurance } from './double-insurance.js';
import { multiplyRatios, type Ratio, ratio, scaleMinor } from './ratio.js';

export type Deductible = { readonly rate: Decimal } | { readonly amountMinor: bigint };

/** A loan at its trigger date. Amounts in minor units, zero or more. Penalties and the lender's costs have no place. */
export interface IndemnityInput {
  /** All principal still owed, due or not. */
  readonly outstandingPrincipalMinor: bigint;
  /** Unpaid scheduled interest of the instalments due up to the trigger. */
  readonly unpaidInterestMinor: bigint;
  /** The part of the principal that is not yet due; interest runs on it from the last due date to the trigger. */
  readonly notDuePrincipalMinor: bigint;
  /** Contract rate a year, zero or more. */
  readonly annualRate: Decimal;
  /** The legal rate a year; interest at a higher contract rate is cut down to it. */
  readonly interestCapAnnual?: Decimal;
  /** The last due date on or before the trigger (the disbursement date when none is). */
  readonly lastDueOn: CalendarDate;
  readonly triggerOn: CalendarDate;
  readonly recoveredByLenderMinor?: bigint;
  readonly netCollateralMinor?: bigint;
  readonly deductible?: Deductible;
  /** 0 to 1. */
  readonly insuredPercentage: Decimal;
  readonly insures: 'PRINCIPAL' | 'PRINCIPAL_AND_INTEREST';
  readonly remainingSumInsuredMinor: bigint;
  /** Other insurers of the same loss: it is shared in proportion to the sums insured. */
  readonly doubleInsurance?: {
    /** This policy's, paid or not. */
    readonly sumInsuredMinor: bigint;
    readonly otherSumsInsuredMinor: readonly bigint[];
  };
  /** Only for the wording of the steps; without it they show minor units. */
  readonly currency?: CurrencyCode;
}

/** One line of the reasoning. Deductions are negative; the steps but the last add up to the last. */
export interface IndemnityStep {
  readonly code: IndemnityStepCode;
  readonly minor: bigint;
  /** The figures in words. */
  readonly formula: string;
  /** The rule of the calculation. */
  readonly source: string;
}

export type IndemnityStepCode =
  | 'OUTSTANDING_PRINCIPAL'
  | 'UNPAID_INTEREST'
  | 'ACCRUED_INTEREST'
  | 'INTEREST_CAP'
  | 'RECOVERED_BY_LENDER'
  | 'NET_COLLATERAL'
  | 'DEDUCTIBLE'
  | 'INSURED_PERCENTAGE'
  | 'OTHER_INSURANCE'
  | 'REMAINING_SUM_INSURED'
  | 'INDEMNITY';

export interface Indemnity {
  readonly indemnityMinor: bigint;
  /** The insured loss after recoveries and collateral, before deductible and insured percentage. */
  readonly coveredLossMinor: bigint;
  /** What the other insurers of the same loss owe. */
  readonly otherInsurersMinor: bigint;
  /** Covered loss the lender bears itself: deductible, uninsured share, what exceeds the sum insured. */
  readonly retainedByLenderMinor: bigint;
  readonly steps: readonly IndemnityStep[];
}

function checkAmounts(input: IndemnityInput): void {
  requireNotNegative(input.outstandingPrincipalMinor, 'outstandingPrincipalMinor');
  requireNotNegative(input.unpaidInterestMinor, 'unpaidInterestMinor');
  requireNotNegative(input.notDuePrincipalMinor, 'notDuePrincipalMinor');
  requireAtMost(input.notDuePrincipalMinor, input.outstandingPrincipalMinor, 'notDuePrincipalMinor');
  requireNotNegative(input.recoveredByLenderMinor ?? 0n, 'recoveredByLenderMinor');
  requireNotNegative(input.netCollateralMinor ?? 0n, 'netCollateralMinor');
  requireNotNegative(input.remainingSumInsuredMinor, 'remainingSumInsuredMinor');
  requireNotBefore(input.triggerOn, input.lastDueOn, 'triggerOn');
}

/** The share of contract interest that the legal rate leaves: 1, or cap / rate. */
function capShare(rate: Ratio, cap: Ratio | undefined): Ratio {
  if (!cap || cap.numerator * rate.denominator >= rate.numerator * cap.denominator) return ratio(1n, 1n);
  return ratio(cap.numerator * rate.denominator, cap.denominator * rate.numerator);
}

/** Takes off what the other insurers of the loss owe; answers it. */
function contribute(reasoning: Reasoning, shared: IndemnityInput['doubleInsurance']): bigint {
  if (!shared || shared.otherSumsInsuredMinor.length === 0) return 0n;
  const { sumInsuredMinor, otherSumsInsuredMinor } = shared;
  const [own = 0n, ...others] = doubleInsurance(reasoning.total, [sumInsuredMinor, ...otherSumsInsuredMinor]);
  const all = otherSumsInsuredMinor.reduce((sum, other) => sum + other, sumInsuredMinor);
  reasoning.deduct('OTHER_INSURANCE', reasoning.total - own, {
    formula: `${reasoning.amount(reasoning.total)} x ${reasoning.amount(sumInsuredMinor)} / ${reasoning.amount(all)} of all sums insured`,
    source: 'double insurance: in proportion to the sums insured',
  });
  return others.reduce((sum, other) => sum + other, 0n);
}

const percent = (value: Decimal): string => `${value.times(100).toFixed()} %`;

class Reasoning {
  readonly steps: IndemnityStep[] = [];
  total = 0n;

  constructor(private readonly currency: CurrencyCode | undefined) {}

  amount(minor: bigint): string {
    return this.currency ? `${formatMinor(minor, this.currency)} ${this.currency}` : minor.toString();
  }

  add(code: IndemnityStepCode, minor: bigint, words: { formula: string; source: string }): void {
    this.steps.push({ code, minor, ...words });
    this.total += minor;
  }

  /** Takes off at most what is there. */
  deduct(code: IndemnityStepCode, wanted: bigint, words: { formula: string; source: string }): void {
    if (wanted > 0n) this.add(code, -minMinor(wanted, maxMinor(this.total, 0n)), words);
  }
}

function addInterest(reasoning: Reasoning, input: IndemnityInput): void {
  const rate = requireRateNotNegative(input.annualRate, 'annualRate');
  const cap = input.interestCapAnnual && requireRateNotNegative(input.interestCapAnnual, 'interestCapAnnual');
  const days = daysBetween(input.lastDueOn, input.triggerOn);
  const accrual = multiplyRatios(rate, ratio(BigInt(days), 365n));
  const accrued = scaleMinor(input.notDuePrincipalMinor, accrual);
  reasoning.add('UNPAID_INTEREST', input.unpaidInterestMinor, {
    formula: `scheduled interest unpaid at ${input.triggerOn}`,
    source: 'covered loss: unpaid scheduled interest of instalments due up to the trigger',
  });
  reasoning.add('ACCRUED_INTEREST', accrued, {
    formula: `${reasoning.amount(input.notDuePrincipalMinor)} x ${percent(input.annualRate)} x ${days} / 365 days`,
    source: 'covered loss: interest on principal not yet due from the last due date to the trigger, ACT/365F',
  });
  const share = capShare(rate, cap);
  if (share.numerator === share.denominator || !input.interestCapAnnual) return;
  const allowed =
    scaleMinor(input.unpaidInterestMinor, share) +
    scaleMinor(input.notDuePrincipalMinor, multiplyRatios(accrual, share));
  reasoning.add('INTEREST_CAP', allowed - input.unpaidInterestMinor - accrued, {
    formula: `interest at ${percent(input.annualRate)} cut down to ${percent(input.interestCapAnnual)}`,
    source: 'covered loss: all interest capped at the legal rate',
  });
}

function deductibleOf(deductible: Deductible | undefined, lossMinor: bigint): { minor: bigint; formula: string } {
  if (!deductible) return { minor: 0n, formula: '' };
  if ('rate' in deductible) {
    const minor = scaleMinor(lossMinor, requireShare(deductible.rate, 'deductible.rate'));
    return { minor, formula: `${percent(deductible.rate)} of the covered loss` };
  }
  requireNotNegative(deductible.amountMinor, 'deductible.amountMinor');
  return { minor: deductible.amountMinor, formula: 'fixed amount' };
}

/**
 * What the insurer owes the lender, with its reasoning. Covered loss = principal + interest (capped at the legal rate)
 * - what the lender recovered - net collateral; minus the deductible; times the insured percentage; shared with
 * other insurers of the loss; at most the remaining sum insured. Each product is rounded half up once; no step takes the loss below zero.
 * @throws ArgumentError `NEGATIVE_AMOUNT`, `OUT_OF_RANGE`, `DATE_ORDER` naming the input
 */
export function indemnity(input: IndemnityInput): Indemnity {
  checkAmounts(input);
  const insured = requireShare(input.insuredPercentage, 'insuredPercentage');
  const reasoning = new Reasoning(input.currency);
  reasoning.add('OUTSTANDING_PRINCIPAL', input.outstandingPrincipalMinor, {
    formula: `principal owed at ${input.triggerOn}`,
    source: 'covered loss: outstanding principal',
  });
  if (input.insures === 'PRINCIPAL_AND_INTEREST') addInterest(reasoning, input);
  reasoning.deduct('RECOVERED_BY_LENDER', input.recoveredByLenderMinor ?? 0n, {
    formula: `${reasoning.amount(input.recoveredByLenderMinor ?? 0n)} recovered by the lender`,
    source: 'covered loss: minus what the lender recovered',
  });
  reasoning.deduct('NET_COLLATERAL', input.netCollateralMinor ?? 0n, {
    formula: `${reasoning.amount(input.netCollateralMinor ?? 0n)} net value of the collateral`,
    source: 'covered loss of a secured loan: minus net collateral',
  });
  const coveredLossMinor = reasoning.total;
  const deductible = deductibleOf(input.deductible, coveredLossMinor);
  reasoning.deduct('DEDUCTIBLE', deductible.minor, { formula: deductible.formula, source: 'deductible' });
  const insuredLoss = scaleMinor(reasoning.total, insured);
  if (insuredLoss !== reasoning.total) {
    reasoning.add('INSURED_PERCENTAGE', insuredLoss - reasoning.total, {
      formula: `${percent(input.insuredPercentage)} of ${reasoning.amount(reasoning.total)} is insured`,
      source: `insured percentage of ${input.insures === 'PRINCIPAL' ? 'principal' : 'principal and interest'}`,
    });
  }
  const otherInsurersMinor = contribute(reasoning, input.doubleInsurance);
  reasoning.deduct('REMAINING_SUM_INSURED', reasoning.total - input.remainingSumInsuredMinor, {
    formula: `at most ${reasoning.amount(input.remainingSumInsuredMinor)} of the sum insured is left`,
    source: 'at most the remaining sum insured',
  });
  const indemnityMinor = reasoning.total;
  const retainedByLenderMinor = coveredLossMinor - indemnityMinor - otherInsurersMinor;
  const steps: IndemnityStep[] = [
    ...reasoning.steps,
    {
      code: 'INDEMNITY',
      minor: indemnityMinor,
      formula: `${reasoning.amount(indemnityMinor)} paid, ${reasoning.amount(retainedByLenderMinor)} borne by the lender`,
      source: 'indemnity',
    },
  ];
  return { indemnityMinor, coveredLossMinor, otherInsurersMinor, retainedByLenderMinor, steps };
}

/** The day a claim may open: the oldest unpaid due date + waiting days, calendar days, 0 to 3650. */
export function triggerDate(oldestUnpaidDueOn: CalendarDate, waitingDays: number): CalendarDate {
  requireWhole(waitingDays, 'waitingDays', { from: 0, to: 3650 });
  return addDays(oldestUnpaidDueOn, waitingDays);
}

/** Days past due: days since the oldest unpaid due date, zero before it. */
export const daysPastDue = (oldestUnpaidDueOn: CalendarDate, asOf: CalendarDate): number =>
  Math.max(0, daysBetween(oldestUnpaidDueOn, asOf));
