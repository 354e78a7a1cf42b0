import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { RecoveryReceipt } from '../entities/index.js';
import type { WaterfallShares } from '../finance/index.js';
import {
  dateInZone,
  type FieldIssue,
  invalidInput,
  invariant,
  isCalendarDate,
  issue,
  newId,
  refuse,
  requireToken,
  withToken,
} from '../kernel/index.js';
import type { Moment, Step } from './claim-command.js';
import { type PreviewedMoney, rehearsedJournals } from './preview-journals.js';
import { applyEntry, bookEntry, type RecoveryEntry } from './recovery-entry.js';
import { receiveForPlan } from './recovery-plan-row.js';
import { isInsurerWhole, type RecoveryRow, sharesOf, storedShares } from './recovery-row.js';
import { lockRecoveryFor, resumeRecovery, settleOrResume, tellRecovery } from './recovery-step.js';

const MAX_REFERENCE_LENGTH = 100;

const KNOWN = {
  name: 'recovery.receiptByReference',
  text: `SELECT ${selectList(RecoveryReceipt)} FROM recovery_receipt
         WHERE recovery_id = $1 AND partner_id = $2 AND reference = $3`,
};
const DEFAULT_OF = {
  name: 'recovery.defaultOf',
  text: `SELECT l.time_zone AS "timeZone", c.defaulted_on AS "defaultedOn"
         FROM claim c JOIN loan l ON l.id = c.loan_id AND l.partner_id = c.partner_id
         WHERE c.id = $1 AND c.partner_id = $2`,
};
// Far above any balance, far below the largest bigint column, also in sum.
const MAX_RECEIVED_MINOR = 10n ** 18n;

interface Amount {
  readonly minor: bigint;
  readonly currency: string;
}

/** Money from the obligor, or from collateral that was sold after the indemnity. */
export type MoneyKind = 'RECEIPT' | 'COLLATERAL_SALE';

export interface ReceiptAmounts {
  readonly recovery: string;
  readonly kind: MoneyKind;
  /** Above zero. */
  readonly amount: Amount;
  /** Costs of collection or sale to be met from it, zero or more. */
  readonly costs: Amount | null;
}

export interface ReceiptInput extends ReceiptAmounts {
  /** The bank's reference, 1 to 100 characters; the same reference again is the same money. */
  readonly reference: string;
  /** YYYY-MM-DD, from the default to today in the loan's time zone. */
  readonly receivedOn: string;
  /** Of a preview: refuses when the figures are no longer those. */
  readonly token: string | null;
}

/** What a receipt would change; the same for the preview and the receipt. Amounts in minor units. */
export interface ReceiptFigures {
  readonly recoveryId: string;
  readonly currency: string;
  readonly before: WaterfallShares;
  readonly difference: WaterfallShares;
  readonly after: WaterfallShares;
  readonly isInsurerWhole: boolean;
}

/** When the claim's default began and in which time zone its days count. */
export async function defaultOf(
  tx: Transaction,
  { id, claimId, partnerId }: RecoveryRow,
): Promise<{ readonly timeZone: string; readonly defaultedOn: string }> {
  const [claimed] = await tx.rows<{ timeZone: string; defaultedOn: string }>(DEFAULT_OF, [claimId, partnerId]);
  invariant(claimed, `recovery ${id} has a claim and a loan`);
  return claimed;
}

/** Everything wrong with the reference and the day of an entry. */
export function wireIssues(
  { reference, receivedOn }: Pick<ReceiptInput, 'reference' | 'receivedOn'>,
  { defaultedOn, today }: { readonly defaultedOn: string; readonly today: string },
): FieldIssue[] {
  const issues: FieldIssue[] = [];
  const length = reference.trim().length;
  if (length === 0 || length > MAX_REFERENCE_LENGTH) {
    issues.push(issue('reference', 'BAD_LENGTH', `must have 1 to ${MAX_REFERENCE_LENGTH} characters`));
  }
  if (!isCalendarDate(receivedOn)) {
    issues.push(issue('receivedOn', 'NOT_A_DATE', 'must be a calendar date, YYYY-MM-DD'));
  } else if (receivedOn > today) {
    issues.push(issue('receivedOn', 'DATE_IN_FUTURE', `must not be after ${today}`));
  } else if (receivedOn < defaultedOn) {
    issues.push(issue('receivedOn', 'DATE_TOO_EARLY', `must not be before ${defaultedOn}, the day of the default`));
  }
  return issues;
}

/** Everything wrong with amounts of money, with no costs or some. */
export function amountIssues(
  { amount, costs }: { readonly amount: Amount | null; readonly costs: Amount | null },
  { currency, receivedMinor, costsMinor }: RecoveryRow,
): FieldIssue[] {
  const issues: FieldIssue[] = [];
  for (const [path, given] of [
    ['amount', amount],
    ['costs', costs],
  ] as const) {
    if (given && given.currency !== currency) {
      issues.push(issue(`${path}.currency`, 'CURRENCY_MISMATCH', `must be ${currency}, the currency of the claim`));
    }
  }
  if (amount && amount.minor <= 0n) issues.push(issue('amount.amount', 'MUST_BE_POSITIVE', 'must be above zero'));
  if (costs && costs.minor < 0n) issues.push(issue('costs.amount', 'MUST_NOT_BE_NEGATIVE', 'must be zero or more'));
  if (amount && receivedMinor + amount.minor > MAX_RECEIVED_MINOR) {
    issues.push(issue('amount.amount', 'AMOUNT_TOO_LARGE', 'is more than any loan can owe'));
  }
  if (costs && costsMinor + costs.minor > MAX_RECEIVED_MINOR) {
    issues.push(issue('costs.amount', 'AMOUNT_TOO_LARGE', 'is more than any recovery can cost'));
  }
  return issues;
}

