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
import { loanFromStored } from '../underwriting/loan-request.js';
import { type ReversalReason, type ReversalTerms, reversedBy } from './loan-entry.js';
import type { StoredEntry } from './loan-rows.js';
import type { LoanEntryKind } from './servicing.js';

interface AmountText {
  readonly amount: string;
  readonly currency: string;
}

/** One line of the servicing feed as the API takes it: exactly one of the five facts is given. */
export interface LoanReportLine {
  readonly policy: string;
  readonly sequence: number;
  readonly effectiveOn: string;
  readonly repayment?: { readonly amount: AmountText } | null | undefined;
  readonly prepayment?: { readonly amount: AmountText } | null | undefined;
  readonly settled?: { readonly amount: AmountText } | null | undefined;
  readonly missed?: { readonly amount?: AmountText | null | undefined } | null | undefined;
  readonly reversed?: { readonly sequence: number; readonly reason: ReversalReason } | null | undefined;
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
  /** Only of what takes another report back. */
  readonly reversal?: ReversalTerms;
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

const isSequence = (sequence: number): boolean =>
  Number.isInteger(sequence) && sequence >= 1 && sequence <= MAX_SEQUENCE;

/** Reads the form of a line. Codes: `UNKNOWN_POLICY`, `SEQUENCE_OUT_OF_RANGE`, `EXACTLY_ONE_FACT`, `NOT_REVERSIBLE`. */
export function readLine(line: LoanReportLine, index: number): Result<ReadLine, LineProblem> {
  const { policy, sequence, repayment, prepayment, settled, missed, reversed } = line;
  if (!isId('policy', policy)) return failure(UNKNOWN_POLICY);
  if (!isSequence(sequence) || (reversed && !isSequence(reversed.sequence))) {
    return problem('SEQUENCE_OUT_OF_RANGE', `must be from 1 to ${MAX_SEQUENCE}`);
  }
  const facts = (
    [
      ['REPAYMENT', repayment],
      ['PREPAYMENT', prepayment],
      ['SETTLED', settled],
      ['MISSED', missed],
      ['REVERSED', reversed],
    ] as const
  ).filter(([, fact]) => fact);
  const [fact] = facts;
  if (!fact || facts.length > 1) {
    return problem('EXACTLY_ONE_FACT', 'give exactly one of repayment, missed, prepayment, settled, reversed');
  }
  const [kind, said] = fact;
  const effectiveOn = line.effectiveOn as CalendarDate;
  const read = { index, policy, sequence, effectiveOn, kind };
  if (!reversed) return success({ ...read, amount: said && 'amount' in said ? (said.amount ?? undefined) : undefined });
  if (reversed.sequence === sequence) return problem('NOT_REVERSIBLE', 'a report cannot take itself back');
  const reversal = { reverses: String(reversed.sequence), reason: reversed.reason };
  return success({ ...read, amount: undefined, reversal });
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

/** What was taken of a loan, as far as a new line has to know it. */
interface Knowledge {
  readonly loan: Loan;
  readonly disbursedOn: CalendarDate;
  /** Business date of the loan. */
  readonly today: CalendarDate;
  /** By sequence. */
  readonly reports: Map<bigint, Pick<StoredEntry, 'kind' | 'contentHash'>>;
  /** Sequences that are taken back, also those of reports that have not come yet. */
  readonly reversed: Set<string>;
}

const REVERSIBLE: readonly LoanEntryKind[] = ['REPAYMENT', 'PREPAYMENT', 'SETTLED'];
const NOT_REVERSIBLE = 'only a repayment, a prepayment or a settlement can be taken back';

function checkReversal({ reverses }: ReversalTerms, knowledge: Knowledge): Result<null, LineProblem> {
  const fact = knowledge.reports.get(BigInt(reverses));
  // Whatever comes for such a loan later is refused, so nothing is waited for.
  if (!fact && knowledge.loan.status === 'CLAIMED') return failure(LOAN_NOT_ACTIVE);
  if (fact && !REVERSIBLE.includes(fact.kind)) return problem('NOT_REVERSIBLE', NOT_REVERSIBLE);
  if (knowledge.reversed.has(reverses)) {
    return problem('ALREADY_REVERSED', `another report has taken ${reverses} back already`);
  }
  return success(null);
}

function checkFit({ kind, sequence, reversal }: ReadLine, knowledge: Knowledge): Result<null, LineProblem> {
  if (knowledge.reversed.has(String(sequence)) && !REVERSIBLE.includes(kind)) {
    return problem('NOT_REVERSIBLE', `was taken back before it came; ${NOT_REVERSIBLE}`);
  }
  if (reversal) return checkReversal(reversal, knowledge);
  // A settled loan takes late reports: the order of arrival must not matter.
  return knowledge.loan.status === 'CLAIMED' ? failure(LOAN_NOT_ACTIVE) : success(null);
}

/**
 * Judges a line against its loan: a new entry, `DUPLICATE` of one already taken, or what is wrong. Codes:
 * `CURRENCY_MISMATCH`, `MALFORMED_AMOUNT`, `TOO_MANY_DECIMALS`, `AMOUNT_TOO_LARGE`, `MUST_BE_POSITIVE`,
 * `MUST_NOT_BE_NEGATIVE`, `SEQUENCE_CONFLICT`, `NOT_REVERSIBLE`, `ALREADY_REVERSED`, `LOAN_NOT_ACTIVE`, `DATE_IN_FUTURE`,
 * `BEFORE_DISBURSEMENT`.
 */
function judgeLine(line: ReadLine, knowledge: Knowledge): Result<StoredEntry | 'DUPLICATE', LineProblem> {
  const { loan, reports, today, disbursedOn } = knowledge;
  const amount = minorOf(line, loan.currency as CurrencyCode);
  if (!amount.ok) return amount;
  const { kind, effectiveOn, reversal } = line;
  const content = { kind, effectiveOn, amountMinor: amount.value, ...(reversal ? { terms: reversal } : {}) };
  const contentHash = canonicalHash(content);
  const sequence = BigInt(line.sequence);
  const taken = reports.get(sequence);
  if (taken?.contentHash === contentHash) return success('DUPLICATE');
  if (taken !== undefined) return problem('SEQUENCE_CONFLICT', 'another report has this sequence already');
  const fits = checkFit(line, knowledge);
  if (!fits.ok) return fits;
  if (effectiveOn > today) return problem('DATE_IN_FUTURE', `must not be after ${today}`);
  if (effectiveOn < disbursedOn) return problem('BEFORE_DISBURSEMENT', `must not be before ${disbursedOn}`);
  return success({ source: 'SERVICER', sequence, ...content, contentHash });
}

export interface JudgedEntries {
  /** New entries and the lines they were. */
  readonly added: ReadonlyMap<StoredEntry, ReadLine>;
  /** Positions of lines that are known already. */
  readonly duplicates: readonly number[];
  readonly refused: readonly { readonly line: ReadLine; readonly problem: LineProblem }[];
}

/** Judges lines against their loan and what was reported of it, one after the other. */
export function judgeLines({
  loan,
  known,
  lines,
  today,
}: {
  readonly loan: Loan;
  readonly known: readonly StoredEntry[];
  readonly lines: readonly ReadLine[];
  readonly today: CalendarDate;
}): JudgedEntries {
  const { disbursedOn } = loanFromStored(loan.terms);
  const ours = known.filter(({ source }) => source === 'SERVICER');
  const reports: Knowledge['reports'] = new Map(ours.map((entry) => [entry.sequence, entry]));
  const reversed = new Set(ours.flatMap((entry) => reversedBy(entry) ?? []));
  const added = new Map<StoredEntry, ReadLine>();
  const duplicates: number[] = [];
  const refused: { line: ReadLine; problem: LineProblem }[] = [];
  for (const line of lines) {
    const verdict = judgeLine(line, { loan, disbursedOn, today, reports, reversed });
    if (!verdict.ok) refused.push({ line, problem: verdict.error });
    else if (verdict.value === 'DUPLICATE') duplicates.push(line.index);
    else {
      const entry = verdict.value;
      added.set(entry, line);
      reports.set(entry.sequence, entry);
      const back = reversedBy(entry);
      if (back !== undefined) reversed.add(back);
    }
  }
  return { added, duplicates, refused };
}
