import { selectList } from '../../database/columns.js';
import type { UnitOfWork } from '../../database/unit-of-work.js';
import { Product, ProductVersion } from '../../entities/index.js';
import { scopeOf } from '../../partners/scope.js';
import type { Viewer } from '../../partners/viewer.js';
import { type ReadVersion, withTerms } from './product-rows.js';

/** A version without its terms, which are long. */
export type VersionLine = Omit<ProductVersion, 'terms'>;

const PAGE = {
  ASC: page('ASC'),
  DESC: page('DESC'),
};
const PRODUCTS = { name: 'product.byIds', text: `SELECT ${selectList(Product)} FROM product WHERE id = ANY($1)` };
const VERSIONS = {
  name: 'productVersion.byIds',
  text: `SELECT ${selectList(ProductVersion)} FROM product_version WHERE id = ANY($1)`,
};
const LINES = {
  name: 'productVersion.ofProducts',
  text: `SELECT id, insurer_id AS "insurerId", product_id AS "productId", version, status, created_at AS "createdAt",
           published_at AS "publishedAt" FROM product_version WHERE product_id = ANY($1) ORDER BY version DESC`,
};

function page(direction: 'ASC' | 'DESC') {
  return {
    name: `product.page.${direction}`,
    text: `SELECT ${selectList(Product)} FROM product WHERE id > $1 AND id < $2 ORDER BY id ${direction} LIMIT $3`,
  };
}

export interface ProductQuery {
  readonly above: string;
  readonly below: string;
  readonly direction: 'ASC' | 'DESC';
  readonly limit: number;
}

/** Reads products and versions as the viewer may see them: an insurer its own, the operator all, others none. */
export class ProductReader {
  constructor(private readonly units: UnitOfWork) {}

  page(viewer: Viewer, { above, below, direction, limit }: ProductQuery): Promise<Product[]> {
    return this.rows<Product>(viewer, PAGE[direction], [above, below, limit]);
  }

  products(viewer: Viewer, ids: readonly string[]): Promise<Product[]> {
    return this.rows<Product>(viewer, PRODUCTS, [ids]);
  }

  async versions(viewer: Viewer, ids: readonly string[]): Promise<ReadVersion[]> {
    return (await this.rows<ProductVersion>(viewer, VERSIONS, [ids])).map(withTerms);
  }

  /** Newest first. */
  linesOf(viewer: Viewer, productIds: readonly string[]): Promise<VersionLine[]> {
    return this.rows<VersionLine>(viewer, LINES, [productIds]);
  }

  private rows<Row>(viewer: Viewer, statement: { name: string; text: string }, values: readonly unknown[]) {
    return this.units.rows<Row>(scopeOf(viewer), statement, values);
  }
}
