import { GraphQLError } from 'graphql';
import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import { kindOfId } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { Node } from '../schema/node.js';
import { claimNode } from './claims.js';
import { complaintView } from './complaints.js';
import type { RequestContext } from './context.js';
import { backtestView } from './views/backtest-view.js';
import { limitView } from './views/limit-view.js';
import { policyView } from './views/policy-view.js';
import { productView, versionView } from './views/product-view.js';
import { offerView, quoteView } from './views/quote-view.js';
import { referralView } from './views/referral-view.js';
import { scorecardView } from './views/scoring-view.js';
import { statementView } from './views/statement-view.js';

const MAX_NODES = 100;

async function loadNode(id: string, context: RequestContext): Promise<object | null> {
  const { loaders, services } = context;
  const kind = kindOfId(id);
  switch (kind) {
    case 'quote': {
      const quote = await loaders.quote.load(id);
      return quote && quoteView(quote, services.scenarios);
    }
    case 'offer': {
      const offer = await loaders.offer.load(id);
      return offer && offerView(offer);
    }
    case 'referral': {
      const referral = await loaders.referral.load(id);
      return referral && referralView(referral, services.scenarios);
    }
    case 'policy': {
      const policy = await loaders.policy.load(id);
      return policy && policyView(policy);
    }
    case 'backtest': {
      const [backtest] = await services.backtests.byIds(context.viewer, [id]);
      return backtest ? backtestView(backtest) : null;
    }
    case 'scorecard': {
      const scorecard = await loaders.scorecard.load(id);
      return scorecard && scorecardView(scorecard);
    }
    case 'complaint': {
      const [complaint] = await services.complaints.byIds(context.viewer, [id]);
      return complaint ? complaintView(complaint) : null;
    }
    case 'statement': {
      const statement = await loaders.statement.load(id);
      return statement && statementView(statement);
    }
    case 'exposureLimit': {
      const limit = await loaders.limit.load(id);
      return limit && limitView(limit);
    }
    case 'product': {
      const product = await loaders.product.load(id);
      return product && productView(product);
    }
    case 'productVersion': {
      const version = await loaders.productVersion.load(id);
      return version && versionView(version);
    }
    default:
      return (await claimNode(kind, id, context)) ?? null;
  }
}

@Resolver()
export class NodeResolver {
  @Authorized<Role>()
  @Query(() => Node, { nullable: true, description: 'Any object by id; null when there is none the key may see.' })
  async node(
    @Arg('id', () => ID, { description: 'The object.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<object | null> {
    return loadNode(id, context);
  }

  @Authorized<Role>()
  @Query(() => [Node], {
    nullable: 'items',
    description: 'Objects by id, in the order asked for; null where there is none.',
  })
  async nodes(
    @Arg('ids', () => [ID], { description: 'The objects, at most 100.' }) ids: string[],
    @Ctx() context: RequestContext,
  ): Promise<(object | null)[]> {
    if (ids.length > MAX_NODES) {
      throw new GraphQLError(`At most ${MAX_NODES} ids.`, { extensions: { code: 'BAD_USER_INPUT' } });
    }
    return Promise.all(ids.map((id) => loadNode(id, context)));
  }
}
