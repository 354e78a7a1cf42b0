import { checkKey, claimKey } from '../../database/idempotency.js';
import type { Transaction, UnitOfWork } from '../../database/unit-of-work.js';
import { Organisation, Product, ProductVersion } from '../../entities/index.js';
import { appendEvents } from '../../events/event-log.js';
import {
  type Clock,
  canonicalHash,
  type FieldIssue,
  failure,
  invalidInput,
  invariant,
  issue,
  newId,
  notFound,
  type Outcome,
  outcomeOf,
  refuse,
} from '../../kernel/index.js';
import { scopeOf } from '../../partners/scope.js';
import type { Viewer } from '../../partners/viewer.js';
import type { ScenarioModule } from '../../scenarios/contract/index.js';
import type { Finding } from '../rules/check-tables.js';
import { type ProductTerms, parseTerms } from '../terms.js';
import { checkTerms } from './check-terms.js';
import { type ProductNaming, readProductNaming } from './product-request.js';
import { type ReadVersion, readProduct, readVersion } from './product-rows.js';
import { withRegisteredScorecard } from './registered-scorecard.js';

export interface NewProduct extends ProductNaming {
  /** Whose; an underwriter's own insurer when absent. */
  readonly insurer?: string | null | undefined;
}

export interface ProductServiceOptions {
  readonly units: UnitOfWork;
  readonly clock: Clock;
  readonly scenarios: readonly ScenarioModule[];
}

const INSERT_PRODUCT = {
  name: 'product.insert',
  text: `INSERT INTO product (id, insurer_id, code, name, scenario) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (insurer_id, code) DO NOTHING`,
};
// Drafting and publishing of one product happen one after another: that is what keeps its numbers without gaps.
const LOCK_PRODUCT = { name: 'product.lock', text: `SELECT pg_advisory_xact_lock(hashtext('product ' || $1))` };
const NUMBERS = {
  name: 'productVersion.numbers',
  text: `SELECT coalesce(max(version), 0) AS last, max(id) FILTER (WHERE status = 'DRAFT') AS draft
         FROM product_version WHERE product_id = $1`,
};
const SET_TERMS = { name: 'productVersion.setTerms', text: 'UPDATE product_version SET terms = $2 WHERE id = $1' };
const PUBLISH = {
  name: 'productVersion.publish',
  text: `UPDATE product_version SET status = 'PUBLISHED', published_at = $2 WHERE id = $1 AND status = 'DRAFT'`,
};

/** What is compared when somebody says which terms they have read. */
export const contentHash = (terms: ProductTerms): string => canonicalHash(terms);

/**
 * Products of insurers and their versions: made, drafted, checked and published by the insurer's underwriter or the
 * operator. Not responsible for which version a programme sells; that is the programme service's.
 */
export class ProductService {
  constructor(private readonly options: ProductServiceOptions) {}

  async create(viewer: Viewer, idempotencyKey: string, input: NewProduct): Promise<Outcome<Product>> {
    const naming = readProductNaming(input, this.options.scenarios);
    if (!naming.ok) return failure(invalidInput(naming.error));
    return this.inUnit(viewer, idempotencyKey, async (tx, key) => {
      const insurerId = await this.insurerFor(tx, viewer, input.insurer);
      const id = newId('product');
      const first = await claimKey(tx, { ...key, operation: 'productCreate', input }, { product: id });
      if (first) return this.mustRead(await readProduct(tx, first.product), first.product);
      const product: Product = { id, insurerId, ...naming.value };
      const values = [id, insurerId, product.code, product.name, product.scenario];
      if ((await tx.run(INSERT_PRODUCT, values)) === 0) {
        refuse(invalidInput([issue('code', 'TAKEN', 'the insurer has a product with this code')]));
      }
      await this.tell(tx, viewer, {
        kind: 'product.created',
        insurerId,
        subject: ['product', id],
        cause: 'productCreate',
      });
      return product;
    });
  }

  /** Writes the product's one draft, a new one or over the last. `terms` is what the API was given, as it is stored. */
  async draft(
    viewer: Viewer,
    idempotencyKey: string,
    input: { readonly product: string; readonly terms: unknown },
  ): Promise<Outcome<ReadVersion>> {
    const given = await withRegisteredScorecard(this.options.units, viewer, input);
    if (!given.ok) return given;
    const parsed = parseTerms(given.value);
    if (!parsed.ok) return failure(invalidInput(parsed.error));
    const terms = parsed.value;
    return this.inUnit(viewer, idempotencyKey, async (tx, key) => {
      const product = await readProduct(tx, input.product);
      if (!product) return refuse(notFound('product', input.product));
      await tx.rows(LOCK_PRODUCT, [product.id]);
      const [numbers] = await tx.rows<{ last: number; draft: string | null }>(NUMBERS, [product.id]);
      const id = numbers?.draft ?? newId('productVersion');
      const claim = { ...key, operation: 'productVersionDraft', input: { product: product.id, terms } };
      const first = await claimKey(tx, claim, { version: id });
      if (first) return this.mustRead(await readVersion(tx, first.version), first.version);
      if (numbers?.draft) await tx.run(SET_TERMS, [id, JSON.stringify(terms)]);
      else await this.insertDraft(tx, product, { id, version: (numbers?.last ?? 0) + 1, terms });
      return this.mustRead(await readVersion(tx, id), id);
    });
  }

