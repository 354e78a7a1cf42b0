import { ArgumentError, type CalendarDate, daysBetween } from '../kernel/index.js';
import { requireAnnualRate, requireNotBefore, requireWhole } from './arguments.js';
import { multiplyRatios, type Rate, ratio, scaleMinor } from './ratio.js';
import type { RepaymentSchedule } from './schedule.js';

/**
 * Interest on a balance for actual days, ACT/365F, rounded half up once.
 * @param balanceMinor zero or more
 * @throws ArgumentError `RATE_BELOW_MINUS_ONE`
 */
export function interestForDays(balanceMinor: bigint, annualRate: Rate, days: number): bigint {
  const accrual = multiplyRatios(requireAnnualRate(annualRate, 'annualRate'), ratio(BigInt(days), 365n));
  return scaleMinor(balanceMinor, accrual);
}

export interface EarlySettlementInput {
  /** Contract rate a year. */
  readonly annualRate: Rate;
  /** Instalments paid in full, 0 to all. */
  readonly paidInstalments: number;
  readonly disbursedOn: CalendarDate;
  /** On or after the due date of the last paid instalment. */
  readonly settledOn: CalendarDate;
}

export interface EarlySettlement {
  readonly balanceMinor: bigint;
  readonly accruedInterestMinor: bigint;
  readonly totalMinor: bigint;
  /** Days since the last due date. */
  readonly days: number;
  /** Interest of the schedule that is no longer charged. */
  readonly savedInterestMinor: bigint;
}

/**
 * What pays a loan off early: the balance after the instalments paid, plus interest on it for the days since the last
 * due date on ACT/365F, rounded once. A lease's residual is part of the balance.
 * @throws ArgumentError `OUT_OF_RANGE`, `DATE_ORDER`, `ALREADY_PAID`, `RATE_BELOW_MINUS_ONE`
 */
export function earlySettlement(schedule: RepaymentSchedule, input: EarlySettlementInput): EarlySettlement {
  const { instalments } = schedule;
  requireWhole(input.paidInstalments, 'paidInstalments', { from: 0, to: instalments.length });
  const lastPaid = instalments[input.paidInstalments - 1];
  const lastDueOn = lastPaid?.dueOn ?? input.disbursedOn;
  requireNotBefore(input.settledOn, lastDueOn, 'settledOn');
  const balanceMinor = lastPaid?.closingBalanceMinor ?? instalments[0]?.openingBalanceMinor ?? 0n;
  if (balanceMinor === 0n) throw new ArgumentError('ALREADY_PAID', 'paidInstalments', 'nothing is left to settle');
  const days = daysBetween(lastDueOn, input.settledOn);
  const accruedInterestMinor = interestForDays(balanceMinor, input.annualRate, days);
  const stillScheduled = instalments
    .slice(input.paidInstalments)
    .reduce((sum, instalment) => sum + instalment.interestMinor, 0n);
  return {
    balanceMinor,
    accruedInterestMinor,
    totalMinor: balanceMinor + accruedInterestMinor,
    days,
    savedInterestMinor: stillScheduled - accruedInterestMinor,
  };
}
