import type { PremiumLine, WaterfallShares } from '../finance/index.js';
import { ArgumentError, allocate, type CurrencyCode } from '../kernel/index.js';
import type { AccountCode } from './accounts.js';

/** One line of a journal in minor units of its currency; debit positive, credit negative, never zero. */
export interface PostingDraft {
  readonly account: AccountCode;
  readonly currency: CurrencyCode;
  readonly minor: bigint;
}

/** What happened, as the books name it. */
export type JournalKind =
  | 'PREMIUM_WRITTEN'
  | 'PREMIUM_REDUCED'
  | 'PREMIUM_EARNED'
  | 'PREMIUM_CO_INSURED'
  | 'PREMIUM_RECEIVED'
  | 'PREMIUM_APPLIED'
  | 'PREMIUM_PAYMENT_REVERSED'
  | 'PREMIUM_REPAID'
  | 'COMMISSION_PAID'
  | 'COMMISSION_BOUNDED'
  | 'LOSS_RESERVED'
  | 'LOSS_CO_INSURED'
  | 'RECOVERY_CO_INSURED'
  | 'CO_INSURANCE_SETTLED'
  | 'CEDED_PREMIUM_WRITTEN'
  | 'CEDED_PREMIUM_EARNED'
  | 'CEDED_LOSS'
  | 'CEDED_RECOVERY'
  | 'CLAIM_APPROVED'
  | 'CLAIM_APPROVAL_REVERSED'
  | 'CLAIM_PAID'
  | 'CLAIM_OVERPAID'
  | 'CLAIM_OVERPAYMENT_RETURNED'
  | 'RECOVERY_RECEIVED'
  | 'RECOVERY_CORRECTED'
  | 'RECOVERY_COST_BILLED'
  | 'RECOVERY_COST_PAID';

type Line = readonly [account: AccountCode, minor: bigint];

const postings = (currency: CurrencyCode, lines: readonly Line[]): PostingDraft[] =>
  lines.filter(([, minor]) => minor !== 0n).map(([account, minor]) => ({ account, currency, minor }));

function requirePositive(minor: bigint, argument: string): void {
  if (minor <= 0n) throw new ArgumentError('NOT_POSITIVE', argument, `${minor} must be more than zero`);
}

const sumOf = (lines: readonly PremiumLine[], wanted: (line: PremiumLine) => boolean): bigint =>
  lines.filter(wanted).reduce((sum, { minor }) => sum + minor, 0n);

/**
 * The premium of a policy when cover is bound: due from the partner, unearned until cover is given, tax owed to the
 * state, commission owed to the partner and deferred with the premium.
 * @param lines minor units, zero or more; all lines together are the total premium
 */
export function premiumWritten(currency: CurrencyCode, lines: readonly PremiumLine[]): PostingDraft[] {
  const total = sumOf(lines, () => true);
  const tax = sumOf(lines, ({ kind }) => kind === 'TAX');
  const commission = sumOf(lines, ({ kind }) => kind === 'COMMISSION');
  return postings(currency, [
    ['PREMIUM_RECEIVABLE', total],
    ['UNEARNED_PREMIUM', tax - total],
    ['PREMIUM_TAX_PAYABLE', -tax],
    ['DEFERRED_COMMISSION', commission],
    ['COMMISSION_PAYABLE', -commission],
  ]);
}

/**
 * `reductionMinor` of the total premium split over its lines in proportion, by largest remainder: the commission and
 * tax that go back with it.
 * @param reductionMinor tax included, 0 to the total of `lines`
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export function reducedLines(lines: readonly PremiumLine[], reductionMinor: bigint): PremiumLine[] {
  const total = sumOf(lines, () => true);
  if (reductionMinor < 0n || reductionMinor > total) {
    throw new ArgumentError('OUT_OF_RANGE', 'reductionMinor', `${reductionMinor} is not between 0 and ${total}`);
  }
  if (total === 0n) return [];
  const parts = allocate(
    reductionMinor,
    lines.map(({ minor }) => minor),
  );
  return lines.map(({ kind }, at) => ({ kind, minor: parts[at] ?? 0n })).filter(({ minor }) => minor !== 0n);
}

/** Takes back a part of the premium, positive lines as `reducedLines` gives them: premium written, the other way round. */
export const premiumReduced = (currency: CurrencyCode, lines: readonly PremiumLine[]): PostingDraft[] =>
  reversed(premiumWritten(currency, lines));

/**
 * Premium that became income because cover was given, with the commission on it.
 * @param premiumMinor without tax, minor units; below zero when premium that was earned goes back
 */
export function premiumEarned(currency: CurrencyCode, premiumMinor: bigint, commissionMinor: bigint): PostingDraft[] {
  return postings(currency, [
    ['UNEARNED_PREMIUM', premiumMinor],
    ['EARNED_PREMIUM', -premiumMinor],
    ['COMMISSION_EXPENSE', commissionMinor],
    ['DEFERRED_COMMISSION', -commissionMinor],
  ]);
}

/**
 * What the bounds of a payout period add to its commission. It belongs to no premium, so it is an expense at once.
 * @param changeMinor negative when they take from it
 */
export const commissionBounded = (currency: CurrencyCode, changeMinor: bigint): PostingDraft[] =>
  postings(currency, [
    ['COMMISSION_EXPENSE', changeMinor],
    ['COMMISSION_PAYABLE', -changeMinor],
  ]);

/** Commission leaves to the partner that earned it. @throws ArgumentError `NOT_POSITIVE` */
export function commissionPaid(currency: CurrencyCode, paidMinor: bigint): PostingDraft[] {
  requirePositive(paidMinor, 'paidMinor');
  return postings(currency, [
    ['COMMISSION_PAYABLE', paidMinor],
    ['CASH_CLEARING', -paidMinor],
  ]);
}

