import { selectList } from '../database/columns.js';
import { type Narrowing, narrowed } from '../database/narrowing.js';
import { joinTenants } from '../database/tenancy.js';
import type { Statement, UnitOfWork } from '../database/unit-of-work.js';
import { Exposure, Policy, PolicyRole, PolicyTransaction, PurposeLock, StateChange } from '../entities/index.js';
import { purposeLockLifecycle } from '../lifecycle/machines.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { type PageOrder, type PartyRows, visiblePage } from '../partners/visible-page.js';
import { type CarriedPolicy, carriedPolicies } from './carried-policy.js';
import { lookUpReference } from './purpose-lock.js';

const BY_IDS = { name: 'policy.byIds', text: `SELECT ${selectList(Policy)} FROM policy WHERE id = ANY($1)` };
const OF_QUOTES = {
  name: 'policy.ofQuotes',
  text: `SELECT ${selectList(Policy)} FROM policy WHERE quote_id = ANY($1)`,
};
const ROLES = {
  name: 'policyRole.ofPolicies',
  text: `SELECT ${selectList(PolicyRole)} FROM policy_role WHERE policy_id = ANY($1) ORDER BY policy_id, role, position`,
};
const PARTNERS = {
  name: 'policy.partners',
  text: 'SELECT id, partner_id AS "partnerId" FROM policy WHERE id = ANY($1)',
};
const TRANSACTIONS = {
  name: 'policyTransaction.ofPolicies',
  text: `SELECT ${selectList(PolicyTransaction)} FROM policy_transaction WHERE policy_id = ANY($1)
         ORDER BY policy_id, sequence`,
};
const LOCKS = {
  name: 'purposeLock.ofPolicies',
  text: `SELECT ${selectList(PurposeLock)} FROM purpose_lock WHERE policy_id = ANY($1) ORDER BY policy_id, id`,
};
const LOCK_CHANGES = {
  name: 'purposeLock.changes',
  text: `SELECT ${selectList(StateChange)} FROM state_change WHERE subject_id = ANY($1) AND machine = '${purposeLockLifecycle.name}'
         ORDER BY subject_id, id`,
};
const EXPOSURES = {
  name: 'exposure.ofPolicies',
  text: `SELECT ${selectList(Exposure)} FROM exposure WHERE policy_id = ANY($1) ORDER BY policy_id, id`,
};

const ROWS: PartyRows = {
  columns: 'y.*',
  from: 'policy y',
  alias: 'y',
  // What an insurer follows comes in order from an index of its own, as what it leads does.
  shared: {
    from: 'policy_insurer_share s JOIN policy y ON y.id = s.policy_id AND y.partner_id = s.partner_id',
    id: 's.policy_id',
  },
};

/** Rows that belong to a policy, read in the same query as the policy itself. */
export interface PolicyBranch {
  readonly name: string;
  /** A scalar JSON expression over `p`, a row of policy. */
  readonly sql: string;
}

/** A policy with the branches that were asked for, as the JSON their SQL wrote. */
export type BranchedPolicy = Policy & Readonly<Record<string, unknown>>;

/** JSON of a policy that a list reads only when it is asked for: it is larger than the rest of the row. */
export type PolicyJson = 'risk' | 'premiumLines';

export interface PolicyColumns {
  readonly branches: readonly PolicyBranch[];
  readonly json: readonly PolicyJson[];
}

const EVERYTHING: PolicyColumns = { branches: [], json: ['risk', 'premiumLines'] };

const omitted = (json: readonly PolicyJson[]): string[] => [
  ...(json.includes('risk') ? [] : ['risk', 'facts']),
  ...(json.includes('premiumLines') ? [] : ['premiumLines']),
];

interface PageShape extends PageOrder {
  readonly columns: PolicyColumns;
  readonly wanted: string;
}

// The page is cut before its branches are looked up.
const page = ({ direction, kind, columns: { branches, json }, wanted }: PageShape): Statement => ({
  name:
    wanted === '' ? `policy.page.${direction}.${kind}.${[...json, ...branches.map(({ name }) => name)].join('.')}` : '',
  text: `SELECT ${[selectList(Policy, 'p', omitted(json)), ...branches.map(({ name, sql }) => `(${sql}) AS "${name}"`)].join(', ')}
         FROM (${visiblePage(ROWS, { direction, kind }, wanted)}) p
         ORDER BY p.id ${direction}`,
});

