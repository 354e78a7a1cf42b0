import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { InsurerShare } from '../schema/insurer-share.js';
import { Organisation } from '../schema/organisation.js';
import { Policy } from '../schema/policy.js';
import { Offer } from '../schema/quote.js';
import type { StoredShare } from '../underwriting/co-insurance.js';
import type { RequestContext } from './context.js';
import { minorTextView, moneyView } from './views/money-view.js';
import type { PolicyView } from './views/policy-view.js';
import { rateView } from './views/rate-view.js';

@Resolver(() => InsurerShare)
export class InsurerShareResolver {
  @FieldResolver(() => Organisation, { description: 'Who carries it.' })
  async insurer(
    @Root() share: { readonly insurerId: string },
    @Ctx() { loaders }: RequestContext,
  ): Promise<object | null> {
    return loaders.organisation.load(share.insurerId);
  }
}

@Resolver(() => Offer)
export class OfferSharesResolver {
  @FieldResolver(() => [InsurerShare], {
    description: 'Who carries how much, the leader first; empty when its insurer carries all of it.',
  })
  async insurerShares(
    @Root() offer: { readonly id: string },
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly object[]> {
    const row = await loaders.offer.load(offer.id);
    const shares = (row?.insurerShares as readonly StoredShare[] | null | undefined) ?? [];
    return shares.map(({ insurerId, share, sumInsuredMinor, premiumMinor }) => ({
      insurerId,
      share: rateView(share),
      sumInsured: minorTextView(sumInsuredMinor, row?.currency ?? ''),
      premium: minorTextView(premiumMinor, row?.currency ?? ''),
    }));
  }
}

@Resolver(() => Policy)
export class PolicySharesResolver {
  @FieldResolver(() => [InsurerShare], {
    description: 'Who carries how much after changes, the leader first; empty when the insurer carries all of it.',
  })
  async insurerShares(@Root() policy: PolicyView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    const shares = await loaders.insurerSharesOfPolicy.load(policy.id);
    return shares.map(({ insurerId, share, sumInsuredMinor, premiumMinor, currency }) => ({
      insurerId,
      share: rateView(share),
      sumInsured: moneyView(sumInsuredMinor, currency),
      premium: moneyView(premiumMinor, currency),
    }));
  }
}
