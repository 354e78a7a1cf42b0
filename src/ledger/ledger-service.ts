import type { Statement, UnitOfWork } from '../database/unit-of-work.js';
import type { CalendarDate } from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import type { AccountCode } from './accounts.js';
import { type JournalEntry, journalsByIds, journalsOfPolicies, journalsOfSubjects } from './journal.js';

/** What stands on one account in one currency: minor units, all zero or more but the balance (debit - credit). */
export interface AccountBalance {
  readonly account: string;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly balanceMinor: bigint;
}

export interface TrialBalance {
  readonly currency: string;
  /** Accounts with at least one posting, in the order of their codes. */
  readonly lines: readonly AccountBalance[];
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

/** Whose books, and which days of them. */
export interface BooksQuery {
  readonly currency: string;
  /** Only the operator chooses; without it, the operator gets the sum over all insurers. */
  readonly insurerId?: string | undefined;
}

/** An account over a period: what stood on it before, what moved, what stands after. Minor units. */
export interface AccountStatement extends AccountBalance {
  readonly currency: string;
  readonly insurerId: string | undefined;
  readonly from: CalendarDate | undefined;
  readonly to: CalendarDate | undefined;
  readonly openingMinor: bigint;
  readonly closingMinor: bigint;
}

export interface EntryPage {
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
}

/** A journal as one account sees it. */
export interface AccountEntry {
  /** Of the journal. */
  readonly id: string;
  readonly amountMinor: bigint;
  readonly journal: JournalEntry;
}

// Sums leave PostgreSQL as text: a sum of bigint is numeric, and no JavaScript number touches it.
const SUMS = `coalesce(sum(p.amount_minor) FILTER (WHERE p.amount_minor > 0), 0)::text AS debit,
              coalesce(-sum(p.amount_minor) FILTER (WHERE p.amount_minor < 0), 0)::text AS credit`;
const BOOKED = 'FROM posting p JOIN journal j ON j.id = p.journal_id AND j.insurer_id = p.insurer_id';
const BALANCES = {
  name: 'ledger.balances',
  text: `SELECT p.account, ${SUMS} ${BOOKED} WHERE p.currency = $1 AND ($2::text IS NULL OR p.insurer_id = $2)
           AND ($3::date IS NULL OR j.booked_on <= $3) GROUP BY p.account ORDER BY p.account`,
};
const ACCOUNT = `p.currency = $1 AND ($2::text IS NULL OR p.insurer_id = $2) AND p.account = $3`;
const MOVEMENT = {
  name: 'ledger.movement',
  text: `SELECT coalesce(sum(p.amount_minor) FILTER (WHERE j.booked_on < $4), 0)::text AS opening,
           coalesce(sum(p.amount_minor) FILTER (WHERE p.amount_minor > 0 AND ($4::date IS NULL OR j.booked_on >= $4)), 0)::text AS debit,
           coalesce(-sum(p.amount_minor) FILTER (WHERE p.amount_minor < 0 AND ($4::date IS NULL OR j.booked_on >= $4)), 0)::text AS credit
         ${BOOKED} WHERE ${ACCOUNT} AND ($5::date IS NULL OR j.booked_on <= $5)`,
};
const entries = (direction: 'ASC' | 'DESC'): Statement => ({
  name: `ledger.entries.${direction}`,
  text: `SELECT p.journal_id AS id, sum(p.amount_minor)::text AS amount ${BOOKED} WHERE ${ACCOUNT}
           AND ($4::date IS NULL OR j.booked_on >= $4) AND ($5::date IS NULL OR j.booked_on <= $5)
           AND p.journal_id > $6 AND p.journal_id < $7
         GROUP BY p.journal_id ORDER BY p.journal_id ${direction} LIMIT $8`,
});
const ENTRIES = { ASC: entries('ASC'), DESC: entries('DESC') };

interface SumRow {
  readonly account: string;
  readonly debit: string;
  readonly credit: string;
}

function balanceOf({ account, debit, credit }: SumRow): AccountBalance {
  const [debitMinor, creditMinor] = [BigInt(debit), BigInt(credit)];
  return { account, debitMinor, creditMinor, balanceMinor: debitMinor - creditMinor };
}

const insurerOf = (viewer: Viewer, insurerId: string | undefined): string | undefined =>
  viewer.role === 'OPERATOR' ? insurerId : viewer.organisationId;

/**
 * Reads an insurer's books. Writing belongs to the services that cause an entry.
 * Never gives one insurer a figure of another: an insurer always asks for its own books.
 */
export class LedgerService {
  constructor(private readonly dependencies: { readonly units: UnitOfWork }) {}