export interface PolicyWanted {
  readonly status?: readonly string[] | null | undefined;
  readonly scenario?: string | null | undefined;
  readonly number?: string | null | undefined;
  readonly programme?: string | null | undefined;
  readonly partner?: string | null | undefined;
  readonly lender?: string | null | undefined;
  readonly insurer?: string | null | undefined;
  readonly obligorReference?: string | null | undefined;
  readonly loanReference?: string | null | undefined;
  /** Of the real thing that the loan is for. */
  readonly purposeReference?: string | null | undefined;
  readonly boundFrom?: Date | null | undefined;
  readonly boundBefore?: Date | null | undefined;
}

export interface PolicyPage extends PolicyWanted {
  readonly above: string;
  readonly below: string;
  readonly direction: PageOrder['direction'];
  readonly limit: number;
}

const conditionsOf = (wanted: PolicyWanted): readonly Narrowing[] => [
  ['y.status = ANY(?)', wanted.status],
  ['y.scenario = ?', wanted.scenario],
  ['y.number = ?', wanted.number],
  ['y.programme_id = ?', wanted.programme],
  ['y.partner_id = ?', wanted.partner],
  ['y.lender_id = ?', wanted.lender],
  ['y.insurer_id = ?', wanted.insurer],
  ['y.obligor_reference = ?', wanted.obligorReference],
  [
    'EXISTS (SELECT FROM loan l WHERE l.policy_id = y.id AND l.partner_id = y.partner_id AND l.reference = ?)',
    wanted.loanReference,
  ],
  [
    'EXISTS (SELECT FROM purpose_lock k WHERE k.policy_id = y.id AND k.partner_id = y.partner_id AND k.reference = ?)',
    wanted.purposeReference && lookUpReference(wanted.purposeReference),
  ],
  ['y.bound_at >= ?', wanted.boundFrom],
  ['y.bound_at < ?', wanted.boundBefore],
];

/** Reads policies and what belongs to them as plain rows, each viewer its own slice. */
export class PolicyReader {
  constructor(private readonly units: UnitOfWork) {}

  byIds(viewer: Viewer, ids: readonly string[]): Promise<Policy[]> {
    return this.read<Policy>(viewer, BY_IDS, [ids]);
  }

  /** At most one policy for each quote. */
  ofQuotes(viewer: Viewer, quoteIds: readonly string[]): Promise<Policy[]> {
    return this.read<Policy>(viewer, OF_QUOTES, [quoteIds]);
  }

  rolesOf(viewer: Viewer, policyIds: readonly string[]): Promise<PolicyRole[]> {
    return this.read<PolicyRole>(viewer, ROLES, [policyIds]);
  }

  /** The whole history of the policies that the viewer may see, also from before their loan was assigned to it. */
  transactionsOf(viewer: Viewer, policyIds: readonly string[]): Promise<PolicyTransaction[]> {
    return this.units.run(
      scopeOf(viewer),
      async (tx) => {
        const visible = await tx.rows<{ id: string; partnerId: string }>(PARTNERS, [policyIds]);
        if (viewer.organisationKind === 'LENDER' || viewer.organisationKind === 'PARTNER') {
          await joinTenants(tx, [...new Set(visible.map(({ partnerId }) => partnerId))]);
        }
        return tx.rows<PolicyTransaction>(TRANSACTIONS, [visible.map(({ id }) => id)]);
      },
      { readOnly: true },
    );
  }

  locksOf(viewer: Viewer, policyIds: readonly string[]): Promise<PurposeLock[]> {
    return this.read<PurposeLock>(viewer, LOCKS, [policyIds]);
  }

  /** What happened to locks after they were taken, oldest first. */
  lockChangesOf(viewer: Viewer, lockIds: readonly string[]): Promise<StateChange[]> {
    return this.read<StateChange>(viewer, LOCK_CHANGES, [lockIds]);
  }

  /** Co-insurers of policies, as far as the viewer may know them; absent for policies of one insurer. */
  carriedOf(viewer: Viewer, policyIds: readonly string[]): Promise<CarriedPolicy[]> {
    return this.units.run(scopeOf(viewer), (tx) => carriedPolicies(tx, viewer, policyIds), { readOnly: true });
  }

  exposuresOf(viewer: Viewer, policyIds: readonly string[]): Promise<Exposure[]> {
    return this.read<Exposure>(viewer, EXPOSURES, [policyIds]);
  }

  page(viewer: Viewer, query: PolicyPage, columns: PolicyColumns = EVERYTHING): Promise<BranchedPolicy[]> {
    const { above, below, direction, limit } = query;
    const wanted = narrowed(5, conditionsOf(query));
    const statement = page({ direction, kind: viewer.organisationKind, columns, wanted: wanted.sql });
    return this.read(viewer, statement, [viewer.organisationId, above, below, limit, ...wanted.values]);
  }

  private read<Row>(viewer: Viewer, statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return this.units.rows<Row>(scopeOf(viewer), statement, values);
  }
}
