import { selectList } from '../database/columns.js';
import { idempotencyConflict } from '../database/idempotency.js';
import type { Transaction } from '../database/unit-of-work.js';
import { RecoveryReceipt } from '../entities/index.js';
import { waterfallDifference } from '../finance/index.js';
import {
  calendarDate,
  currencyCode,
  dateInZone,
  type FieldIssue,
  invalidInput,
  invariant,
  isCalendarDate,
  issue,
  newId,
  refuse,
} from '../kernel/index.js';
import { recoveryReceived } from '../ledger/entries.js';
import { postJournal } from '../ledger/journal.js';
import type { Step } from './claim-command.js';
import { type RecoveryRow, sharesOf, storedShares } from './recovery-row.js';
import { lockRecoveryFor, resumeRecovery, settleRecovery, tellRecovery } from './recovery-step.js';

const MAX_REFERENCE_LENGTH = 100;

const KNOWN = {
  name: 'recovery.receiptByReference',
  text: `SELECT ${selectList(RecoveryReceipt)} FROM recovery_receipt
         WHERE recovery_id = $1 AND partner_id = $2 AND reference = $3`,
};
const INSERT = {
  name: 'recovery.addReceipt',
  text: `INSERT INTO recovery_receipt (id, recovery_id, partner_id, insurer_id, lender_id, reference, received_on, currency,
           amount_minor, costs_minor, shares, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
};
const ADD = {
  name: 'recovery.add',
  text: `UPDATE recovery SET received_minor = received_minor + $2, costs_minor = costs_minor + $3 WHERE id = $1`,
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

export interface ReceiptInput {
  readonly recovery: string;
  /** The bank's reference, 1 to 100 characters; the same reference again is the same money. */
  readonly reference: string;
  /** YYYY-MM-DD, from the default to today in the loan's time zone. */
  readonly receivedOn: string;
  /** Above zero. */
  readonly amount: Amount;
  /** Costs of collection to be met from the recovery, zero or more. */
  readonly costs: Amount | null;
}

function checkReceipt(
  { reference, receivedOn, amount, costs }: ReceiptInput,
  { currency, receivedMinor, costsMinor }: RecoveryRow,
  dates: { readonly defaultedOn: string; readonly today: string },
): void {
  const issues: FieldIssue[] = [];
  const length = reference.trim().length;
  if (length === 0 || length > MAX_REFERENCE_LENGTH) {
    issues.push(issue('reference', 'BAD_LENGTH', `must have 1 to ${MAX_REFERENCE_LENGTH} characters`));
  }
  if (!isCalendarDate(receivedOn)) {
    issues.push(issue('receivedOn', 'NOT_A_DATE', 'must be a calendar date, YYYY-MM-DD'));
  } else if (receivedOn > dates.today) {
    issues.push(issue('receivedOn', 'DATE_IN_FUTURE', `must not be after ${dates.today}`));
  } else if (receivedOn < dates.defaultedOn) {
    issues.push(
      issue('receivedOn', 'DATE_TOO_EARLY', `must not be before ${dates.defaultedOn}, the day of the default`),
    );
  }
  for (const [path, given] of [
    ['amount', amount],
    ['costs', costs],
  ] as const) {
    if (given && given.currency !== currency) {
      issues.push(issue(`${path}.currency`, 'CURRENCY_MISMATCH', `must be ${currency}, the currency of the claim`));
    }
  }
  if (amount.minor <= 0n) issues.push(issue('amount.amount', 'MUST_BE_POSITIVE', 'must be above zero'));
  if (costs && costs.minor < 0n) issues.push(issue('costs.amount', 'MUST_NOT_BE_NEGATIVE', 'must be zero or more'));
  if (receivedMinor + amount.minor > MAX_RECEIVED_MINOR) {
    issues.push(issue('amount.amount', 'AMOUNT_TOO_LARGE', 'is more than any loan can owe'));
  }
  if (costs && costsMinor + costs.minor > MAX_RECEIVED_MINOR) {
    issues.push(issue('costs.amount', 'AMOUNT_TOO_LARGE', 'is more than any recovery can cost'));
  }
  if (issues.length > 0) refuse(invalidInput(issues));
}

/** Whether this money was recorded before. The same reference for other money is a conflict. */
async function isKnown(tx: Transaction, recovery: RecoveryRow, input: ReceiptInput): Promise<boolean> {
  const reference = input.reference.trim();
  const [known] = await tx.rows<RecoveryReceipt>(KNOWN, [recovery.id, recovery.partnerId, reference]);
  if (!known) return false;
  const isSame =
    known.amountMinor === input.amount.minor &&
    known.costsMinor === (input.costs?.minor ?? 0n) &&
    known.receivedOn === input.receivedOn;
  if (!isSame) refuse(idempotencyConflict(reference));
  return true;
}

/**
 * Records money recovered. The waterfall is computed again over everything received so far, and what changed for each
 * share is booked. In any state of the case: after the insurer is whole, money belongs to the lender and the obligor.
 */
export async function recordReceipt(tx: Transaction, input: ReceiptInput, step: Step): Promise<void> {
  const { viewer, at, cause } = step;
  const recovery = await lockRecoveryFor(tx, input.recovery, { viewer, sides: ['INSURER', 'LENDER'] });
  const [claimed] = await tx.rows<{ timeZone: string; defaultedOn: string }>(DEFAULT_OF, [
    recovery.claimId,
    recovery.partnerId,
  ]);
  invariant(claimed, `recovery ${recovery.id} has a claim and a loan`);
  const { timeZone, defaultedOn } = claimed;
  checkReceipt(input, recovery, { defaultedOn, today: dateInZone(at, timeZone) });
  if (await isKnown(tx, recovery, input)) return;
  const costsMinor = input.costs?.minor ?? 0n;
  const after = {
    ...recovery,
    receivedMinor: recovery.receivedMinor + input.amount.minor,
    costsMinor: recovery.costsMinor + costsMinor,
  };
  const shares = sharesOf(after);
  const difference = waterfallDifference(sharesOf(recovery), shares);
  const { id, partnerId, insurerId, lenderId, policyId, currency } = recovery;
  const receipt = newId('recoveryReceipt');
  await tx.run(INSERT, [
    receipt,
    id,
    partnerId,
    insurerId,
    lenderId,
    input.reference.trim(),
    input.receivedOn,
    currency,
    String(input.amount.minor),
    String(costsMinor),
    JSON.stringify(storedShares(difference)),
    at,
  ]);
  await tx.run(ADD, [id, String(input.amount.minor), String(costsMinor)]);
  await postJournal(tx, {
    insurerId,
    partnerId,
    lenderId,
    policyId,
    kind: 'RECOVERY_RECEIVED',
    subjectId: receipt,
    bookedOn: calendarDate(input.receivedOn),
    recordedAt: at,
    postings: recoveryReceived(currencyCode(currency), difference),
  });
  const isInsurerWhole = shares.insurerMinor >= recovery.indemnityMinor;
  if (!isInsurerWhole && (recovery.status === 'OPEN' || recovery.status === 'WRITTEN_OFF')) {
    await resumeRecovery(tx, recovery, 'IN_COLLECTION', step);
  }
  const details = {
    receipt: { id: receipt, reference: input.reference.trim(), shares: { ...storedShares(difference) } },
  };
  await tellRecovery(tx, id, { kind: 'recovery.received', at, cause, details });
  if (isInsurerWhole && recovery.status !== 'RECOVERED') await settleRecovery(tx, recovery, 'RECOVERED', step);
}
