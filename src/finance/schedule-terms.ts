import { ArgumentError, type CalendarDate, type Decimal } from '../kernel/index.js';
import {
  requireAnnualRate,
  requireAtMost,
  requireNotBefore,
  requireNotNegative,
  requirePositive,
  requireWhole,
} from './arguments.js';
import type { DayCount } from './day-count.js';
import { type Ratio, ratioOf } from './ratio.js';

/**
 * How a loan is repaid.
 * `LEVEL_PAYMENT` annuity; `EQUAL_PRINCIPAL` principal / n each period; `INTEREST_ONLY` principal with the last
 * instalment; `LEVEL_WITH_BALLOON` level over `amortisedOver` periods (or down to `residualMinor`), the rest paid with
 * the last instalment; `LEVEL_TO_RESIDUAL` a lease, the residual stays due outside the schedule; `ZERO_INTEREST` equal
 * parts; `FLAT_FEE` equal parts plus a fee per period on the original principal.
 */
export type RepaymentMethod =
  | 'LEVEL_PAYMENT'
  | 'EQUAL_PRINCIPAL'
  | 'INTEREST_ONLY'
  | 'LEVEL_WITH_BALLOON'
  | 'LEVEL_TO_RESIDUAL'
  | 'ZERO_INTEREST'
  | 'FLAT_FEE';

export const REPAYMENT_METHODS: readonly RepaymentMethod[] = [
  'LEVEL_PAYMENT',
  'EQUAL_PRINCIPAL',
  'INTEREST_ONLY',
  'LEVEL_WITH_BALLOON',
  'LEVEL_TO_RESIDUAL',
  'ZERO_INTEREST',
  'FLAT_FEE',
];

export interface RepaymentPeriod {
  readonly unit: 'MONTH' | 'WEEK' | 'DAY';
  /** 1 to 120. */
  readonly count: number;
}

/**
 * What a first period that is not one regular period long does.
 * `REGULAR` counts it as one regular period. `KEEP`: interest for its actual days on ACT/365F (or the day count given),
 * the payment stays that of a regular schedule, the last instalment absorbs the difference. `RESOLVE`: the actual day
 * factors of every period (ACT/365F, or the day count given), the payment solved over them. A regular first period is
 * treated alike by all three.
 */
export type OddFirstPeriod = 'REGULAR' | 'KEEP' | 'RESOLVE';

export interface ScheduleTerms {
  /** Minor units, more than zero. */
  readonly principalMinor: bigint;
  /** Nominal rate a year, 0.12 for 12 %, at least -1. Zero for `ZERO_INTEREST` and `FLAT_FEE`. */
  readonly annualRate: Decimal;
  /** 1 to 1200. */
  readonly instalments: number;
  readonly method: RepaymentMethod;
  readonly disbursedOn: CalendarDate;
  /** Not before `disbursedOn`; on that day only when nothing would accrue for a period that has not passed. */
  readonly firstDueOn: CalendarDate;
  /** Default one month. */
  readonly period?: RepaymentPeriod;
  /** Day of month 1 to 31 of monthly due dates, clamped to each month's end. Default: told from the first dates. */
  readonly anchorDay?: number;
  /**
   * Default: annual rate / 12 per month for monthly periods, ACT/365F for weeks and days. When given, every period's
   * interest is rate x fraction of year and a level payment is solved over these factors (unless `KEEP`).
   */
  readonly dayCount?: DayCount;
  /** Default `REGULAR`. */
  readonly oddFirstPeriod?: OddFirstPeriod;
  /** `LEVEL_WITH_BALLOON`: periods the payment is computed over, at least `instalments`. */
  readonly amortisedOver?: number;
  /** `LEVEL_TO_RESIDUAL` and `LEVEL_WITH_BALLOON`: 0 to the principal. */
  readonly residualMinor?: bigint;
  /** `FLAT_FEE`: fee per period as a share of the original principal, 0.006 for 0.6 %. */
  readonly flatFeeRate?: Decimal;
  /** Even out the last instalment of a level payment by changing the others a little. Default false. */
  readonly smooth?: boolean;
  /**
   * Payments but the last are rounded half up to this multiple, e.g. 100n for whole euros. Not for `INTEREST_ONLY`,
   * whose payments are the interest.
   */
  readonly paymentMultipleMinor?: bigint;
}

export const MAX_INSTALMENTS = 1200;