  /** @param asOf the last business date that counts; all when absent */
  async trialBalance(
    viewer: Viewer,
    { currency, insurerId, asOf }: BooksQuery & { readonly asOf?: CalendarDate | undefined },
  ): Promise<TrialBalance> {
    const values = [currency, insurerOf(viewer, insurerId) ?? null, asOf ?? null];
    const lines = (await this.read<SumRow>(viewer, BALANCES, values)).map(balanceOf);
    return {
      currency,
      lines,
      debitMinor: lines.reduce((sum, { debitMinor }) => sum + debitMinor, 0n),
      creditMinor: lines.reduce((sum, { creditMinor }) => sum + creditMinor, 0n),
    };
  }

  /** An account over the business dates `from` to `to`, both counting. Zero when nothing was ever posted. */
  async account(
    viewer: Viewer,
    query: BooksQuery & {
      readonly code: AccountCode;
      readonly from?: CalendarDate | undefined;
      readonly to?: CalendarDate | undefined;
    },
  ): Promise<AccountStatement> {
    const { code, currency, from, to } = query;
    const insurerId = insurerOf(viewer, query.insurerId);
    const values = [currency, insurerId ?? null, code, from ?? null, to ?? null];
    const [row] = await this.read<Omit<SumRow, 'account'> & { opening: string }>(viewer, MOVEMENT, values);
    const moved = balanceOf({ account: code, debit: row?.debit ?? '0', credit: row?.credit ?? '0' });
    const openingMinor = BigInt(row?.opening ?? '0');
    const closingMinor = openingMinor + moved.balanceMinor;
    return { ...moved, balanceMinor: closingMinor, currency, insurerId, from, to, openingMinor, closingMinor };
  }

  /** The journals that moved an account in its period, in the order they were recorded. */
  async entries(viewer: Viewer, statement: AccountStatement, page: EntryPage): Promise<readonly AccountEntry[]> {
    const { currency, insurerId, account, from, to } = statement;
    const { above, below, direction, limit } = page;
    const values = [currency, insurerId ?? null, account, from ?? null, to ?? null, above, below, limit];
    return this.dependencies.units.run(
      scopeOf(viewer),
      async (tx) => {
        const rows = await tx.rows<{ id: string; amount: string }>(ENTRIES[direction], values);
        const journals = await journalsByIds(
          tx,
          rows.map(({ id }) => id),
        );
        return rows.flatMap(({ id, amount }) => {
          const journal = journals.get(id);
          return journal ? [{ id, amountMinor: BigInt(amount), journal }] : [];
        });
      },
      { readOnly: true },
    );
  }

  /** Visible journals by their id. */
  async journals(viewer: Viewer, ids: readonly string[]): Promise<readonly JournalEntry[]> {
    const found = await this.dependencies.units.run(scopeOf(viewer), (tx) => journalsByIds(tx, ids), {
      readOnly: true,
    });
    return [...found.values()];
  }

  /** The visible journals of policies, oldest first, by policy id; every party of a policy sees them. */
  journalsOf(viewer: Viewer, policyIds: readonly string[]): Promise<ReadonlyMap<string, readonly JournalEntry[]>> {
    return this.dependencies.units.run(scopeOf(viewer), (tx) => journalsOfPolicies(tx, policyIds), { readOnly: true });
  }

  /** The visible journals that these things caused, oldest first, by the id of the thing. */
  journalsOfSubjects(
    viewer: Viewer,
    subjectIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly JournalEntry[]>> {
    return this.dependencies.units.run(scopeOf(viewer), (tx) => journalsOfSubjects(tx, subjectIds), { readOnly: true });
  }

  private read<Row>(viewer: Viewer, statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return this.dependencies.units.rows<Row>(scopeOf(viewer), statement, values);
  }
}
