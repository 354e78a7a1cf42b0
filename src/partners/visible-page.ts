import type { OrganisationKind } from './viewer.js';

/** A list of rows that name the parties of a policy. */
export interface PartyRows {
  /** Columns of the rows, `id` among them. */
  readonly columns: string;
  /** Tables, with `alias` for the one whose rows these are. */
  readonly from: string;
  readonly alias: string;
  /** The same tables with `policy_insurer_share s`, and what stands there for the row's id. */
  readonly shared: { readonly from: string; readonly id: string };
}

/** Rows of one owner, by a column whose index gives their order. */
export interface PageBranch {
  readonly from: string;
  readonly owner: string;
  /** What stands there for the row's id. */
  readonly id: string;
}

/**
 * A page of the rows of some owners, each cut before they are put together. Parameters: the organisation, exclusive bounds
 * of the id, how many; further ones belong to `wanted`, which begins with AND or is empty.
 */
export function pageOfBranches(
  columns: string,
  branches: readonly PageBranch[],
  { direction, wanted }: { readonly direction: 'ASC' | 'DESC'; readonly wanted: string },
): string {
  const cut = branches.map(
    ({ from, owner, id }) =>
      `(SELECT ${columns} FROM ${from} WHERE ${owner} AND ${id} > $2 AND ${id} < $3${wanted}
       ORDER BY ${id} ${direction} LIMIT $4)`,
  );
  return cut.length === 1 ? cut.join() : `${cut.join(' UNION ALL ')} ORDER BY id ${direction} LIMIT $4`;
}

export interface PageOrder {
  readonly direction: 'ASC' | 'DESC';
  readonly kind: OrganisationKind;
}

/**
 * A page of what a viewer sees: its own rows, what an insurer follows, and what others sold of loans that are owed to a
 * partner; with the parameters of `pageOfBranches`. Row-level security alone decides what is seen; naming the viewer's
 * column lets its index give the order.
 */
export function visiblePage(
  { columns, from, alias, shared }: PartyRows,
  { direction, kind }: PageOrder,
  wanted: string,
): string {
  const ownedBy = (owner: string): PageBranch => ({ from, owner, id: `${alias}.id` });
  const branches: Readonly<Record<OrganisationKind, readonly PageBranch[]>> = {
    PARTNER: [ownedBy(`${alias}.partner_id = $1`), ownedBy(`${alias}.lender_id = $1 AND ${alias}.partner_id <> $1`)],
    LENDER: [ownedBy(`${alias}.lender_id = $1`)],
    INSURER: [ownedBy(`${alias}.insurer_id = $1`), { ...shared, owner: 's.insurer_id = $1 AND s.position > 1' }],
    OPERATOR: [ownedBy('$1::text IS NOT NULL')],
  };
  return pageOfBranches(columns, branches[kind], { direction, wanted });
}