export const periodOf = (terms: ScheduleTerms): RepaymentPeriod => terms.period ?? { unit: 'MONTH', count: 1 };

/** The balance that stays due outside the instalments (lease), zero for every other method. */
export const residualOf = (terms: ScheduleTerms): bigint =>
  terms.method === 'LEVEL_TO_RESIDUAL' ? (terms.residualMinor ?? 0n) : 0n;

function checkMethodFields(terms: ScheduleTerms): void {
  const { method } = terms;
  const hasBalloon = method === 'LEVEL_WITH_BALLOON';
  if (hasBalloon && terms.amortisedOver === undefined && terms.residualMinor === undefined) {
    throw new ArgumentError('REQUIRED', 'amortisedOver', 'this or residualMinor is needed for a balloon');
  }
  if (hasBalloon && terms.amortisedOver !== undefined && terms.residualMinor !== undefined) {
    throw new ArgumentError('NOT_APPLICABLE', 'residualMinor', 'cannot be combined with amortisedOver');
  }
  if (terms.amortisedOver !== undefined) {
    if (!hasBalloon) throw new ArgumentError('NOT_APPLICABLE', 'amortisedOver', `has no meaning for ${method}`);
    requireWhole(terms.amortisedOver, 'amortisedOver', { from: terms.instalments, to: MAX_INSTALMENTS });
  }
  if (terms.residualMinor !== undefined) {
    requireNotNegative(terms.residualMinor, 'residualMinor');
    requireAtMost(terms.residualMinor, terms.principalMinor, 'residualMinor');
    if (!hasBalloon && method !== 'LEVEL_TO_RESIDUAL' && terms.residualMinor !== 0n) {
      throw new ArgumentError('NOT_APPLICABLE', 'residualMinor', `has no meaning for ${method}`);
    }
  }
  if (method === 'FLAT_FEE') {
    if (terms.flatFeeRate === undefined) throw new ArgumentError('REQUIRED', 'flatFeeRate', 'is needed for FLAT_FEE');
    if (terms.flatFeeRate.isNegative()) throw new ArgumentError('OUT_OF_RANGE', 'flatFeeRate', 'must not be negative');
  }
}

/**
 * Checks every term and gives the annual rate as an exact fraction.
 * @throws ArgumentError naming the term
 */
export function checkedAnnualRate(terms: ScheduleTerms): Ratio {
  requirePositive(terms.principalMinor, 'principalMinor');
  requireWhole(terms.instalments, 'instalments', { from: 1, to: MAX_INSTALMENTS });
  requireNotBefore(terms.firstDueOn, terms.disbursedOn, 'firstDueOn');
  if (terms.period) requireWhole(terms.period.count, 'period.count', { from: 1, to: 120 });
  if (terms.anchorDay !== undefined) requireWhole(terms.anchorDay, 'anchorDay', { from: 1, to: 31 });
  if (terms.paymentMultipleMinor !== undefined) requirePositive(terms.paymentMultipleMinor, 'paymentMultipleMinor');
  checkMethodFields(terms);
  if (terms.dayCount === 'ACT_ACT_ISMA' && periodOf(terms).unit !== 'MONTH') {
    throw new ArgumentError('NOT_APPLICABLE', 'dayCount', 'ACT_ACT_ISMA needs periods of whole months');
  }
  const rate = requireAnnualRate(terms.annualRate, 'annualRate');
  const bearsInterest = terms.method !== 'ZERO_INTEREST' && terms.method !== 'FLAT_FEE';
  if (!bearsInterest && rate.numerator !== 0n) {
    throw new ArgumentError('NOT_APPLICABLE', 'annualRate', `must be zero for ${terms.method}`);
  }
  const countsFirstAsRegular = terms.dayCount === undefined && (terms.oddFirstPeriod ?? 'REGULAR') === 'REGULAR';
  if (rate.numerator !== 0n && countsFirstAsRegular && terms.firstDueOn === terms.disbursedOn) {
    throw new ArgumentError('DATE_ORDER', 'firstDueOn', 'must be after disbursedOn when interest accrues');
  }
  return rate;
}

/** The flat fee per period, exact; zero where the method has none. */
export const flatFeeOf = (terms: ScheduleTerms): Ratio =>
  terms.method === 'FLAT_FEE' && terms.flatFeeRate ? ratioOf(terms.flatFeeRate) : { numerator: 0n, denominator: 1n };
