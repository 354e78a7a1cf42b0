import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Organisation } from '../schema/organisation.js';
import { ProductDecision } from '../schema/product-decision.js';
import { CreditDecision } from '../schema/quote.js';
import type { RequestContext } from './context.js';
import { type ProductDecisionView, productsShownTo } from './views/product-decision-view.js';
import type { QuoteView } from './views/quote-view.js';

@Resolver(() => CreditDecision)
export class CreditDecisionResolver {
  @FieldResolver(() => [ProductDecision])
  products(@Root() decision: QuoteView['decision'], @Ctx() { viewer }: RequestContext): readonly object[] {
    return productsShownTo(viewer, decision.products);
  }
}

@Resolver(() => ProductDecision)
export class ProductDecisionResolver {
  @FieldResolver(() => Organisation)
  async insurer(
    @Root() { insurerId }: ProductDecisionView,
    @Ctx() { loaders }: RequestContext,
  ): Promise<object | null> {
    return loaders.organisation.load(insurerId);
  }
}
