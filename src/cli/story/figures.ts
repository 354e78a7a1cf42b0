import { repaymentSchedule } from '../../finance/schedule.js';
import {
  type CalendarDate,
  type CurrencyCode,
  Decimal,
  decimal,
  multiplyMinor,
  parseAmount,
} from '../../kernel/index.js';
import { StoryError } from './story-error.js';

export interface AmountText {
  readonly amount: string;
  readonly currency: string;
}

/** Minor units of an amount of the API. */
export function minor({ amount, currency }: AmountText): bigint {
  const parsed = parseAmount(amount, currency as CurrencyCode);
  if (!parsed.ok) throw new StoryError(`${amount} is not an amount of ${currency}`);
  return parsed.value.minor;
}

export interface StoryLoan {
  readonly principal: AmountText;
  readonly annualRate: string;
  readonly instalments: number;
  readonly method: 'LEVEL_PAYMENT' | 'LEVEL_WITH_BALLOON';
  readonly disbursedOn: string;
  readonly firstDueOn: string;
  readonly balloon?: AmountText;
}

/** The schedule of a loan as the library computes it, to hold the API's figures against. */
export const scheduleOf = (loan: StoryLoan) =>
  repaymentSchedule({
    principalMinor: minor(loan.principal),
    annualRate: decimal(loan.annualRate),
    instalments: loan.instalments,
    method: loan.method,
    disbursedOn: loan.disbursedOn as CalendarDate,
    firstDueOn: loan.firstDueOn as CalendarDate,
    oddFirstPeriod: 'KEEP',
    ...(loan.balloon ? { residualMinor: minor(loan.balloon) } : {}),
  });

export const shareOfMinor = (whole: bigint, share: string): bigint => multiplyMinor(whole, decimal(share));

/** Interest on a balance for a number of days, actual over 365, rounded half up. */
export const accruedMinor = (balanceMinor: bigint, annualRate: string, days: number): bigint =>
  multiplyMinor(balanceMinor, new Decimal(annualRate).times(days).dividedBy(365));
