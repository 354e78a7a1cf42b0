import type { Decimal } from '../kernel/index.js';
import { ArgumentError } from '../kernel/index.js';
import { roundRate } from './apr.js';
import { requireNotNegative, requirePositive, requireSomething, requireWhole } from './arguments.js';
import type { RepaymentSchedule } from './schedule.js';
import { internalRateNumber } from './time-value.js';

/** Everything a borrower pays for a loan, by period. Minor units. */
export interface AllInCostInput {
  /** What the borrower has in hand at the start: the loan less everything paid at once. More than zero. */
  readonly netDisbursedMinor: bigint;
  /** Instalments, fees and premium at the end of each period, zero or more. */
  readonly paymentsMinor: readonly bigint[];
  /** Default 12. */
  readonly periodsPerYear?: number;
}

export interface AllInCost {
  readonly periodRate: number;
  /** Period rate x periods a year, rounded half up to 0.01 %: what is held against a limit. */
  readonly nominal: Decimal;
  /** (1 + period rate)^periods a year - 1, rounded half up to 0.01 %. */
  readonly effective: Decimal;
}

/**
 * The yearly cost of a loan with its interest, fees and premium: internal rate per period, nominal (x 12) and effective.
 * @throws ArgumentError `NOT_POSITIVE`, `NEGATIVE_AMOUNT`, `EMPTY`, `OUT_OF_RANGE`, `NO_SOLUTION`
 */
export function allInCost(input: AllInCostInput): AllInCost {
  requirePositive(input.netDisbursedMinor, 'netDisbursedMinor');
  requireSomething(input.paymentsMinor, 'paymentsMinor');
  input.paymentsMinor.forEach((payment, at) => {
    requireNotNegative(payment, `paymentsMinor[${at}]`);
  });
  const periodsPerYear = input.periodsPerYear ?? 12;
  requireWhole(periodsPerYear, 'periodsPerYear', { from: 1, to: 366 });
  const periodRate = internalRateNumber([-Number(input.netDisbursedMinor), ...input.paymentsMinor.map(Number)]);
  return {
    periodRate,
    nominal: roundRate(periodRate * periodsPerYear, 4),
    effective: roundRate((1 + periodRate) ** periodsPerYear - 1, 4),
  };
}

/** Charges beside the interest of a schedule. Minor units, zero or more. */
export interface LoanCharges {
  /** Fees and premium paid at disbursement. */
  readonly upfrontMinor?: bigint;
  /** Fees and premium with each instalment: one amount for all, or one each. */
  readonly periodicMinor?: bigint | readonly bigint[];
}

/** The all-in cost of a schedule with its charges. Same errors; `LENGTH_MISMATCH` for the periodic charges. */
export function allInCostOfLoan(
  schedule: RepaymentSchedule,
  charges: LoanCharges = {},
  periodsPerYear = 12,
): AllInCost {
  const { upfrontMinor = 0n, periodicMinor = 0n } = charges;
  requireNotNegative(upfrontMinor, 'charges.upfrontMinor');
  if (typeof periodicMinor !== 'bigint' && periodicMinor.length !== schedule.instalments.length) {
    throw new ArgumentError('LENGTH_MISMATCH', 'charges.periodicMinor', 'needs one amount for each instalment');
  }
  (typeof periodicMinor === 'bigint' ? [periodicMinor] : periodicMinor).forEach((charge, at) => {
    requireNotNegative(
      charge,
      typeof periodicMinor === 'bigint' ? 'charges.periodicMinor' : `charges.periodicMinor[${at}]`,
    );
  });
  const chargeAt = (at: number): bigint =>
    typeof periodicMinor === 'bigint' ? periodicMinor : (periodicMinor[at] ?? 0n);
  const principal = schedule.instalments[0]?.openingBalanceMinor ?? 0n;
  const last = schedule.instalments.length - 1;
  return allInCost({
    netDisbursedMinor: principal - upfrontMinor,
    paymentsMinor: schedule.instalments.map(({ paymentMinor }, at) => {
      return paymentMinor + chargeAt(at) + (at === last ? schedule.residualMinor : 0n);
    }),
    periodsPerYear,
  });
}

/** Whether the nominal cost keeps a limit, e.g. 0.24; limits are inclusive. */
export const keepsCostLimit = (cost: AllInCost, limit: Decimal): boolean => cost.nominal.lte(limit);
