import { checkKey, claimKey } from '../database/idempotency.js';
import { type Transaction, tenantScope, type UnitOfWork } from '../database/unit-of-work.js';
import type { Loan } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import {
  type CalendarDate,
  type Clock,
  type FieldIssue,
  type IdKind,
  invalidInput,
  invariant,
  isId,
  issue,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  type Refusal,
  refuse,
  today,
} from '../kernel/index.js';
import type { Viewer } from '../partners/viewer.js';
import { instalmentsOfLoans, lockLoans } from '../policies/loan-rows.js';
import {
  type CollectionEvent,
  type CollectionRow,
  type CollectionTable,
  collectionEvent,
  insertRow,
  rowsById,
} from './collection-rows.js';

export interface CollectionCommand {
  readonly viewer: Viewer;
  readonly idempotencyKey: string;
}

export interface RecorderOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
}

/** What is at hand when a row about a loan is written; the loan is locked. */
export interface Writing {
  readonly tx: Transaction;
  readonly loan: Loan;
  readonly at: Date;
  /** Business date of the loan. */
  readonly on: CalendarDate;
}

const MAX_NOTE = 2_000;

export const checkNote = (note: string | null): FieldIssue[] =>
  note !== null && (note.trim() === '' || note.length > MAX_NOTE)
    ? [issue('note', 'OUT_OF_RANGE', `must have 1 to ${MAX_NOTE} characters`)]
    : [];

/** Refuses the request when there are issues. */
export function refuseIssues(issues: readonly FieldIssue[]): void {
  if (issues.length > 0) refuse(invalidInput(issues));
}

export const notBehind: Refusal = {
  problem: 'StateConflict',
  message: 'Nothing due on this loan is unpaid.',
  from: 'CURRENT',
  to: 'LATE',
};

/** Issues of an amount that somebody owes on a loan: its currency, above zero, at most what is unpaid of the schedule. */
export async function checkOwed(
  tx: Transaction,
  loan: Loan,
  amount: { readonly minor: bigint; readonly currency: string },
): Promise<FieldIssue[]> {
  if (amount.currency !== loan.currency) return [issue('amount', 'CURRENCY_MISMATCH', `must be ${loan.currency}`)];
  if (amount.minor <= 0n) return [issue('amount', 'MUST_BE_POSITIVE', 'must be above zero')];
  const rows = await instalmentsOfLoans(tx, [loan.id]);
  const owed = rows.reduce(
    (sum, row) => sum + row.principalMinor + row.interestMinor - row.paidPrincipalMinor - row.paidInterestMinor,
    0n,
  );
  return amount.minor > owed ? [issue('amount', 'TOO_LARGE', 'is more than the schedule still asks for')] : [];
}

const POLICY_OF = { name: 'collection.policyOf', text: 'SELECT policy_id AS "policyId" FROM loan WHERE id = $1' };

/** The shell of everything recorded about a loan that is behind: one transaction, one key, one event. */
export class CollectionRecorder {
  constructor(private readonly options: RecorderOptions) {}

  /** The loan of a visible policy, locked. */
  async loanOf(tx: Transaction, policyId: string): Promise<Loan> {
    const [loan] = isId('policy', policyId) ? await lockLoans(tx, [policyId]) : [];
    return loan ?? refuse(notFound('policy', policyId));
  }

  /** Writes a new row about a loan, once however often the request is repeated. */
  async record<Table extends CollectionTable>(
    { viewer, idempotencyKey }: CollectionCommand,
    what: {
      readonly table: Table;
      readonly kind: IdKind;
      readonly operation: string;
      readonly policy: string;
      readonly input: object;
    },
    write: (
      writing: Writing,
      id: string,
    ) => Promise<{
      readonly row: CollectionRow<Table>;
      readonly event: CollectionEvent;
      /** What follows from the row, once it is there. */
      readonly followed?: () => Promise<void>;
    }>,
  ): Promise<Outcome<CollectionRow<Table>>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const { table, kind, operation, input } = what;
    const { units, clock } = this.options;
    return outcomeOf(() =>
      units.run(tenantScope(viewer.organisationId), async (tx) => {
        const loan = await this.loanOf(tx, what.policy);
        const id: string = newId(kind);
        const request = { tenantId: viewer.organisationId, key: idempotencyKey, operation, input };
        const first = await claimKey(tx, request, { id });
        if (first) return readBack(tx, table, first.id);
        const at = clock.now();
        const { row, event, followed } = await write({ tx, loan, at, on: today(clock, loan.timeZone) }, id);
        await insertRow(tx, table, row);
        await appendEvents(tx, [collectionEvent(loan, event, { at, cause: operation })]);
        await followed?.();
        return row;
      }),
    );
  }

  /** Moves a row that is there, once however often the request is repeated. */
  async move<Table extends CollectionTable>(
    { viewer, idempotencyKey }: CollectionCommand,
    what: {
      readonly table: Table;
      readonly kind: IdKind;
      readonly operation: string;
      readonly id: string;
      readonly input: object;
    },
    change: (tx: Transaction, row: CollectionRow<Table>, at: Date) => Promise<CollectionEvent>,
  ): Promise<Outcome<CollectionRow<Table>>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const { table, kind, operation, id, input } = what;
    const { units, clock } = this.options;
    return outcomeOf(() =>
      units.run(tenantScope(viewer.organisationId), async (tx) => {
        const [row] = isId(kind, id) ? await rowsById(tx, table, [id]) : [];
        if (!row) return refuse(notFound(kind, id));
        const request = { tenantId: viewer.organisationId, key: idempotencyKey, operation, input };
        if (!(await claimKey(tx, request, { id }))) {
          const at = clock.now();
          const event = await change(tx, row, at);
          const [loan] = await tx.rows<{ policyId: string }>(POLICY_OF, [row.loanId]);
          const told = { ...row, id: row.loanId, policyId: loan?.policyId ?? '' };
          await appendEvents(tx, [collectionEvent(told, event, { at, cause: operation })]);
        }
        return readBack(tx, table, id);
      }),
    );
  }
}

async function readBack<Table extends CollectionTable>(
  tx: Transaction,
  table: Table,
  id: string,
): Promise<CollectionRow<Table>> {
  const [row] = await rowsById(tx, table, [id]);
  invariant(row, `${table} ${id} was written`);
  return row;
}
