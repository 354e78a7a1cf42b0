import {
  type ExpectedLoss,
  expectedLoss,
  financedSinglePremium,
  hazardsFromCurve,
  levelMonthlyPremium,
  outstandingBalancePremium,
  type Premium,
  type PremiumLoadings,
  type Ratio,
  singlePremium,
} from '../finance/index.js';
import { type CalendarDate, type CurrencyCode, decimal, type Outcome, unreachable } from '../kernel/index.js';
import { InputCheck } from '../scenarios/contract/index.js';
import {
  type AmountInput,
  answer,
  attempt,
  checkLength,
  checkRate,
  currencyOf,
  naming,
  type Optional,
  requireAmount,
} from './answer.js';
import { type LoanTermsInput, type ScheduledLoan, scheduledLoan } from './loan-terms.js';

/**
 * How a premium is paid. `SINGLE` at disbursement; `SINGLE_FINANCED` at disbursement, lent with the loan;
 * `LEVEL_MONTHLY` the same amount each month in advance; `MONTHLY_ON_OUTSTANDING` a rate on what is owed each month.
 */
export type PremiumMode = 'SINGLE' | 'SINGLE_FINANCED' | 'LEVEL_MONTHLY' | 'MONTHLY_ON_OUTSTANDING';

export interface PremiumEstimateInput {
  readonly loan: LoanTermsInput;
  readonly mode: PremiumMode;
  readonly twelveMonthProbabilityOfDefault: string;
  readonly lossGivenDefault: string;
  readonly seasoning?: Optional<readonly string[]>;
  readonly discountAnnual?: Optional<string>;
  readonly accruedInterestMonths?: Optional<number>;
  readonly loadings: {
    readonly riskMargin: string;
    readonly expense: string;
    readonly commission: string;
    readonly profit: string;
    readonly taxRate: string;
    readonly fee?: Optional<AmountInput>;
    readonly floor?: Optional<AmountInput>;
    readonly cap?: Optional<AmountInput>;
  };
}

export interface PremiumCharge {
  /** 1 for the first. */
  readonly number: number;
  readonly chargedOn: CalendarDate;
  readonly premium: Premium;
}

export interface PremiumEstimate {
  readonly currency: CurrencyCode;
  readonly mode: PremiumMode;
  readonly expectedLoss: ExpectedLoss;
  readonly charges: readonly [PremiumCharge, ...PremiumCharge[]];
  readonly totalMinor: bigint;
  readonly monthlyRate: Ratio | undefined;
  readonly financedPrincipalMinor: bigint | undefined;
}

type Priced = Omit<PremiumEstimate, 'currency' | 'mode' | 'expectedLoss' | 'totalMinor'>;

const MAX_WEIGHT = 1_000_000;
const MAX_ACCRUED_MONTHS = 24;

function readLoadings(check: InputCheck, { loan, loadings }: PremiumEstimateInput): PremiumLoadings {
  const currency = currencyOf(loan.principal);
  for (const name of ['riskMargin', 'taxRate'] as const) {
    checkRate(check, `loadings.${name}`, { value: loadings[name] });
  }
  for (const name of ['expense', 'commission', 'profit'] as const) {
    checkRate(check, `loadings.${name}`, { value: loadings[name], to: 1 });
  }
  const amount = (name: 'fee' | 'floor' | 'cap'): bigint =>
    check.amountOrZero(`loadings.${name}`, loadings[name], currency) ?? 0n;
  const [feeMinor, floorMinor, capMinor] = [amount('fee'), amount('floor'), amount('cap')];
  return {
    riskMargin: decimal(loadings.riskMargin),
    expense: decimal(loadings.expense),
    commission: decimal(loadings.commission),
    profit: decimal(loadings.profit),
    taxRate: decimal(loadings.taxRate),
    feeMinor,
    floorMinor,
    ...(loadings.cap ? { capMinor } : {}),
  };
}

interface Risk {
  readonly probability: number;
  readonly lossGivenDefault: number;
  readonly seasoning: readonly number[];
  readonly accruedInterestMonths: number;
}

function readRisk(check: InputCheck, input: PremiumEstimateInput): Risk {
  const { seasoning } = input;
  if (seasoning) checkLength(check, 'seasoning', seasoning);
  checkRate(check, 'discountAnnual', { value: input.discountAnnual, from: -1 });
  return {
    probability: checkRate(check, 'twelveMonthProbabilityOfDefault', {
      value: input.twelveMonthProbabilityOfDefault,
      to: 1,
    }),
    lossGivenDefault: checkRate(check, 'lossGivenDefault', { value: input.lossGivenDefault, to: 1 }),
    seasoning: seasoning?.map((value, at) => checkRate(check, `seasoning[${at}]`, { value, to: MAX_WEIGHT })) ?? [1],
    accruedInterestMonths: check.number('accruedInterestMonths', input.accruedInterestMonths ?? 0, {
      from: 0,
      to: MAX_ACCRUED_MONTHS,
    }),
  };
}

