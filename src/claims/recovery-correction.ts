import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { RecoveryReceipt } from '../entities/index.js';
import { dateInZone, invalidInput, issue, notFound, refuse } from '../kernel/index.js';
import type { Step } from './claim-command.js';
import type { RecoveryEntry } from './recovery-entry.js';
import {
  amountIssues,
  defaultOf,
  entryByReference,
  type ReceiptInput,
  takeEntry,
  wireIssues,
} from './recovery-receipt.js';
import type { RecoveryRow } from './recovery-row.js';
import { lockRecoveryFor } from './recovery-step.js';

const MAX_REASON_LENGTH = 500;

const ENTRY = {
  name: 'recovery.entry',
  text: `SELECT ${selectList(RecoveryReceipt, 'e')},
           EXISTS (SELECT FROM recovery_receipt r WHERE r.reverses = e.id AND r.partner_id = e.partner_id) AS "isReversed"
         FROM recovery_receipt e WHERE e.id = $1 AND e.recovery_id = $2`,
};

export const COST_KINDS = ['LEGAL', 'COURT', 'ENFORCEMENT', 'AGENCY', 'OTHER'] as const;

export interface CostInput {
  readonly recovery: string;
  readonly kind: (typeof COST_KINDS)[number];
  /** Of the bill, 1 to 100 characters, once in a recovery. */
  readonly reference: string;
  /** YYYY-MM-DD, from the default to today in the loan's time zone. */
  readonly incurredOn: string;
  /** Above zero. */
  readonly amount: { readonly minor: bigint; readonly currency: string };
}

export interface CorrectionInput {
  readonly recovery: string;
  /** The entry that was wrong: money or costs, not itself a correction. */
  readonly receipt: string;
  /** 1 to 500 characters. */
  readonly reason: string;
  /** What is right; null when there was no such money. Its reference must be new. */
  readonly replacement: Pick<ReceiptInput, 'reference' | 'receivedOn' | 'amount' | 'costs'> | null;
}

async function requireNewReference(tx: Transaction, recovery: RecoveryRow, reference: string): Promise<void> {
  if (!(await entryByReference(tx, recovery, reference.trim()))) return;
  refuse(invalidInput([issue('reference', 'REFERENCE_USED', 'belongs to another entry of this recovery')]));
}

/** Records what the pursuit costs; met from money that comes, before everybody else. For the insurer. */
export async function recordCost(tx: Transaction, input: CostInput, step: Step): Promise<void> {
  const recovery = await lockRecoveryFor(tx, input.recovery, { viewer: step.viewer, sides: ['INSURER'] });
  const { timeZone, defaultedOn } = await defaultOf(tx, recovery);
  const dates = { defaultedOn, today: dateInZone(step.at, timeZone) };
  const issues = [
    ...wireIssues({ reference: input.reference, receivedOn: input.incurredOn }, dates).map((found) =>
      found.path === 'receivedOn' ? { ...found, path: 'incurredOn' } : found,
    ),
    ...amountIssues({ amount: input.amount, costs: null }, recovery),
  ];
  if (issues.length > 0) refuse(invalidInput(issues));
  await requireNewReference(tx, recovery, input.reference);
  const entry: RecoveryEntry = {
    kind: 'COST',
    reference: input.reference.trim(),
    receivedOn: input.incurredOn,
    amountMinor: 0n,
    costsMinor: input.amount.minor,
    isCollateral: false,
    costKind: input.kind,
  };
  await takeEntry(tx, { recovery, entry }, step);
}

async function entryToCorrect(tx: Transaction, recovery: RecoveryRow, id: string): Promise<RecoveryReceipt> {
  const [entry] = await tx.rows<RecoveryReceipt & { isReversed: boolean }>(ENTRY, [id, recovery.id]);
  if (!entry) return refuse(notFound('receipt', id));
  if (entry.kind === 'REVERSAL' || entry.kind === 'REALLOCATION') {
    refuse(invalidInput([issue('receipt', 'NOT_CORRECTABLE', `is a ${entry.kind}; correct the entry itself`)]));
  }
  if (entry.isReversed) {
    refuse(invalidInput([issue('receipt', 'CORRECTED_BEFORE', 'was corrected before; correct its replacement')]));
  }
  return entry;
}

/**
 * Takes a wrong entry back and records the right one: a reversal and a new entry, each with the difference it makes to
 * every share. For the insurer.
 */
export async function correctReceipt(tx: Transaction, input: CorrectionInput, step: Step): Promise<void> {
  const recovery = await lockRecoveryFor(tx, input.recovery, { viewer: step.viewer, sides: ['INSURER'] });
  const wrong = await entryToCorrect(tx, recovery, input.receipt);
  const { timeZone, defaultedOn } = await defaultOf(tx, recovery);
  const today = dateInZone(step.at, timeZone);
  const { replacement } = input;
  const note = input.reason.trim();
  const isCost = wrong.kind === 'COST';
  const issues = [
    ...(note.length > 0 && note.length <= MAX_REASON_LENGTH
      ? []
      : [issue('reason', 'BAD_LENGTH', `must have 1 to ${MAX_REASON_LENGTH} characters`)]),
    ...(replacement ? wireIssues(replacement, { defaultedOn, today }) : []),
    ...(replacement ? amountIssues(replacement, recovery) : []),
    ...(isCost && replacement?.costs ? [issue('costs', 'NOT_APPLICABLE', 'the entry is itself a cost')] : []),
  ];
  if (issues.length > 0) refuse(invalidInput(issues));
  if (replacement) await requireNewReference(tx, recovery, replacement.reference);
  const isCollateral = wrong.kind === 'COLLATERAL_SALE';
  const reversal: RecoveryEntry = {
    kind: 'REVERSAL',
    reference: `reversal of ${wrong.id}`,
    receivedOn: today,
    amountMinor: -wrong.amountMinor,
    costsMinor: -wrong.costsMinor,
    isCollateral,
    reverses: wrong.id,
    note,
  };
  const after = await takeEntry(tx, { recovery, entry: reversal }, step);
  if (!replacement) return;
  const { amount, costs, reference, receivedOn } = replacement;
  const entry: RecoveryEntry = {
    kind: wrong.kind as RecoveryEntry['kind'],
    reference: reference.trim(),
    receivedOn,
    amountMinor: isCost ? 0n : amount.minor,
    costsMinor: isCost ? amount.minor : (costs?.minor ?? 0n),
    isCollateral,
    costKind: wrong.costKind,
    note,
  };
  const current = await lockRecoveryFor(tx, after.id, { viewer: step.viewer, sides: ['INSURER'] });
  await takeEntry(tx, { recovery: current, entry }, step);
}
