import type { Transaction } from '../database/unit-of-work.js';
import { type FieldIssue, issue } from '../kernel/index.js';

/** An insurer's version in a programme. */
export interface SoldProduct {
  readonly insurerId: string;
  /** The version. */
  readonly id: string;
}

const CURRENT = {
  name: 'programme.products',
  text: `SELECT insurer_id AS "insurerId", product_version_id AS id FROM programme_product
         WHERE programme_id = $1 ORDER BY position`,
};
const CLEAR = {
  name: 'programme.clearProducts',
  text: 'DELETE FROM programme_product WHERE programme_id = $1 AND insurer_id <> ALL ($2)',
};
const WRITE = {
  name: 'programme.writeProducts',
  text: `INSERT INTO programme_product (programme_id, partner_id, insurer_id, product_version_id, position)
         SELECT $1, $2, insurer, version, place FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS given (insurer, version, place)
         ON CONFLICT (programme_id, partner_id, insurer_id)
         DO UPDATE SET product_version_id = excluded.product_version_id, position = excluded.position`,
};

/** In the order in which offers are shown. */
export const currentProducts = (tx: Transaction, programmeId: string): Promise<SoldProduct[]> =>
  tx.rows<SoldProduct>(CURRENT, [programmeId]);

/** Makes `products`, in this order, what a programme sells. */
export async function writeProducts(
  tx: Transaction,
  programme: { readonly id: string; readonly partnerId: string },
  products: readonly SoldProduct[],
): Promise<void> {
  const insurers = products.map(({ insurerId }) => insurerId);
  await tx.run(CLEAR, [programme.id, insurers]);
  await tx.run(WRITE, [programme.id, programme.partnerId, insurers, products.map(({ id }) => id)]);
}

export interface Placed {
  readonly products: readonly SoldProduct[];
  /** The version it takes the place of; null when the insurer is new. */
  readonly instead: string | null;
}

/** The products with `version` in them: at `place` (from 1), else where its insurer stood, else at the end. */
export function placed(
  products: readonly SoldProduct[],
  version: SoldProduct,
  place: number | undefined,
): Placed | { readonly issue: FieldIssue } {
  const at = products.findIndex(({ insurerId }) => insurerId === version.insurerId);
  const others = products.filter((_, index) => index !== at);
  const most = others.length + 1;
  if (place !== undefined && (place < 1 || place > most)) {
    return { issue: issue('place', 'OUT_OF_RANGE', `must be from 1 to ${most}`) };
  }
  const index = place === undefined ? (at < 0 ? others.length : at) : place - 1;
  return { products: others.toSpliced(index, 0, version), instead: products[at]?.id ?? null };
}
