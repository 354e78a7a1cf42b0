import { selectList } from '../../database/columns.js';
import type { Transaction } from '../../database/unit-of-work.js';
import { Product, ProductVersion } from '../../entities/index.js';
import { InvariantError } from '../../kernel/index.js';
import { type ProductTerms, parseTerms } from '../terms.js';

/** A version with its terms read. */
export type ReadVersion = Omit<ProductVersion, 'terms'> & { readonly terms: ProductTerms };

const PRODUCT = { name: 'product.byId', text: `SELECT ${selectList(Product)} FROM product WHERE id = $1` };
const VERSION = {
  name: 'productVersion.byId',
  text: `SELECT ${selectList(ProductVersion)} FROM product_version WHERE id = $1`,
};

export async function readProduct(tx: Transaction, id: string): Promise<Product | undefined> {
  const [product] = await tx.rows<Product>(PRODUCT, [id]);
  return product;
}

export function withTerms(version: ProductVersion): ReadVersion {
  const terms = parseTerms(version.terms);
  if (!terms.ok) throw new InvariantError(`product version ${version.id}: ${JSON.stringify(terms.error)}`);
  return { ...version, terms: terms.value };
}

export async function readVersion(tx: Transaction, id: string): Promise<ReadVersion | undefined> {
  const [version] = await tx.rows<ProductVersion>(VERSION, [id]);
  return version && withTerms(version);
}
