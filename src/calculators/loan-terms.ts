import {
  type DayCount,
  MAX_INSTALMENTS,
  type OddFirstPeriod,
  type RepaymentMethod,
  type RepaymentPeriod,
  type RepaymentSchedule,
  repaymentSchedule,
  type ScheduleTerms,
} from '../finance/index.js';
import { type CalendarDate, type CurrencyCode, decimal, type Outcome } from '../kernel/index.js';
import { InputCheck } from '../scenarios/contract/index.js';
import {
  type AmountInput,
  answer,
  attempt,
  checkRate,
  currencyOf,
  naming,
  type Optional,
  requireAmount,
} from './answer.js';

/** A loan whose schedule is asked for, as the API takes it. */
export interface LoanTermsInput {
  readonly principal: AmountInput;
  readonly annualRate: string;
  readonly instalments: number;
  readonly method: RepaymentMethod;
  readonly disbursedOn: string;
  readonly firstDueOn: string;
  readonly period?: Optional<RepaymentPeriod>;
  readonly anchorDay?: Optional<number>;
  readonly dayCount?: Optional<DayCount>;
  readonly oddFirstPeriod?: Optional<OddFirstPeriod>;
  readonly amortisedOver?: Optional<number>;
  readonly residual?: Optional<AmountInput>;
  readonly flatFeeRate?: Optional<string>;
  readonly smooth?: Optional<boolean>;
  readonly paymentMultiple?: Optional<AmountInput>;
}

/** A loan with its repayment schedule. */
export interface ScheduledLoan {
  readonly currency: CurrencyCode;
  readonly terms: ScheduleTerms;
  readonly schedule: RepaymentSchedule;
}

/** Reads the terms as the calculation takes them; problems are added to `check`. */
function readTerms(check: InputCheck, at: (field: string) => string, input: LoanTermsInput): ScheduleTerms {
  const currency = currencyOf(input.principal);
  const { period, anchorDay, dayCount, oddFirstPeriod, amortisedOver, residual, flatFeeRate, paymentMultiple } = input;
  const principalMinor = check.amount(at('principal'), input.principal, currency) ?? 0n;
  checkRate(check, at('annualRate'), { value: input.annualRate, from: -1 });
  check.number(at('instalments'), input.instalments, { from: 1, to: MAX_INSTALMENTS });
  checkRate(check, at('flatFeeRate'), { value: flatFeeRate });
  const residualMinor = check.amountOrZero(at('residual'), residual, currency) ?? 0n;
  const multipleMinor = paymentMultiple ? check.amount(at('paymentMultiple'), paymentMultiple, currency) : undefined;
  return {
    principalMinor,
    annualRate: decimal(input.annualRate),
    instalments: input.instalments,
    method: input.method,
    disbursedOn: input.disbursedOn as CalendarDate,
    firstDueOn: input.firstDueOn as CalendarDate,
    smooth: input.smooth ?? false,
    ...(period ? { period } : {}),
    ...(typeof anchorDay === 'number' ? { anchorDay } : {}),
    ...(dayCount ? { dayCount } : {}),
    ...(oddFirstPeriod ? { oddFirstPeriod } : {}),
    ...(typeof amortisedOver === 'number' ? { amortisedOver } : {}),
    ...(residual ? { residualMinor } : {}),
    ...(flatFeeRate ? { flatFeeRate: decimal(flatFeeRate) } : {}),
    ...(multipleMinor === undefined ? {} : { paymentMultipleMinor: multipleMinor }),
  };
}

/**
 * The schedule of a loan that stands at `base` in the input; problems are added to `check`.
 * Codes besides those of amounts: `OUT_OF_RANGE`, `DATE_ORDER`, `REQUIRED`, `NOT_APPLICABLE`, `RATE_BELOW_MINUS_ONE`.
 */
export function scheduledLoan(check: InputCheck, base: string, input: LoanTermsInput): ScheduledLoan | undefined {
  const names = naming(base);
  const currency = currencyOf(input.principal);
  const terms = readTerms(check, names, input);
  return attempt(check, currency, {
    names,
    work: () => {
      const schedule = repaymentSchedule(terms);
      requireAmount(schedule.levelPaymentMinor ?? 0n, 'annualRate');
      for (const { openingBalanceMinor, paymentMinor } of schedule.instalments) {
        requireAmount(openingBalanceMinor, 'annualRate');
        requireAmount(paymentMinor, 'annualRate');
      }
      return { currency, terms, schedule };
    },
  });
}

/** The repayment schedule of a loan, or everything that is wrong with its terms. */
export function scheduleOfLoan(input: LoanTermsInput): Outcome<ScheduledLoan> {
  const check = new InputCheck();
  return answer(check, scheduledLoan(check, '', input));
}