/** Premium that a credit note gives back leaves to the partner. @throws ArgumentError `NOT_POSITIVE` */
export function premiumRepaid(currency: CurrencyCode, repaidMinor: bigint): PostingDraft[] {
  requirePositive(repaidMinor, 'repaidMinor');
  return postings(currency, [
    ['PREMIUM_RECEIVABLE', repaidMinor],
    ['CASH_CLEARING', -repaidMinor],
  ]);
}

/**
 * Co-insurers settle what they owed each other, as one of them books it.
 * @param paidMinor below zero when it was paid
 */
export const coInsuranceSettled = (currency: CurrencyCode, paidMinor: bigint): PostingDraft[] =>
  postings(currency, [
    ['CO_INSURANCE_DUE', paidMinor],
    ['CASH_CLEARING', -paidMinor],
  ]);

/** The reinsurers' part of earned premium, with the ceding commission on it. Minor units. */
export function cededEarned(currency: CurrencyCode, cededMinor: bigint, commissionMinor: bigint): PostingDraft[] {
  return postings(currency, [
    ['CEDED_PREMIUM', cededMinor],
    ['REINSURERS_UNEARNED', -cededMinor],
    ['DEFERRED_CEDING_COMMISSION', commissionMinor],
    ['CEDING_COMMISSION', -commissionMinor],
  ]);
}

/**
 * What claims not yet decided are expected to cost, as it changes: a notice raises it, a decision or a withdrawal takes
 * it away.
 * @param changeMinor negative when less is expected
 */
export function lossReserved(currency: CurrencyCode, changeMinor: bigint): PostingDraft[] {
  return postings(currency, [
    ['CLAIMS_INCURRED', changeMinor],
    ['LOSS_RESERVE', -changeMinor],
  ]);
}

/** The decision: the approved indemnity is a loss, reserved until it is paid. @throws ArgumentError `NOT_POSITIVE` */
export function claimApproved(currency: CurrencyCode, approvedMinor: bigint): PostingDraft[] {
  requirePositive(approvedMinor, 'approvedMinor');
  return postings(currency, [
    ['CLAIMS_INCURRED', approvedMinor],
    ['CLAIMS_PAYABLE', -approvedMinor],
  ]);
}

/**
 * Approved indemnity leaves, one line for each payee.
 * @param parts minor units of each payee, zero or more
 * @throws ArgumentError `NOT_POSITIVE` when nothing leaves
 */
export function claimPaid(currency: CurrencyCode, parts: readonly bigint[]): PostingDraft[] {
  const paidMinor = parts.reduce((sum, part) => sum + part, 0n);
  requirePositive(paidMinor, 'paidMinor');
  return postings(currency, [['CLAIMS_PAYABLE', paidMinor], ...parts.map((part): Line => ['CASH_CLEARING', -part])]);
}

/**
 * A later decision below what was paid: the payees owe the difference back.
 * @param changeMinor negative when a still later decision lets them keep it after all
 */
export const claimOverpaid = (currency: CurrencyCode, changeMinor: bigint): PostingDraft[] =>
  postings(currency, [
    ['CLAIM_REFUNDS_DUE', changeMinor],
    ['CLAIMS_INCURRED', -changeMinor],
  ]);

/** What the payees owed back has come. @throws ArgumentError `NOT_POSITIVE` */
export function claimOverpaymentReturned(currency: CurrencyCode, returnedMinor: bigint): PostingDraft[] {
  requirePositive(returnedMinor, 'returnedMinor');
  return postings(currency, [
    ['CASH_CLEARING', returnedMinor],
    ['CLAIM_REFUNDS_DUE', -returnedMinor],
  ]);
}

/**
 * Money recovered from the obligor and whose it is; what meets costs lowers the expense of their bills.
 * @param shares the difference to the allocation before; a part is negative when later costs rank before it
 */
export function recoveryReceived(currency: CurrencyCode, shares: WaterfallShares): PostingDraft[] {
  const received = shares.costsMinor + shares.insurerMinor + shares.insuredMinor + shares.obligorSurplusMinor;
  return postings(currency, [
    ['CASH_CLEARING', received],
    ['RECOVERY_COSTS', -shares.costsMinor],
    ['RECOVERY_INCOME', -shares.insurerMinor],
    ['DUE_TO_LENDER', -shares.insuredMinor],
    ['DUE_TO_OBLIGOR', -shares.obligorSurplusMinor],
  ]);
}

/**
 * A bill for the pursuit of a debt: payable at once, an expense until recovered money meets it.
 * @param billedMinor negative when a bill is taken back
 */
export const recoveryCostBilled = (currency: CurrencyCode, billedMinor: bigint): PostingDraft[] =>
  postings(currency, [
    ['RECOVERY_COSTS', billedMinor],
    ['RECOVERY_COSTS_PAYABLE', -billedMinor],
  ]);

/** Bills are paid. @throws ArgumentError `NOT_POSITIVE` */
export function recoveryCostPaid(currency: CurrencyCode, paidMinor: bigint): PostingDraft[] {
  requirePositive(paidMinor, 'paidMinor');
  return postings(currency, [
    ['RECOVERY_COSTS_PAYABLE', paidMinor],
    ['CASH_CLEARING', -paidMinor],
  ]);
}

/** The same journal with every sign turned. */
export const reversed = (original: readonly PostingDraft[]): PostingDraft[] =>
  original.map((posting) => ({ ...posting, minor: -posting.minor }));
