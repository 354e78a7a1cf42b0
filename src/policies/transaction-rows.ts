import type { Transaction } from '../database/unit-of-work.js';
import type { Policy } from '../entities/index.js';
import type { CalendarDate } from '../kernel/index.js';
import { readPremiumLines, storedPremiumLines } from './change-rows.js';
import {
  type ChangeKind,
  type Cover,
  type CoverSettings,
  type CoverTerm,
  negated,
  termOf,
  totalOf,
} from './history/cover.js';
import type { RecordedStep } from './history/plan.js';
import type { PlannedStep, StepRequest } from './history/step.js';

interface StoredTerm extends Omit<CoverTerm, 'openingBalancesMinor'> {
  readonly openingBalancesMinor: readonly string[];
  readonly unearnedMinor: string;
}

/** The cover's settings before a transaction, so that the first one tells how the policy was issued. */
interface SettingsBefore {
  readonly endsOn: CalendarDate;
  readonly obligorReference: string;
  readonly lenderId: string;
  readonly waitingDays: number;
}

/** The `policy_transaction.details` column; empty for an issuance. */
interface StoredDetails {
  readonly on: CalendarDate;
  readonly request: StepRequest;
  readonly countsFrom: CalendarDate;
  readonly lentDeltaMinor: string;
  readonly before: SettingsBefore;
  readonly sets: Omit<CoverSettings, 'term'> & { readonly term?: StoredTerm };
}

/** A transaction as it stands in the history, taken back or not. */
export interface RecordedTransaction extends RecordedStep {
  readonly kind: string;
  readonly recordedAt: Date;
  readonly reverses: string | null;
  readonly before: SettingsBefore | undefined;
}

interface Row {
  readonly id: string;
  readonly sequence: number;
  readonly kind: string;
  readonly change: ChangeKind | null;
  readonly effectiveOn: CalendarDate;
  readonly recordedAt: Date;
  readonly sumInsuredDeltaMinor: bigint;
  readonly premiumLines: unknown;
  readonly details: Partial<StoredDetails>;
  readonly reverses: string | null;
}

const TRANSACTIONS = {
  name: 'transaction.ofPolicy',
  text: `SELECT id, sequence, kind, change, effective_on AS "effectiveOn", recorded_at AS "recordedAt",
           sum_insured_delta_minor AS "sumInsuredDeltaMinor", premium_lines AS "premiumLines", details, reverses
         FROM policy_transaction WHERE policy_id = $1 ORDER BY sequence`,
};
const INSERT = {
  name: 'transaction.insert',
  text: `INSERT INTO policy_transaction (id, policy_id, partner_id, insurer_id, lender_id, sequence, kind, effective_on,
           recorded_at, currency, sum_insured_delta_minor, premium_delta_minor, premium_lines, reason, change, details, reverses,
           refund_to)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
};

function readSettings({ term, ...settings }: StoredDetails['sets']): CoverSettings {
  if (!term) return settings;
  const openingBalancesMinor = term.openingBalancesMinor.map(BigInt);
  return { ...settings, term: { ...term, openingBalancesMinor, unearnedMinor: BigInt(term.unearnedMinor) } };
}

function storedSettings({ term, ...settings }: CoverSettings): StoredDetails['sets'] {
  if (!term) return settings;
  const openingBalancesMinor = term.openingBalancesMinor.map(String);
  return { ...settings, term: { ...term, openingBalancesMinor, unearnedMinor: String(term.unearnedMinor) } };
}

const recorded = ({ details, premiumLines, ...row }: Row): RecordedTransaction => ({
  ...row,
  on: details.on ?? row.effectiveOn,
  request: details.request ?? null,
  premiumLines: readPremiumLines(premiumLines),
  countsFrom: details.countsFrom ?? row.effectiveOn,
  lentDeltaMinor: BigInt(details.lentDeltaMinor ?? 0),
  sets: details.sets ? readSettings(details.sets) : {},
  before: details.before,
});

/** Every transaction of a policy in the order they were recorded; the issuance first. */
export async function readTransactions(tx: Transaction, policyId: string): Promise<RecordedTransaction[]> {
  return (await tx.rows<Row>(TRANSACTIONS, [policyId])).map(recorded);
}

/** Those that count: not the issuance, no reversals, nothing that was taken back. */
export function stepsInForce(transactions: readonly RecordedTransaction[]): RecordedTransaction[] {
  const taken = new Set(transactions.flatMap(({ reverses }) => reverses ?? []));
  return transactions.filter(({ id, kind }) => kind !== 'ISSUANCE' && kind !== 'REVERSAL' && !taken.has(id));
}

export interface TransactionRecord {
  readonly id: string;
  readonly policy: Policy;
  readonly at: Date;
  readonly refundTo: 'PAYER' | 'LENDER' | null;
}

async function insert(
  tx: Transaction,
  { id, policy, at, refundTo }: TransactionRecord,
  row: Pick<Row, 'sequence' | 'kind' | 'effectiveOn' | 'sumInsuredDeltaMinor' | 'change' | 'reverses' | 'details'> & {
    readonly lines: RecordedStep['premiumLines'];
    readonly reason: string;
  },
): Promise<void> {
  await tx.run(INSERT, [
    id,
    policy.id,
    policy.partnerId,
    policy.insurerId,
    policy.lenderId,
    row.sequence,
    row.kind,
    row.effectiveOn,
    at,
    policy.currency,
    String(row.sumInsuredDeltaMinor),
    String(totalOf(row.lines)),
    JSON.stringify(storedPremiumLines(row.lines)),
    row.reason,
    row.change,
    JSON.stringify(row.details),
    row.reverses,
    refundTo,
  ]);
}

/** @param before the cover as it stood before the step, in the order of effect */
export async function insertStep(
  tx: Transaction,
  record: TransactionRecord,
  { step, before }: { readonly step: PlannedStep; readonly before: Cover },
): Promise<void> {
  const { obligorReference, lenderId, waitingDays } = before;
  const details: StoredDetails = {
    on: step.on,
    request: step.request,
    countsFrom: step.countsFrom,
    lentDeltaMinor: String(step.lentDeltaMinor),
    before: { endsOn: termOf(before).endsOn, obligorReference, lenderId, waitingDays },
    sets: storedSettings(step.sets),
  };
  await insert(tx, record, { ...step, lines: step.premiumLines, reason: step.summary, reverses: null, details });
}

/**
 * Takes a transaction back on the day from which it counted: nothing of it is left then or later.
 * @param isAgain whether it is computed again
 */
export async function insertReversal(
  tx: Transaction,
  record: TransactionRecord,
  { step, sequence, isAgain }: { readonly step: RecordedStep; readonly sequence: number; readonly isAgain: boolean },
): Promise<void> {
  await insert(tx, record, {
    sequence,
    kind: 'REVERSAL',
    effectiveOn: step.effectiveOn,
    sumInsuredDeltaMinor: -step.sumInsuredDeltaMinor,
    lines: negated(step.premiumLines),
    reason: `takes back transaction ${step.sequence}, ${isAgain ? 'which is computed again' : 'whose payment was taken back'}`,
    change: step.change,
    reverses: step.id,
    details: {},
  });
}