/** The entry of a reference, if there is one. */
export async function entryByReference(
  tx: Transaction,
  recovery: RecoveryRow,
  reference: string,
): Promise<RecoveryReceipt | undefined> {
  const [known] = await tx.rows<RecoveryReceipt>(KNOWN, [recovery.id, recovery.partnerId, reference]);
  return known;
}

/** Whether this money was recorded before. The same reference for other money, or for a bill, is refused. */
async function isKnown(tx: Transaction, recovery: RecoveryRow, input: ReceiptInput): Promise<boolean> {
  const reference = input.reference.trim();
  const known = await entryByReference(tx, recovery, reference);
  if (!known) return false;
  const isSame =
    known.kind === input.kind &&
    known.amountMinor === input.amount.minor &&
    known.costsMinor === (input.costs?.minor ?? 0n) &&
    known.receivedOn === input.receivedOn;
  if (!isSame)
    refuse(invalidInput([issue('reference', 'REFERENCE_USED', 'belongs to another entry of this recovery')]));
  return true;
}

const entryOf = (
  { kind, amount, costs }: ReceiptAmounts,
  wire: { reference: string; receivedOn: string },
): RecoveryEntry => ({
  kind,
  reference: wire.reference.trim(),
  receivedOn: wire.receivedOn,
  amountMinor: amount.minor,
  costsMinor: costs?.minor ?? 0n,
  isCollateral: kind === 'COLLATERAL_SALE',
});

function figuresOf(recovery: RecoveryRow, entry: RecoveryEntry): ReceiptFigures {
  const { after, difference } = applyEntry(recovery, entry);
  return {
    recoveryId: recovery.id,
    currency: recovery.currency,
    before: sharesOf(recovery),
    difference,
    after: sharesOf(after),
    isInsurerWhole: isInsurerWhole(after),
  };
}

/**
 * Writes an entry and what follows from it: the plan counts the obligor's money, the case moves with its money, and
 * everybody is told.
 */
export async function takeEntry(
  tx: Transaction,
  { recovery, entry }: { readonly recovery: RecoveryRow; readonly entry: RecoveryEntry },
  moment: Moment,
): Promise<RecoveryRow> {
  const { at, cause } = moment;
  const { after, difference, id } = await bookEntry(tx, recovery, { entry, at });
  const isMoneyIn = entry.amountMinor > 0n;
  if (isMoneyIn && !isInsurerWhole(after) && (recovery.status === 'OPEN' || recovery.status === 'WRITTEN_OFF')) {
    await resumeRecovery(tx, recovery, { to: 'IN_COLLECTION', moment });
  }
  const receipt = { id, kind: entry.kind, reference: entry.reference, shares: { ...storedShares(difference) } };
  const kind = isMoneyIn ? 'recovery.received' : entry.kind === 'COST' ? 'recovery.costRecorded' : 'recovery.corrected';
  const now = await tellRecovery(tx, recovery.id, { kind, at, cause, details: { receipt } });
  // A plan runs only while the case is pursued by it.
  if (now.status === 'INSTALMENT_PLAN' && !entry.isCollateral && entry.amountMinor !== 0n) {
    const { amountMinor } = entry;
    if (await receiveForPlan(tx, { recoveryId: recovery.id, amountMinor, at })) {
      await tellRecovery(tx, recovery.id, { kind: 'recovery.planFulfilled', at, cause });
    }
  }
  await settleOrResume(tx, now, moment);
  return now;
}

/**
 * Records money recovered. The waterfall is computed again over everything received so far, and what changed for each
 * share is booked. In any state of the case: after the insurer is whole, money belongs to the lender and the obligor.
 */
export async function recordReceipt(tx: Transaction, input: ReceiptInput, step: Step): Promise<void> {
  const recovery = await lockRecoveryFor(tx, input.recovery, { viewer: step.viewer, sides: ['INSURER', 'LENDER'] });
  const { timeZone, defaultedOn } = await defaultOf(tx, recovery);
  const today = dateInZone(step.at, timeZone);
  const issues = [...wireIssues(input, { defaultedOn, today }), ...amountIssues(input, recovery)];
  if (issues.length > 0) refuse(invalidInput(issues));
  if (await isKnown(tx, recovery, input)) return;
  const entry = entryOf(input, input);
  requireToken(input.token, figuresOf(recovery, entry));
  await takeEntry(tx, { recovery, entry }, step);
}

/** The waterfall with money that came today; nothing is written. For the insurer and the lender. The claim stays locked. */
export async function previewReceipt(
  tx: Transaction,
  input: ReceiptAmounts,
  step: Step,
): Promise<PreviewedMoney<ReceiptFigures>> {
  const { viewer, at } = step;
  const recovery = await lockRecoveryFor(tx, input.recovery, { viewer, sides: ['INSURER', 'LENDER'] });
  const issues = amountIssues(input, recovery);
  if (issues.length > 0) refuse(invalidInput(issues));
  const { timeZone } = await defaultOf(tx, recovery);
  const wire = { reference: newId('recoveryReceipt'), receivedOn: dateInZone(at, timeZone) };
  const { policyId } = recovery;
  const journals = await rehearsedJournals(tx, { policyId, viewer }, () =>
    recordReceipt(tx, { ...input, ...wire, token: null }, step),
  );
  return { ...withToken(figuresOf(recovery, entryOf(input, wire))), journals };
}