  /** What would keep the version from being published, and what is worth a look. */
  validate(viewer: Viewer, versionId: string): Promise<Outcome<readonly Finding[]>> {
    return outcomeOf(() =>
      this.options.units.run(
        scopeOf(viewer),
        async (tx) => {
          const version = (await readVersion(tx, versionId)) ?? refuse(notFound('product version', versionId));
          return this.findings(tx, version);
        },
        { readOnly: true },
      ),
    );
  }

  /** From here on the version never changes. Repeating it is harmless. */
  publish(
    viewer: Viewer,
    idempotencyKey: string,
    input: { readonly version: string; readonly contentHash?: string | null | undefined },
  ): Promise<Outcome<ReadVersion>> {
    return this.inUnit(viewer, idempotencyKey, async (tx, key) => {
      const found = (await readVersion(tx, input.version)) ?? refuse(notFound('product version', input.version));
      await tx.rows(LOCK_PRODUCT, [found.productId]);
      const claim = { ...key, operation: 'productVersionPublish', input };
      const first = await claimKey(tx, claim, { version: found.id });
      // Read again: a draft may have been written over while this waited for the lock.
      const version = this.mustRead(await readVersion(tx, found.id), found.id);
      if (first) return version;
      this.requireHash(version, input.contentHash);
      if (version.status === 'PUBLISHED') return version;
      const errors = (await this.findings(tx, version)).filter(({ severity }) => severity === 'ERROR');
      if (errors.length > 0) refuse(invalidInput(errors.map(underTerms)));
      const publishedAt = this.options.clock.now();
      await tx.run(PUBLISH, [version.id, publishedAt]);
      await this.tell(tx, viewer, {
        kind: 'productVersion.published',
        insurerId: version.insurerId,
        subject: ['productVersion', version.id],
        cause: 'productVersionPublish',
        details: { product: version.productId, version: version.version, contentHash: contentHash(version.terms) },
      });
      return { ...version, status: 'PUBLISHED', publishedAt };
    });
  }

  private async findings(tx: Transaction, version: ReadVersion): Promise<Finding[]> {
    const product = this.mustRead(await readProduct(tx, version.productId), version.productId);
    return checkTerms(
      version.terms,
      this.options.scenarios.find(({ code }) => code === product.scenario),
    );
  }

  private requireHash({ terms }: ReadVersion, expected: string | null | undefined): void {
    if (!expected || expected === contentHash(terms)) return;
    refuse(invalidInput([issue('contentHash', 'CHANGED', 'the terms are not those that were read; read them again')]));
  }

  private async insertDraft(
    tx: Transaction,
    product: Product,
    draft: { readonly id: string; readonly version: number; readonly terms: ProductTerms },
  ): Promise<void> {
    await tx.manager.insert(ProductVersion, {
      id: draft.id,
      insurerId: product.insurerId,
      productId: product.id,
      version: draft.version,
      status: 'DRAFT',
      terms: draft.terms as object,
      createdAt: this.options.clock.now(),
      publishedAt: null,
    });
  }

  /** The insurer a product is made for: the underwriter's own, or the one the operator names. */
  private async insurerFor(tx: Transaction, viewer: Viewer, given: string | null | undefined): Promise<string> {
    const id = given ?? (viewer.role === 'OPERATOR' ? '' : viewer.organisationId);
    const [insurer] = await tx.manager.findBy(Organisation, { id, kind: 'INSURER' });
    return insurer?.id ?? refuse(invalidInput([issue('insurer', 'UNKNOWN_INSURER', 'names no insurer')]));
  }

  private mustRead<T>(value: T | undefined, id: string): T {
    invariant(value, `${id} was just there`);
    return value;
  }

  private tell(
    tx: Transaction,
    viewer: Viewer,
    told: {
      readonly kind: string;
      readonly insurerId: string;
      readonly subject: readonly [kind: string, id: string];
      readonly cause: string;
      readonly details?: object;
    },
  ): Promise<unknown> {
    const [subjectKind, subjectId] = told.subject;
    return appendEvents(tx, [
      {
        kind: told.kind,
        ownerId: told.insurerId,
        subjectKind,
        subjectId,
        payload: { ...told.details, by: viewer.keyId },
        occurredAt: this.options.clock.now(),
        cause: told.cause,
      },
    ]);
  }

  private async inUnit<T>(
    viewer: Viewer,
    idempotencyKey: string,
    work: (tx: Transaction, key: { readonly tenantId: string; readonly key: string }) => Promise<T>,
  ): Promise<Outcome<T>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    return outcomeOf(() =>
      this.options.units.run(scopeOf(viewer), (tx) => work(tx, { tenantId: viewer.organisationId, key: key.value })),
    );
  }
}

const underTerms = ({ path, code, message }: FieldIssue): FieldIssue =>
  issue(path === '' ? 'terms' : `terms.${path}`, code, message);
