import { addDays, addMonths, type CalendarDate, dateClamped, earlierOf, monthOf, yearOf } from '../kernel/index.js';
import { requirePositive, requireSomething } from './arguments.js';
import type { Instalment } from './schedule-rows.js';

/**
 * When United States borrower-paid mortgage insurance ends.
 * Source: Homeowners Protection Act, 12 USC 4901 and 4902. Dates follow the original schedule.
 */
export interface TerminationInput {
  /** The lesser of contract price and appraised value; of a refinance the appraised value. Minor units. */
  readonly originalValueMinor: bigint;
  /** The original monthly schedule. */
  readonly instalments: readonly Instalment[];
  /** Lender-defined high-risk (non-conforming) loan: 77 % instead of 78 %. */
  readonly isHighRisk?: boolean;
}

/** The first instalment that brings the scheduled balance to a threshold. `number` 0: from the start. */
export interface ThresholdDate {
  readonly number: number;
  readonly on: CalendarDate;
  readonly balanceMinor: bigint;
}

export interface TerminationDates {
  /** 80 %: from here the borrower may ask for cancellation. */
  readonly cancellation: ThresholdDate;
  /** 78 % (77 % high-risk): automatic termination when current. */
  readonly automatic: ThresholdDate;
  readonly midpointOn: CalendarDate;
  /** First of the month after the midpoint: the latest day of all. */
  readonly finalOn: CalendarDate;
  /** The earlier of automatic and final, for a borrower who is current. */
  readonly endsOn: CalendarDate;
}

function firstAt(input: TerminationInput, percent: bigint, startsOn: CalendarDate): ThresholdDate {
  const isReached = (balanceMinor: bigint): boolean => balanceMinor * 100n <= percent * input.originalValueMinor;
  const opening = input.instalments[0]?.openingBalanceMinor ?? 0n;
  if (isReached(opening)) return { number: 0, on: startsOn, balanceMinor: opening };
  // The last instalment leaves nothing, so one is always found.
  const found = input.instalments.find(({ closingBalanceMinor }) => isReached(closingBalanceMinor));
  const last = found ?? (input.instalments[input.instalments.length - 1] as Instalment);
  return { number: last.number, on: last.dueOn, balanceMinor: last.closingBalanceMinor };
}

/** The first day of the month after a date. */
export function firstOfNextMonth(date: CalendarDate): CalendarDate {
  return addMonths(dateClamped(yearOf(date), monthOf(date), 1), 1);
}

/**
 * The dates at which mortgage insurance may be cancelled and must end. The amortisation period starts a month before
 * the first instalment; half a month of an odd number of months counts as 15 days.
 * @throws ArgumentError `NOT_POSITIVE`, `EMPTY`
 */
export function mortgageInsuranceTermination(input: TerminationInput): TerminationDates {
  requirePositive(input.originalValueMinor, 'originalValueMinor');
  requireSomething(input.instalments, 'instalments');
  const months = input.instalments.length;
  const startsOn = addMonths((input.instalments[0] as Instalment).dueOn, -1);
  const half = addMonths(startsOn, Math.floor(months / 2));
  const midpointOn = months % 2 === 0 ? half : addDays(half, 15);
  const finalOn = firstOfNextMonth(midpointOn);
  const automatic = firstAt(input, input.isHighRisk ? 77n : 78n, startsOn);
  return {
    cancellation: firstAt(input, 80n, startsOn),
    automatic,
    midpointOn,
    finalOn,
    endsOn: earlierOf(automatic.on, finalOn),
  };
}

/**
 * The day insurance ends for a borrower who was not current on `endsOn`: the first of the month after becoming current.
 * @param becameCurrentOn undefined for a borrower who was current all the time
 */
export function terminationWhenCurrent(endsOn: CalendarDate, becameCurrentOn?: CalendarDate): CalendarDate {
  return becameCurrentOn === undefined || becameCurrentOn <= endsOn ? endsOn : firstOfNextMonth(becameCurrentOn);
}

/** Lateness in the two years before a cancellation request. */
export interface PaymentHistory {
  /** Due dates of payments that were 60 days late or more, and 30 days late or more. */
  readonly late60: readonly CalendarDate[];
  readonly late30: readonly CalendarDate[];
}

/**
 * A good payment history: nothing 60 days late in the 12 months that begin 24 months before the later of the
 * cancellation date and the request, nothing 30 days late in the last 12 months. Source: 12 USC 4901(4).
 */
export function isGoodPaymentHistory(history: PaymentHistory, asOf: CalendarDate): boolean {
  const [twoYears, oneYear] = [addMonths(asOf, -24), addMonths(asOf, -12)];
  const bad60 = history.late60.some((dueOn) => dueOn >= twoYears && dueOn < oneYear);
  const bad30 = [...history.late30, ...history.late60].some((dueOn) => dueOn >= oneYear && dueOn <= asOf);
  return !bad60 && !bad30;
}
