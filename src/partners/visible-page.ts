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

export interface PageOrder {
  readonly direction: 'ASC' | 'DESC';
  readonly kind: OrganisationKind;
}

/**
 * A page of what a viewer sees: its own rows, what an insurer follows, and what others sold of loans that are owed to a
 * partner. Parameters: organisation, exclusive bounds of the id, how many; further ones belong to `wanted`, which begins
 * with AND or is empty. Row-level security alone decides what is seen; naming the viewer's column lets its index give
 * the order.
 */
export function visiblePage(
  { columns, from, alias, shared }: PartyRows,
  { direction, kind }: PageOrder,
  wanted: string,
): string {
  const rows = (tables: string, owner: string, id: string): string =>
    `SELECT ${columns} FROM ${tables} WHERE ${owner} AND ${id} > $2 AND ${id} < $3${wanted}
     ORDER BY ${id} ${direction} LIMIT $4`;
  const ownedBy = (owner: string): string => rows(from, owner, `${alias}.id`);
  const both = (first: string, second: string): string =>
    `(${first}) UNION ALL (${second}) ORDER BY id ${direction} LIMIT $4`;
  switch (kind) {
    case 'PARTNER':
      return both(
        ownedBy(`${alias}.partner_id = $1`),
        ownedBy(`${alias}.lender_id = $1 AND ${alias}.partner_id <> $1`),
      );
    case 'LENDER':
      return ownedBy(`${alias}.lender_id = $1`);
    case 'INSURER':
      return both(
        ownedBy(`${alias}.insurer_id = $1`),
        rows(shared.from, 's.insurer_id = $1 AND s.position > 1', shared.id),
      );
    case 'OPERATOR':
      return ownedBy('$1::text IS NOT NULL');
  }
}
