import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Offer } from '../entities/index.js';
import { Organisation } from '../schema/organisation.js';
import { ProductDecision } from '../schema/product-decision.js';
import { CounterOffer, CreditDecision, OfferCondition } from '../schema/quote.js';
import type { RequestContext } from './context.js';
import { coObligorConditions } from './views/co-obligor-condition-view.js';
import { counterOfferView, curingConditions } from './views/counter-offer-view.js';
import { type ProductDecisionView, productsShownTo } from './views/product-decision-view.js';
import type { QuoteView } from './views/quote-view.js';

@Resolver(() => CreditDecision)
export class CreditDecisionResolver {
  @FieldResolver(() => [ProductDecision])
  products(@Root() decision: QuoteView['decision'], @Ctx() { viewer }: RequestContext): readonly object[] {
    return productsShownTo(viewer, decision.products);
  }

  @FieldResolver(() => [CounterOffer])
  async counterOffers(
    @Root() decision: QuoteView['decision'],
    @Ctx() context: RequestContext,
  ): Promise<readonly object[]> {
    const { catalogue } = context.services;
    const counters = await countersOf(decision, context);
    const views = counters.map(async (offer) => {
      const { insuredPercentage } = await catalogue.terms(offer.productVersionId);
      return counterOfferView(offer, decision.quote, insuredPercentage);
    });
    return Promise.all(views);
  }

  @FieldResolver(() => [OfferCondition])
  async conditions(
    @Root() decision: QuoteView['decision'],
    @Ctx() context: RequestContext,
  ): Promise<readonly object[]> {
    const smaller = curingConditions(await countersOf(decision, context), decision.quote);
    return [...smaller, ...coObligorConditions(decision)];
  }
}

/** The counter-offers of a quote, from the rows at hand or a loader; none is looked for where there can be none. */
async function countersOf({ quote, offers }: QuoteView['decision'], { loaders }: RequestContext): Promise<Offer[]> {
  if (!quote.counterOffered) return [];
  return (offers ?? (await loaders.offersOfQuote.load(quote.id))).filter(({ counter }) => counter);
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
