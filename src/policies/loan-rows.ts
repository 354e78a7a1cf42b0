import { selectList } from '../database/columns.js';
import type { Transaction } from '../database/unit-of-work.js';
import { Instalment, Loan } from '../entities/index.js';
import { newId } from '../kernel/index.js';
import type { OverdueState } from '../lifecycle/machines.js';
import type { ServicedInstalment } from './instalments.js';
import type { LoanEntry, LoanState } from './servicing.js';

/** An entry as it was stored: two with one sequence and equal hashes are the same report. */
export interface StoredEntry extends LoanEntry {
  readonly contentHash: string;
}

const LOCK = {
  name: 'loan.lockOfPolicies',
  text: `SELECT ${selectList(Loan)} FROM loan WHERE policy_id = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
};
const LOCK_BY_ID = {
  name: 'loan.lockById',
  text: `SELECT ${selectList(Loan)} FROM loan WHERE id = $1 FOR NO KEY UPDATE`,
};
const OF_POLICIES = {
  name: 'loan.ofPolicies',
  text: `SELECT ${selectList(Loan)} FROM loan WHERE policy_id = ANY($1)`,
};
const INSTALMENTS = {
  name: 'loan.instalments',
  text: `SELECT ${selectList(Instalment)} FROM instalment WHERE loan_id = ANY($1) ORDER BY loan_id, number`,
};
const ENTRIES = {
  name: 'loan.entries',
  text: `SELECT loan_id AS "loanId", source, sequence, kind, effective_on AS "effectiveOn", amount_minor AS "amountMinor",
           terms, content_hash AS "contentHash"
         FROM loan_report WHERE loan_id = ANY($1)`,
};
const INSERT_ENTRIES = {
  name: 'loan.insertEntries',
  text: `INSERT INTO loan_report (id, loan_id, partner_id, insurer_id, lender_id, source, sequence, kind, effective_on,
           amount_minor, content_hash, terms, received_at)
         SELECT e.*, $11 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
           $8::text[], $9::date[], $10::bigint[], $12::text[], $13::jsonb[]) AS e (id, loan_id, partner_id, insurer_id,
           lender_id, source, sequence, kind, effective_on, amount_minor, content_hash, terms)`,
};
const UPDATE_LOANS = {
  name: 'loan.update',
  text: `UPDATE loan l SET outstanding_principal_minor = n.outstanding, oldest_unpaid_due_on = n.oldest,
           overdue_state = n.overdue_state, status = n.status, excess_minor = n.excess
         FROM unnest($1::text[], $2::bigint[], $3::date[], $4::text[], $5::text[], $6::bigint[])
           AS n (id, outstanding, oldest, overdue_state, status, excess)
         WHERE l.id = n.id`,
};
const UPDATE_INSTALMENTS = {
  name: 'loan.updateInstalments',
  text: `UPDATE instalment i SET principal_minor = n.principal, interest_minor = n.interest,
           paid_principal_minor = n.paid_principal, paid_interest_minor = n.paid_interest, due_on = n.due_on
         FROM unnest($1::text[], $2::integer[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::date[])
           AS n (loan_id, number, principal, interest, paid_principal, paid_interest, due_on)
         WHERE i.loan_id = n.loan_id AND i.number = n.number`,
};
const REMOVE_INSTALMENTS = {
  name: 'loan.removeInstalments',
  text: 'DELETE FROM instalment WHERE loan_id = $1 AND number > $2',
};
const ADD_INSTALMENTS = {
  name: 'loan.addInstalments',
  text: `INSERT INTO instalment (loan_id, partner_id, insurer_id, lender_id, number, due_on, principal_minor, interest_minor,
           paid_principal_minor, paid_interest_minor)
         SELECT $1, $2, $3, $4, * FROM unnest($5::integer[], $6::date[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[])`,
};
const RECORD_OVERDUE = {
  name: 'loan.recordOverdue',
  text: `INSERT INTO state_change (machine, subject_id, partner_id, insurer_id, lender_id, from_state, to_state, cause, occurred_at)
         SELECT 'Overdue', c.*, $7, $8 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
           AS c (subject_id, partner_id, insurer_id, lender_id, from_state, to_state)`,
};

/** Locks the loans of policies in the order of their ids, so that two callers never wait for each other in a circle. */
export const lockLoans = (tx: Transaction, policyIds: readonly string[]): Promise<Loan[]> =>
  tx.rows<Loan>(LOCK, [policyIds]);

/** One loan, locked. */
export async function lockLoan(tx: Transaction, id: string): Promise<Loan | undefined> {
  const [loan] = await tx.rows<Loan>(LOCK_BY_ID, [id]);
  return loan;
}

/** The visible loans of policies, in no order. A policy has one from its activation on. */
export const loansOfPolicies = (tx: Transaction, policyIds: readonly string[]): Promise<Loan[]> =>
  tx.rows<Loan>(OF_POLICIES, [policyIds]);

/** The schedules in force, by loan and number. */
export const instalmentsOfLoans = (tx: Transaction, loanIds: readonly string[]): Promise<Instalment[]> =>
  tx.rows<Instalment>(INSTALMENTS, [loanIds]);

/** Everything reported of each loan, by loan id. Loans without entries are absent. */
export async function entriesOfLoans(tx: Transaction, loanIds: readonly string[]): Promise<Map<string, StoredEntry[]>> {
  const byLoan = new Map<string, StoredEntry[]>();
  for (const row of await tx.rows<StoredEntry & { readonly loanId: string }>(ENTRIES, [loanIds])) {
    const entries = byLoan.get(row.loanId);
    if (entries) entries.push(row);
    else byLoan.set(row.loanId, [row]);
  }
  return byLoan;
}

/** A loan before and after new entries. */
export interface LoanMove {
  readonly loan: Loan;
  readonly added: readonly StoredEntry[];
  readonly before: LoanState;
  readonly after: LoanState;
  /** Reports that do not count since these entries, and what takes them back. */
  readonly takenBack: readonly { readonly fact: StoredEntry; readonly reversal: StoredEntry }[];
  readonly status: 'ACTIVE' | 'SETTLED' | 'CLAIMED';
  readonly overdueState: OverdueState;
}

/** Appends the new entries of many loans in one statement. */
export async function insertEntries(tx: Transaction, moves: readonly LoanMove[], receivedAt: Date): Promise<void> {
  const rows = moves.flatMap(({ loan, added }) => added.map((entry) => ({ loan, entry })));
  await tx.run(INSERT_ENTRIES, [
    rows.map(() => newId('loanReport')),
    rows.map(({ loan }) => loan.id),
    rows.map(({ loan }) => loan.partnerId),
    rows.map(({ loan }) => loan.insurerId),
    rows.map(({ loan }) => loan.lenderId),
    rows.map(({ entry }) => entry.source),
    rows.map(({ entry }) => String(entry.sequence)),
    rows.map(({ entry }) => entry.kind),
    rows.map(({ entry }) => entry.effectiveOn),
    rows.map(({ entry }) => String(entry.amountMinor)),
    receivedAt,
    rows.map(({ entry }) => entry.contentHash),
    rows.map(({ entry }) => (entry.terms ? JSON.stringify(entry.terms) : null)),
  ]);
}

const isSame = (a: ServicedInstalment, b: ServicedInstalment): boolean =>
  a.principalMinor === b.principalMinor &&
  a.interestMinor === b.interestMinor &&
  a.paidPrincipalMinor === b.paidPrincipalMinor &&
  a.paidInterestMinor === b.paidInterestMinor &&
  a.dueOn === b.dueOn;

/** Another schedule can have more or fewer instalments. */
async function resize(tx: Transaction, { loan, before, after }: LoanMove): Promise<void> {
  const count = before.instalments.length;
  if (after.instalments.length < count) await tx.run(REMOVE_INSTALMENTS, [loan.id, after.instalments.length]);
  const added = after.instalments.slice(count);
  if (added.length === 0) return;
  await tx.run(ADD_INSTALMENTS, [
    loan.id,
    loan.partnerId,
    loan.insurerId,
    loan.lenderId,
    added.map(({ number }) => number),
    added.map(({ dueOn }) => dueOn),
    added.map(({ principalMinor }) => String(principalMinor)),
    added.map(({ interestMinor }) => String(interestMinor)),
    added.map(({ paidPrincipalMinor }) => String(paidPrincipalMinor)),
    added.map(({ paidInterestMinor }) => String(paidInterestMinor)),
  ]);
}

/** Writes where the loans stand now, and the instalments that changed, in two statements and one or two for each new schedule. */
export async function updateLoans(tx: Transaction, moves: readonly LoanMove[]): Promise<void> {
  await tx.run(UPDATE_LOANS, [
    moves.map(({ loan }) => loan.id),
    moves.map(({ after }) => String(after.outstandingPrincipalMinor)),
    moves.map(({ after }) => after.oldestUnpaidDueOn),
    moves.map(({ overdueState }) => overdueState),
    moves.map(({ status }) => status),
    moves.map(({ after }) => String(after.excessMinor)),
  ]);
  const changed = moves.flatMap(({ loan, before, after }) =>
    after.instalments
      .filter((row, at) => !isSame(row, before.instalments[at] ?? row))
      .map((row) => ({ ...row, loanId: loan.id })),
  );
  for (const move of moves) await resize(tx, move);
  if (changed.length === 0) return;
  await tx.run(UPDATE_INSTALMENTS, [
    changed.map(({ loanId }) => loanId),
    changed.map(({ number }) => number),
    changed.map(({ principalMinor }) => String(principalMinor)),
    changed.map(({ interestMinor }) => String(interestMinor)),
    changed.map(({ paidPrincipalMinor }) => String(paidPrincipalMinor)),
    changed.map(({ paidInterestMinor }) => String(paidInterestMinor)),
    changed.map(({ dueOn }) => dueOn),
  ]);
}

/** Records the moves of the Overdue machine. */
export async function recordOverdue(
  tx: Transaction,
  moves: readonly Pick<LoanMove, 'loan' | 'overdueState'>[],
  { cause, at }: { readonly cause: string; readonly at: Date },
): Promise<void> {
  const moved = moves.filter(({ loan, overdueState }) => loan.overdueState !== overdueState);
  if (moved.length === 0) return;
  await tx.run(RECORD_OVERDUE, [
    moved.map(({ loan }) => loan.id),
    moved.map(({ loan }) => loan.partnerId),
    moved.map(({ loan }) => loan.insurerId),
    moved.map(({ loan }) => loan.lenderId),
    moved.map(({ loan }) => loan.overdueState),
    moved.map(({ overdueState }) => overdueState),
    cause,
    at,
  ]);
}
