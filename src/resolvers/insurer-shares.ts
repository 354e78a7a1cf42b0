import { type ClassType, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { PolicyInsurerShare } from '../entities/index.js';
import type { CarriedPolicy } from '../policies/carried-policy.js';
import { Money } from '../scenarios/contract/index.js';
import { Claim } from '../schema/claim.js';
import { ClaimInsurerShare, InsurerShare, RecoveryInsurerShare } from '../schema/insurer-share.js';
import { Loan } from '../schema/loan.js';
import { Organisation } from '../schema/organisation.js';
import { Policy } from '../schema/policy.js';
import { Offer } from '../schema/quote.js';
import { Recovery } from '../schema/recovery.js';
import type { StoredShare } from '../underwriting/co-insurance.js';
import type { RequestContext } from './context.js';
import type { ClaimView } from './views/claim-view.js';
import type { LoanView } from './views/loan-view.js';
import { minorTextView, moneyView } from './views/money-view.js';
import type { PolicyView } from './views/policy-view.js';
import { rateView } from './views/rate-view.js';
import type { RecoveryView } from './views/recovery-view.js';

const carrierOf = (Share: ClassType): ClassType => {
  @Resolver(() => Share)
  class CarrierResolver {
    @FieldResolver(() => Organisation, { description: 'Who carries it.' })
    async insurer(
      @Root() share: { readonly insurerId: string },
      @Ctx() { loaders }: RequestContext,
    ): Promise<object | null> {
      return loaders.organisation.load(share.insurerId);
    }
  }
  return CarrierResolver;
};

export const CarrierResolvers = [InsurerShare, ClaimInsurerShare, RecoveryInsurerShare].map(carrierOf);

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

const KNOWN = 'A follower knows the leader and itself, everybody else all of them.';

@Resolver(() => Policy)
export class PolicySharesResolver {
  @FieldResolver(() => [InsurerShare], {
    description: `Who carries how much after changes, the leader first; empty when the insurer carries all of it. ${KNOWN}`,
  })
  async insurerShares(@Root() policy: PolicyView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    const carried = await loaders.carriedPolicy.load(policy.id);
    return (carried?.shown ?? []).map(shareView);
  }

  @FieldResolver(() => InsurerShare, {
    nullable: true,
    description: 'What the insurer that asks carries; null when it carries all of it, and for everybody else.',
  })
  async ownShare(@Root() policy: PolicyView, @Ctx() { loaders, viewer }: RequestContext): Promise<object | null> {
    const carried = await loaders.carriedPolicy.load(policy.id);
    const own = carried?.shown.find(({ insurerId }) => insurerId === viewer.organisationId);
    return own ? shareView(own) : null;
  }
}

const shareView = ({ insurerId, share, sumInsuredMinor, premiumMinor, currency }: PolicyInsurerShare) => ({
  insurerId,
  share: rateView(share),
  sumInsured: moneyView(sumInsuredMinor, currency),
  premium: moneyView(premiumMinor, currency),
});

/** Each figure of the whole as the shown insurers carry it. */
function partsView<Figure extends string>(
  { shown, partsOf }: CarriedPolicy,
  figures: Readonly<Record<Figure, bigint | null>>,
): object[] {
  const parts = Object.entries<bigint | null>(figures).map(
    ([name, minor]) => [name, minor === null ? null : partsOf(minor)] as const,
  );
  return shown.map(({ insurerId, share, currency }, at) => ({
    insurerId,
    share: rateView(share),
    ...Object.fromEntries(parts.map(([name, minors]) => [name, minors && moneyView(minors[at] ?? 0n, currency)])),
  }));
}

@Resolver(() => Loan)
export class LoanSharesResolver {
  @FieldResolver(() => Money, {
    nullable: true,
    description:
      'What of the outstanding principal the insurer that asks carries: its share, all of it without co-insurance; null for everybody else.',
  })
  async ownPrincipal(@Root() loan: LoanView, @Ctx() { loaders, viewer }: RequestContext): Promise<object | null> {
    if (viewer.organisationKind !== 'INSURER') return null;
    const carried = await loaders.carriedPolicy.load(loan.policyId);
    if (!carried) return loan.outstandingPrincipal;
    const own = carried.shown.findIndex(({ insurerId }) => insurerId === viewer.organisationId);
    return moneyView(carried.partsOf(loan.outstandingMinor)[own] ?? 0n, loan.currency);
  }
}

@Resolver(() => Claim)
export class ClaimSharesResolver {
  @FieldResolver(() => [ClaimInsurerShare], {
    description: `What each insurer of the policy carries, the leader first; empty when its insurer carries all of it. ${KNOWN}`,
  })
  async insurerShares(@Root() claim: ClaimView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    const carried = await loaders.carriedPolicy.load(claim.policyId);
    return carried ? partsView(carried, claim.minors) : [];
  }
}

@Resolver(() => Recovery)
export class RecoverySharesResolver {
  @FieldResolver(() => [RecoveryInsurerShare], {
    description: `What each insurer of the policy has, the leader first; empty when its insurer carries all of it. ${KNOWN}`,
  })
  async insurerShares(@Root() recovery: RecoveryView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    const carried = await loaders.carriedPolicy.load(recovery.policyId);
    return carried ? partsView(carried, recovery.minors) : [];
  }
}
