import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { invariant } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { connectionOf } from '../schema/connection.js';
import { Organisation } from '../schema/organisation.js';
import { PageArgs } from '../schema/page-args.js';
import { IdempotencyConflict, InvalidInput, NotFound } from '../schema/problem.js';
import {
  Product,
  ProductCreateInput,
  ProductVersion,
  ProductVersionDraftInput,
  ProductVersionPublishInput,
} from '../schema/product.js';
import { ProductTerms } from '../schema/product-terms.js';
import { resultUnion } from '../schema/result-union.js';
import type { ProductTerms as Terms } from '../underwriting/terms.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { problemView, resultView } from './views/problem-view.js';
import {
  givenTerms,
  hashView,
  type ProductView,
  productView,
  termsView,
  underTermsInput,
  type VersionView,
  versionView,
} from './views/product-view.js';

const ProductConnection = connectionOf(Product);
const ProductCreateResult = resultUnion('ProductCreateResult', Product, [InvalidInput, IdempotencyConflict]);
const ProductVersionDraftResult = resultUnion('ProductVersionDraftResult', ProductVersion, [
  InvalidInput,
  NotFound,
  IdempotencyConflict,
]);
const ProductVersionPublishResult = resultUnion('ProductVersionPublishResult', ProductVersion, [
  InvalidInput,
  NotFound,
  IdempotencyConflict,
]);
const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };

@Resolver(() => Product)
export class ProductResolver {
  @Authorized<Role>()
  @Query(() => ProductConnection, {
    description: "The insurer's own products; all for the operator, none for partners and lenders.",
  })
  async products(@Args(() => PageArgs) args: PageArgs, @Ctx() { viewer, services }: RequestContext): Promise<object> {
    const query = keysetQuery(args);
    return connectionPage(args, query, await services.productReader.page(viewer, query), productView);
  }

  @Authorized<Role>()
  @Query(() => Product, { nullable: true, description: 'A product by id; null when there is none the key may see.' })
  async product(
    @Arg('id', () => ID, { description: 'The product.' }) id: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<object | null> {
    const product = await loaders.product.load(id);
    return product && productView(product);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Mutation(() => ProductCreateResult, {
    description: 'Makes a product without terms; productVersionDraft gives it some.',
  })
  async productCreate(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => ProductCreateInput) input: ProductCreateInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.products.create(viewer, key, { ...input }), productView);
  }

  @FieldResolver(() => Organisation)
  async insurer(@Root() { insurerId }: ProductView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(insurerId);
  }

  @FieldResolver(() => [ProductVersion])
  async versions(@Root() { id }: ProductView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.versionsOfProduct.load(id)).map(versionView);
  }
}

@Resolver(() => ProductVersion)
export class ProductVersionResolver {
  @Authorized<Role>()
  @Query(() => ProductVersion, {
    nullable: true,
    description: 'A version by id; null when there is none the key may see.',
  })
  async productVersion(
    @Arg('id', () => ID, { description: 'The version.' }) id: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<object | null> {
    const version = await loaders.productVersion.load(id);
    return version && versionView(version);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Mutation(() => ProductVersionDraftResult, {
    description: "Writes the product's one draft: a new one with the next number, or over the one there is.",
  })
  async productVersionDraft(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => ProductVersionDraftInput) { product, terms }: ProductVersionDraftInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const given = givenTerms(terms);
    if (!given.ok) return problemView(given.error);
    const outcome = await services.products.draft(viewer, key, { product, terms: given.value });
    return resultView(underTermsInput(outcome), versionView);
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'OPERATOR')
  @Mutation(() => ProductVersionPublishResult, {
    description:
      'Publishes a draft without errors. From then on it never changes; programmes sell it when programmeProductSet says so. Repeating it is harmless.',
  })
  async productVersionPublish(
    @Arg('idempotencyKey', () => String, KEY) key: string,
    @Arg('input', () => ProductVersionPublishInput) input: ProductVersionPublishInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return resultView(await services.products.publish(viewer, key, { ...input }), versionView);
  }

  @FieldResolver(() => Product)
  async product(@Root() { productId }: VersionView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    const product = await loaders.product.load(productId);
    return product && productView(product);
  }

  @FieldResolver(() => ProductTerms)
  async terms(@Root() version: VersionView, @Ctx() context: RequestContext): Promise<unknown> {
    return termsView(await termsOf(version, context));
  }

  @FieldResolver(() => String)
  async contentHash(@Root() version: VersionView, @Ctx() context: RequestContext): Promise<string> {
    return hashView(await termsOf(version, context));
  }
}

async function termsOf({ id, readTerms }: VersionView, { loaders }: RequestContext): Promise<Terms> {
  if (readTerms) return readTerms;
  const version = await loaders.productVersion.load(id);
  invariant(version, `product version ${id} was just there`);
  return version.terms;
}
