import type { RepaymentMethod } from '../../finance/schedule-terms.js';
import type { CalendarDate, CurrencyCode } from '../../kernel/index.js';

/** The loan that asks for cover, already checked by the core: positive amounts, dates in order, known currency. */
export interface LoanRequest {
  readonly currency: CurrencyCode;
  readonly principalMinor: bigint;
  /** Nominal rate per year as a decimal fraction in text: `"0.12"` is 12 %. */
  readonly annualRate: string;
  readonly instalments: number;
  readonly method: RepaymentMethod;
  readonly disbursedOn: CalendarDate;
  readonly firstDueOn: CalendarDate;
  /** The last payment of LEVEL_WITH_BALLOON is due here instead of the full term; undefined otherwise. */
  readonly balloonMinor?: bigint;
  /** The business date of the request in the programme's time zone. */
  readonly requestedOn: CalendarDate;
  /** The partner that asks; some purpose locks are unique within a partner's own numbering. */
  readonly partner: string;
}
