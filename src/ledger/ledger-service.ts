import type { Statement, UnitOfWork } from '../database/unit-of-work.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import type { AccountCode } from './accounts.js';
import { type JournalEntry, journalsOfPolicies } from './journal.js';

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

// Sums leave PostgreSQL as text: a sum of bigint is numeric, and no JavaScript number touches it.
const SUMS = `coalesce(sum(amount_minor) FILTER (WHERE amount_minor > 0), 0)::text AS debit,
              coalesce(-sum(amount_minor) FILTER (WHERE amount_minor < 0), 0)::text AS credit`;
const balances = (name: string, condition: string) => ({
  name: `ledger.${name}`,
  text: `SELECT account, ${SUMS} FROM posting WHERE ${condition} GROUP BY account ORDER BY account`,
});
const OF_ALL = balances('ofAll', 'currency = $1');
const OF_INSURER = balances('ofInsurer', 'currency = $1 AND insurer_id = $2');
const ACCOUNT_OF_ALL = balances('accountOfAll', 'currency = $1 AND account = $2');
const ACCOUNT_OF_INSURER = balances('accountOfInsurer', 'currency = $1 AND account = $2 AND insurer_id = $3');

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

  /** @param insurerId only the operator chooses; without it, the operator gets the sum over all insurers */
  async trialBalance(viewer: Viewer, currency: string, insurerId?: string): Promise<TrialBalance> {
    const insurer = insurerOf(viewer, insurerId);
    const rows = await this.read(viewer, insurer ? OF_INSURER : OF_ALL, insurer ? [currency, insurer] : [currency]);
    const lines = rows.map(balanceOf);
    return {
      currency,
      lines,
      debitMinor: lines.reduce((sum, { debitMinor }) => sum + debitMinor, 0n),
      creditMinor: lines.reduce((sum, { creditMinor }) => sum + creditMinor, 0n),
    };
  }

  /** Zero when nothing was ever posted. `insurerId` as for `trialBalance`. */
  async account(
    viewer: Viewer,
    { code, currency, insurerId }: { code: AccountCode; currency: string; insurerId?: string },
  ): Promise<AccountBalance> {
    const insurer = insurerOf(viewer, insurerId);
    const values = insurer ? [currency, code, insurer] : [currency, code];
    const [row] = await this.read(viewer, insurer ? ACCOUNT_OF_INSURER : ACCOUNT_OF_ALL, values);
    return balanceOf(row ?? { account: code, debit: '0', credit: '0' });
  }

  /** The visible journals of policies, oldest first, by policy id; every party of a policy sees them. */
  journalsOf(viewer: Viewer, policyIds: readonly string[]): Promise<ReadonlyMap<string, readonly JournalEntry[]>> {
    return this.dependencies.units.run(scopeOf(viewer), (tx) => journalsOfPolicies(tx, policyIds), { readOnly: true });
  }

  private read(viewer: Viewer, statement: Statement, values: readonly string[]): Promise<SumRow[]> {
    return this.dependencies.units.run(scopeOf(viewer), (tx) => tx.rows<SumRow>(statement, values), { readOnly: true });
  }
}
