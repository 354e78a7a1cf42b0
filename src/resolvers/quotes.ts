import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import { connectionOf } from '../schema/connection.js';
import { Consent, CreditData } from '../schema/credit-data.js';
import { CreditEnhancement } from '../schema/credit-enhancement.js';
import { Organisation } from '../schema/organisation.js';
import { PageArgs } from '../schema/page-args.js';
import { Policy } from '../schema/policy.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { Offer, Quote } from '../schema/quote.js';
import { LoanInput, ObligorInput, QuoteFilter } from '../schema/quote-input.js';
import { resultUnion } from '../schema/result-union.js';
import { GraphQLDecimal } from '../schema/scalars.js';
import type { QuoteRequest } from '../underwriting/quote-request.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { creditEnhancementView } from './views/credit-enhancement-view.js';
import { policyView } from './views/policy-view.js';
import { resultView } from './views/problem-view.js';
import {
  type CreditDataView,
  type OfferView,
  offerView,
  type QuoteView,
  quoteRowsView,
  quoteView,
} from './views/quote-view.js';

export const QuoteConnection = connectionOf(Quote);

const QuoteCreateResult = resultUnion('QuoteCreateResult', Quote, [InvalidInput, IdempotencyConflict]);
const QuoteRefuseResult = resultUnion('QuoteRefuseResult', Quote, [InvalidInput, NotFound, StateConflict]);

/** Quote mutations over the scenarios that are installed: `scenarioInput` is their `@oneOf` input. */
export function quoteMutations(scenarioInput: new () => object) {
  @InputType({ description: 'A request for cover.' })
  class QuoteCreateInput {
    @Field(() => String, { description: "The partner's programme, by id or code." })
    programme!: string;

    @Field(() => ID, { description: 'Who lends: a lender of the programme.' })
    lender!: string;

    @Field(() => LoanInput, { description: 'The loan.' })
    loan!: LoanInput;

    @Field(() => ObligorInput, { description: 'Who borrows.' })
    obligor!: ObligorInput;

    @Field(() => scenarioInput, { description: 'What the loan pays for; exactly one scenario.' })
    scenario!: object;
  }

  @Resolver()
  class QuoteMutations {
    @Authorized<Role>('PARTNER')
    @Mutation(() => QuoteCreateResult, {
      description:
        'Decides a request for cover and prices it with every insurer of the programme. A declined request is a Quote too. The offers hold capacity until the quote expires.',
    })
    async quoteCreate(
      @Arg('idempotencyKey', () => String, { description: 'Chosen by the caller, 1 to 200 characters.' }) key: string,
      @Arg('input', () => QuoteCreateInput) input: QuoteCreateInput,
      @Ctx() { viewer, services }: RequestContext,
    ): Promise<object> {
      const outcome = await services.quotes.create(viewer, key, input as unknown as QuoteRequest);
      return resultView(outcome, (rows) => quoteRowsView(rows, services.scenarios));
    }

    @Authorized<Role>('PARTNER')
    @Mutation(() => QuoteRefuseResult, {
      description:
        'Records that the customer opted out and gives back the capacity the offers held. Repeating it is harmless.',
    })
    async quoteRefuse(
      @Arg('quote', () => ID, { description: 'The quote.' }) quote: string,
      @Arg('reason', () => String, { description: 'Why, 1 to 500 characters; no personal data.' }) reason: string,
      @Ctx() { viewer, services }: RequestContext,
    ): Promise<object> {
      const outcome = await services.quotes.refuse(viewer, quote, reason);
      return resultView(outcome, (rows) => quoteRowsView(rows, services.scenarios));
    }
  }
  return QuoteMutations;
}

@Resolver(() => Quote)
export class QuoteResolver {
  @Authorized<Role>()
  @Query(() => Quote, { nullable: true, description: 'A quote by id; null when there is none the key may see.' })
  async quote(
    @Arg('id', () => ID, { description: 'The quote.' }) id: string,
    @Ctx() { loaders, services }: RequestContext,
  ): Promise<object | null> {
    const row = await loaders.quote.load(id);
    return row && quoteView(row, services.scenarios);
  }

  @Authorized<Role>()
  @Query(() => QuoteConnection, { description: 'Quotes the key may see.' })
  async quotes(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => QuoteFilter, { nullable: true, description: 'Narrows the list.' }) filter: QuoteFilter | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    const rows = await services.quoteReader.page(viewer, { ...query, ...filter });
    return connectionPage(args, query, rows, (row) => quoteView(row, services.scenarios));
  }

  @FieldResolver(() => Organisation)
  async lender(@Root() quote: QuoteView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(quote.lenderId);
  }

  @FieldResolver(() => Policy, { nullable: true, description: 'The policy it was bound to; null before.' })
  async policy(@Root() quote: QuoteView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    if (quote.status !== 'BOUND') return null;
    const row = await loaders.policyOfQuote.load(quote.id);
    return row && policyView(row);
  }

  @FieldResolver(() => [Offer])
  async offers(@Root() quote: QuoteView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    if (quote.offers) return quote.offers;
    return (await loaders.offersOfQuote.load(quote.id)).filter(({ counter }) => !counter).map(offerView);
  }
}

@Resolver(() => CreditData)
export class CreditDataResolver {
  @FieldResolver(() => Consent, { nullable: true })
  async consent(@Root() { consentId }: CreditDataView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return consentId === null ? null : loaders.consent.load(consentId);
  }
}

@Resolver(() => Offer)
export class OfferResolver {
  @FieldResolver(() => CreditEnhancement, {
    nullable: true,
    description: 'What the cover changes for the lender; null for whoever may not see the quote.',
  })
  async creditEnhancement(
    @Root() offer: OfferView,
    @Arg('fundingRate', () => GraphQLDecimal, {
      nullable: true,
      description: "Rate a year the lender pays for its money, 0 to 1; the product's discount rate when absent.",
    })
    fundingRate: string | null | undefined,
    @Ctx() { loaders, services }: RequestContext,
  ): Promise<object | null> {
    const [row, quote] = await Promise.all([loaders.offer.load(offer.id), loaders.quote.load(offer.quoteId)]);
    if (!row || !quote) return null;
    const terms = await services.catalogue.terms(row.productVersionId);
    return creditEnhancementView(row, quote, { terms, fundingRate });
  }

  @FieldResolver(() => Organisation)
  async insurer(@Root() offer: OfferView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(offer.insurerId);
  }
}
