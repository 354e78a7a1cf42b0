import { REPAYMENT_METHODS, type RepaymentMethod } from '../finance/schedule.js';
import {
  addDays,
  addMonths,
  type CalendarDate,
  type CurrencyCode,
  Decimal,
  decimal,
  divideHalfUp,
} from '../kernel/index.js';
import { InputCheck, type JsonObject, type LoanRequest } from '../scenarios/contract/index.js';

interface AmountText {
  readonly amount: string;
  readonly currency: string;
}

/** A loan as the API takes it: syntax checked, meaning not. */
export interface LoanInputShape {
  readonly principal: AmountText;
  readonly annualRate: string;
  readonly instalments: number;
  readonly method: RepaymentMethod;
  readonly disbursedOn: string;
  readonly firstDueOn: string;
  readonly balloon?: AmountText | null | undefined;
}

export interface LoanSetting {
  readonly currency: CurrencyCode;
  /** Business date in the programme's time zone. */
  readonly today: CalendarDate;
  readonly partner: string;
}

const MAX_INSTALMENTS = 600;
const MAX_ANNUAL_RATE = new Decimal(10);
const MAX_DAYS_TO_DISBURSEMENT = 90;
const MAX_MONTHS_TO_FIRST_DUE = 3;

// A lease's residual is due outside the schedule and a flat fee needs its own rate: neither is a loan this API insures.
const INSURABLE_METHODS: readonly RepaymentMethod[] = REPAYMENT_METHODS.filter(
  (method) => method !== 'LEVEL_TO_RESIDUAL' && method !== 'FLAT_FEE',
);

function checkRate(check: InputCheck, input: LoanInputShape): void {
  const rate = decimal(input.annualRate);
  if (rate.lessThan(0) || rate.greaterThan(MAX_ANNUAL_RATE)) {
    check.add('annualRate', 'OUT_OF_RANGE', 'must be from 0 to 10, a fraction a year: 0.12 is 12 %');
  } else if (input.method === 'ZERO_INTEREST' && !rate.isZero()) {
    check.add('annualRate', 'MUST_BE_ZERO', 'must be 0 for ZERO_INTEREST');
  }
}

function checkDates(check: InputCheck, input: LoanInputShape, today: CalendarDate): void {
  const disbursedOn = input.disbursedOn as CalendarDate;
  const firstDueOn = input.firstDueOn as CalendarDate;
  if (disbursedOn < today) check.add('disbursedOn', 'DATE_IN_PAST', `must not be before ${today}`);
  else if (disbursedOn > addDays(today, MAX_DAYS_TO_DISBURSEMENT)) {
    check.add('disbursedOn', 'DATE_TOO_LATE', `must be at most ${MAX_DAYS_TO_DISBURSEMENT} days after ${today}`);
  }
  if (firstDueOn <= disbursedOn) check.add('firstDueOn', 'NOT_AFTER_DISBURSEMENT', 'must be after disbursedOn');
  else if (firstDueOn > addMonths(disbursedOn, MAX_MONTHS_TO_FIRST_DUE)) {
    check.add('firstDueOn', 'DATE_TOO_LATE', `must be at most ${MAX_MONTHS_TO_FIRST_DUE} months after disbursedOn`);
  }
}

function balloonOf(check: InputCheck, input: LoanInputShape, setting: LoanSetting): bigint | undefined {
  if (input.method !== 'LEVEL_WITH_BALLOON') {
    if (input.balloon) check.add('balloon', 'NOT_APPLICABLE', `has no meaning for ${input.method}`);
    return undefined;
  }
  if (!input.balloon) {
    check.add('balloon', 'REQUIRED', 'is needed for LEVEL_WITH_BALLOON');
    return undefined;
  }
  return check.amount('balloon', input.balloon, setting.currency);
}

/**
 * Reads a loan; problems are added to `check`. The value is complete even then, with neutral stand-ins, so that what
 * depends on the loan can be checked in the same pass.
 */
export function readLoanInput(check: InputCheck, input: LoanInputShape, setting: LoanSetting): LoanRequest {
  const principalMinor = check.amount('principal', input.principal, setting.currency);
  const balloonMinor = balloonOf(check, input, setting);
  if (balloonMinor !== undefined && principalMinor !== undefined && balloonMinor >= principalMinor) {
    check.add('balloon.amount', 'NOT_BELOW_PRINCIPAL', 'must be less than the principal');
  }
  if (!INSURABLE_METHODS.includes(input.method)) {
    check.add('method', 'NOT_INSURABLE', `must be one of ${INSURABLE_METHODS.join(', ')}`);
  }
  checkRate(check, input);
  checkDates(check, input, setting.today);
  return {
    currency: setting.currency,
    principalMinor: principalMinor ?? 1n,
    annualRate: input.annualRate,
    instalments: check.number('instalments', input.instalments, { from: 1, to: MAX_INSTALMENTS }),
    method: input.method,
    disbursedOn: input.disbursedOn as CalendarDate,
    firstDueOn: input.firstDueOn as CalendarDate,
    ...(balloonMinor === undefined ? {} : { balloonMinor }),
    requestedOn: setting.today,
    partner: setting.partner,
  };
}

/** The loan as stored with a quote: plain JSON, minor units as text. */
export function storedLoan(loan: LoanRequest): JsonObject {
  const { principalMinor, balloonMinor, ...rest } = loan;
  return {
    principalMinor: String(principalMinor),
    ...(balloonMinor === undefined ? {} : { balloonMinor: String(balloonMinor) }),
    ...rest,
  };
}

type StoredLoan = Omit<LoanRequest, 'principalMinor' | 'balloonMinor'> & {
  readonly principalMinor: string;
  readonly balloonMinor?: string;
};

/** The inverse of `storedLoan`. */
export function loanFromStored(stored: unknown): LoanRequest {
  const { principalMinor, balloonMinor, ...rest } = stored as StoredLoan;
  return {
    principalMinor: BigInt(principalMinor),
    ...(balloonMinor === undefined ? {} : { balloonMinor: BigInt(balloonMinor) }),
    ...rest,
  };
}

/**
 * The loan over a smaller principal: what is lent when goods came back or more is paid at once. A balloon
 * shrinks with it.
 */
export function reducedLoan(loan: LoanRequest, principalMinor: bigint): LoanRequest {
  const { balloonMinor } = loan;
  if (balloonMinor === undefined) return { ...loan, principalMinor };
  return {
    ...loan,
    principalMinor,
    balloonMinor: divideHalfUp(balloonMinor * principalMinor, loan.principalMinor),
  };
}
