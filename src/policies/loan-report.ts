import type { Loan } from '../entities/index.js';
import {
  type CalendarDate,
  type CurrencyCode,
  canonicalHash,
  failure,
  isId,
  parseAmount,
  type Result,
  success,
} from '../kernel/index.js';
import type { StoredEntry } from './loan-rows.js';
import type { LoanEntryKind } from './servicing.js';

interface AmountText {
  readonly amount: string;
  readonly currency: string;
}

/** One line of the servicing feed as the API takes it: exactly one of the four facts is given. */
export interface LoanReportLine {
  readonly policy: string;
  readonly sequence: number;
  readonly effectiveOn: string;
  readonly repayment?: { readonly amount: AmountText } | null | undefined;
  readonly prepayment?: { readonly amount: AmountText } | null | undefined;
  readonly settled?: { readonly amount: AmountText } | null | undefined;
  readonly missed?: { readonly amount?: AmountText | null | undefined } | null | undefined;
}

/** Why a line was not taken, a stable code and a sentence for the developer. */
export interface LineProblem {
  readonly code: string;
  readonly message: string;
  /** What the amount could have paid, of one that exceeds it. */
  readonly owed?: AmountText;
}

/** A line whose form is right; whether it fits its loan is still open. */
export interface ReadLine {
  /** Position in the request, from 0. */
  readonly index: number;
  readonly policy: string;
  readonly sequence: number;
  readonly effectiveOn: CalendarDate;
  readonly kind: LoanEntryKind;
  readonly amount: AmountText | undefined;
}

const MAX_SEQUENCE = 2_147_483_647;
// Far above any balance, far below the largest bigint column.
const MAX_AMOUNT_MINOR = 10n ** 18n;

const problem = (code: string, message: string): { readonly ok: false; readonly error: LineProblem } =>
  failure({ code, message });

/** The same for an id that never existed and one of another tenant. */
export const UNKNOWN_POLICY: LineProblem = { code: 'UNKNOWN_POLICY', message: 'there is no policy with this id' };

export const LOAN_NOT_ACTIVE: LineProblem = {
  code: 'LOAN_NOT_ACTIVE',
  message: 'the loan of this policy is not paid out, or a claim was paid for it',
};

/** Reads the form of a line. Codes: `UNKNOWN_POLICY`, `SEQUENCE_OUT_OF_RANGE`, `EXACTLY_ONE_FACT`. */
export function readLine(line: LoanReportLine, index: number): Result<ReadLine, LineProblem> {
  const { policy, sequence, repayment, prepayment, settled, missed } = line;
  if (!isId('policy', policy)) return failure(UNKNOWN_POLICY);
  if (!Number.isInteger(sequence) || sequence < 1 || sequence > MAX_SEQUENCE) {
    return problem('SEQUENCE_OUT_OF_RANGE', `must be from 1 to ${MAX_SEQUENCE}`);
  }
  const facts = (
    [
      ['REPAYMENT', repayment],
      ['PREPAYMENT', prepayment],
      ['SETTLED', settled],
      ['MISSED', missed],
    ] as const
  ).filter(([, fact]) => fact);
  const [fact] = facts;
  if (!fact || facts.length > 1) {
    return problem('EXACTLY_ONE_FACT', 'give exactly one of repayment, missed, prepayment, settled');
  }
  const [kind, said] = fact;
  const effectiveOn = line.effectiveOn as CalendarDate;
  return success({ index, policy, sequence, effectiveOn, kind, amount: said?.amount ?? undefined });
}

function minorOf({ kind, amount }: ReadLine, currency: CurrencyCode): Result<bigint, LineProblem> {
  if (!amount) return success(0n);
  if (amount.currency !== currency)
    return problem('CURRENCY_MISMATCH', `must be ${currency}, the currency of the loan`);
  const parsed = parseAmount(amount.amount, currency);
  if (!parsed.ok) return problem(parsed.error, `is not an exact amount of ${currency}`);
  const { minor } = parsed.value;
  if (minor > MAX_AMOUNT_MINOR) return problem('AMOUNT_TOO_LARGE', 'is more than any loan can owe');
  const mayBeZero = kind === 'SETTLED' || kind === 'MISSED';
  if (mayBeZero && minor < 0n) return problem('MUST_NOT_BE_NEGATIVE', 'must be zero or more');
  if (!mayBeZero && minor <= 0n) return problem('MUST_BE_POSITIVE', 'must be above zero');
  return success(minor);
}

export interface LineSetting {
  readonly loan: Loan;
  readonly disbursedOn: CalendarDate;
  /** Business date of the loan. */
  readonly today: CalendarDate;
  /** Content hash of each sequence already taken. */
  readonly known: ReadonlyMap<bigint, string>;
}

/**
 * Judges a line against its loan: a new entry, `DUPLICATE` of one already taken, or what is wrong. Codes:
 * `CURRENCY_MISMATCH`, `MALFORMED_AMOUNT`, `TOO_MANY_DECIMALS`, `AMOUNT_TOO_LARGE`, `MUST_BE_POSITIVE`,
 * `MUST_NOT_BE_NEGATIVE`, `SEQUENCE_CONFLICT`, `LOAN_NOT_ACTIVE`, `DATE_IN_FUTURE`, `BEFORE_DISBURSEMENT`.
 */
export function judgeLine(line: ReadLine, setting: LineSetting): Result<StoredEntry | 'DUPLICATE', LineProblem> {
  const { loan, known, today, disbursedOn } = setting;
  const amount = minorOf(line, loan.currency as CurrencyCode);
  if (!amount.ok) return amount;
  const { kind, effectiveOn } = line;
  const content = { kind, effectiveOn, amountMinor: amount.value };
  const contentHash = canonicalHash(content);
  const sequence = BigInt(line.sequence);
  const taken = known.get(sequence);
  if (taken === contentHash) return success('DUPLICATE');
  if (taken !== undefined) return problem('SEQUENCE_CONFLICT', 'another report has this sequence already');
  // A settled loan takes late reports: the order of arrival must not matter.
  if (loan.status === 'CLAIMED') return failure(LOAN_NOT_ACTIVE);
  if (effectiveOn > today) return problem('DATE_IN_FUTURE', `must not be after ${today}`);
  if (effectiveOn < disbursedOn) return problem('BEFORE_DISBURSEMENT', `must not be before ${disbursedOn}`);
  return success({ source: 'SERVICER', sequence, ...content, contentHash });
}