function lossOf({ terms, schedule }: ScheduledLoan, risk: Risk, discountAnnual: Optional<string>): ExpectedLoss {
  return expectedLoss({
    openingBalancesMinor: schedule.instalments.map(({ openingBalanceMinor }) => openingBalanceMinor),
    hazards: hazardsFromCurve({
      twelveMonthDefaultProbability: risk.probability,
      seasoning: risk.seasoning,
      periods: schedule.instalments.length,
    }),
    lossGivenDefault: risk.lossGivenDefault,
    discountAnnual: decimal(discountAnnual ?? '0'),
    annualRate: terms.annualRate,
    accruedInterestMonths: risk.accruedInterestMonths,
  });
}

function pricedBy(
  mode: PremiumMode,
  { terms, schedule }: ScheduledLoan,
  { loss, loadings }: { readonly loss: ExpectedLoss; readonly loadings: PremiumLoadings },
): Priced {
  const nothing = { monthlyRate: undefined, financedPrincipalMinor: undefined };
  const first = (premium: Premium): PremiumCharge => ({ number: 1, chargedOn: terms.disbursedOn, premium });
  // In advance: the charge of a month falls on the day the instalment before it is due.
  const monthly = (premiums: readonly Premium[]): PremiumEstimate['charges'] => {
    const [opening, ...later] = premiums as readonly [Premium, ...Premium[]];
    return [
      first(opening),
      ...later.map((premium, at) => ({
        number: at + 2,
        chargedOn: schedule.instalments[at]?.dueOn ?? terms.firstDueOn,
        premium,
      })),
    ];
  };
  switch (mode) {
    case 'SINGLE':
      return { ...nothing, charges: [first(singlePremium(loss.presentValueMinor, loadings))] };
    case 'SINGLE_FINANCED': {
      const financed = financedSinglePremium(terms.principalMinor, loss.presentValueMinor, loadings);
      const { premium, financedPrincipalMinor } = financed;
      return { ...nothing, charges: [first(premium)], financedPrincipalMinor };
    }
    case 'LEVEL_MONTHLY': {
      const level = levelMonthlyPremium(loss, terms.instalments, loadings);
      return { ...nothing, charges: monthly(Array.from({ length: level.months }, () => level.monthly)) };
    }
    case 'MONTHLY_ON_OUTSTANDING': {
      const balances = schedule.instalments.map(({ openingBalanceMinor }) => openingBalanceMinor);
      const { charges, monthlyRate } = outstandingBalancePremium(loss, balances, loadings);
      return { ...nothing, charges: monthly(charges), monthlyRate };
    }
    default:
      return unreachable(mode);
  }
}

/**
 * The premium of credit cover on a monthly loan, from its expected loss. Codes besides those of amounts and loans:
 * `OUT_OF_RANGE`, `EMPTY`, `TOO_MANY`, `WEIGHTS_ARE_ZERO`, `NO_SOLUTION`, `NOT_APPLICABLE`.
 */
export function estimatePremium(input: PremiumEstimateInput): Outcome<PremiumEstimate> {
  const check = new InputCheck();
  const { period } = input.loan;
  if (period && (period.unit !== 'MONTH' || period.count !== 1)) {
    check.add('loan.period', 'NOT_APPLICABLE', 'must be one month: default probabilities are spread over months');
  }
  const risk = readRisk(check, input);
  const loadings = readLoadings(check, input);
  const loan = scheduledLoan(check, 'loan', input.loan);
  if (!loan) return answer<PremiumEstimate>(check, undefined);
  const { currency } = loan;
  const estimate = attempt(check, currency, {
    names: naming('', { expectedLossMinor: 'mode' }),
    work: () => {
      const loss = lossOf(loan, risk, input.discountAnnual);
      const priced = pricedBy(input.mode, loan, { loss, loadings });
      const totalMinor = priced.charges.reduce((sum, { premium }) => sum + premium.totalMinor, 0n);
      requireAmount(totalMinor, 'loadings');
      return { currency, mode: input.mode, expectedLoss: loss, totalMinor, ...priced };
    },
  });
  return answer(check, estimate);
}
