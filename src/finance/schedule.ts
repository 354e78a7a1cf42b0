import { unreachable } from '../kernel/index.js';
import { levelPaymentMinor } from './level-payment.js';
import { toMultiple } from './ratio.js';
import { dueDates } from './schedule-dates.js';
import { type PeriodFactors, periodFactors } from './schedule-factors.js';
import {
  equalPrincipalRows,
  flatFeeRows,
  type Instalment,
  interestOnlyRows,
  levelRows,
  type RowSetting,
  smoothedLevelRows,
} from './schedule-rows.js';
import { checkedAnnualRate, flatFeeOf, residualOf, type ScheduleTerms } from './schedule-terms.js';

export type { Instalment } from './schedule-rows.js';
export type { OddFirstPeriod, RepaymentMethod, RepaymentPeriod, ScheduleTerms } from './schedule-terms.js';
export { MAX_INSTALMENTS, REPAYMENT_METHODS } from './schedule-terms.js';

export interface RepaymentSchedule {
  readonly instalments: readonly Instalment[];
  readonly totalInterestMinor: bigint;
  /** Principal and interest of all instalments; a lease's residual is not in it. */
  readonly totalPaymentMinor: bigint;
  /** The payment of all instalments but the last; undefined where payments differ by method. */
  readonly levelPaymentMinor: bigint | undefined;
  /** What is left after the last instalment: zero except for `LEVEL_TO_RESIDUAL`. */
  readonly residualMinor: bigint;
}

interface Rows {
  readonly rows: readonly Instalment[];
  readonly paymentMinor?: bigint;
}

function levelPayment(terms: ScheduleTerms, factors: PeriodFactors, multiple: bigint): bigint {
  const payment = levelPaymentMinor(terms.principalMinor, factors.solveOver, {
    periods: terms.amortisedOver ?? terms.instalments,
    residualMinor: terms.residualMinor ?? 0n,
  });
  return toMultiple(payment, multiple);
}

function rowsOf(terms: ScheduleTerms, setting: RowSetting): Rows {
  const level = (): bigint => levelPayment(terms, setting.factors, setting.multipleMinor);
  switch (terms.method) {
    case 'LEVEL_PAYMENT':
    case 'LEVEL_TO_RESIDUAL':
    case 'ZERO_INTEREST':
      return smoothedLevelRows(setting, level(), terms.smooth ?? false);
    case 'LEVEL_WITH_BALLOON': {
      const paymentMinor = level();
      return { rows: levelRows(setting, paymentMinor), paymentMinor };
    }
    case 'EQUAL_PRINCIPAL':
      return { rows: equalPrincipalRows(setting) };
    case 'INTEREST_ONLY':
      return { rows: interestOnlyRows(setting) };
    case 'FLAT_FEE': {
      const rows = flatFeeRows(setting, flatFeeOf(terms));
      return { rows, paymentMinor: rows[0]?.paymentMinor ?? 0n };
    }
    default:
      return unreachable(terms.method);
  }
}

/**
 * The repayment schedule of a loan, in minor units. Interest of every period is rounded half up, principal is payment
 * less interest, the last instalment takes what is left: instalments add up to principal + interest exactly. A payment
 * under the interest (a long first period with `KEEP`) lets the balance grow for that period.
 * Source: the product's calculation conventions; level payment by the annuity formula.
 * @throws ArgumentError naming the term: `NOT_POSITIVE`, `OUT_OF_RANGE`, `RATE_BELOW_MINUS_ONE`, `DATE_ORDER`,
 *   `REQUIRED`, `NOT_APPLICABLE`
 */
export function repaymentSchedule(terms: ScheduleTerms): RepaymentSchedule {
  const annual = checkedAnnualRate(terms);
  const setting: RowSetting = {
    principalMinor: terms.principalMinor,
    dates: dueDates(terms),
    factors: periodFactors(terms, annual, terms.amortisedOver ?? terms.instalments),
    endMinor: residualOf(terms),
    multipleMinor: terms.paymentMultipleMinor ?? 1n,
  };
  const { rows, paymentMinor } = rowsOf(terms, setting);
  let totalInterestMinor = 0n;
  for (const row of rows) totalInterestMinor += row.interestMinor;
  return {
    instalments: rows,
    totalInterestMinor,
    totalPaymentMinor: totalInterestMinor + terms.principalMinor - setting.endMinor,
    levelPaymentMinor: paymentMinor,
    residualMinor: setting.endMinor,
  };
}
