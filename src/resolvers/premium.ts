import { Arg, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { type CalendarDate, today } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { earnedBy, unearnedAfter, writtenIn } from '../premium/segments.js';
import { EarnedPremium, EarnedPremiumClosePreview } from '../schema/earned-premium.js';
import { Journal } from '../schema/ledger.js';
import { Policy, PolicyTransaction } from '../schema/policy.js';
import { RecoveryReceipt } from '../schema/recovery.js';
import { GraphQLCalendarDate } from '../schema/scalars.js';
import type { RequestContext } from './context.js';
import { journalView } from './views/ledger-view.js';
import { moneyView } from './views/money-view.js';
import type { PolicyView } from './views/policy-view.js';

/** What the books add to a policy: how much of its premium is earned. */
@Resolver(() => Policy)
export class PolicyPremiumResolver {
  @FieldResolver(() => EarnedPremium, {
    nullable: true,
    description: 'Earned and unearned premium at the end of a day; null before any premium was written.',
  })
  async earnedPremium(
    @Root() policy: PolicyView,
    @Arg('asOf', () => GraphQLCalendarDate, { nullable: true, description: 'A day; today in UTC when absent.' })
    asOf: CalendarDate | null,
    @Ctx() { loaders, services }: RequestContext,
  ): Promise<object | null> {
    const segments = await loaders.segmentsOfPolicy.load(policy.id);
    if (segments.length === 0) return null;
    const on = asOf ?? today(services.clock, 'UTC');
    const [earned, unearned] = [earnedBy(segments, on), unearnedAfter(segments, on)];
    const amount = (minor: bigint) => moneyView(minor, policy.sumInsured.currency);
    return {
      asOf: on,
      written: amount(writtenIn(segments).premiumMinor),
      earned: amount(earned.premiumMinor),
      unearned: amount(unearned.premiumMinor),
      commissionEarned: amount(earned.commissionMinor),
    };
  }
}

/** The daily close, looked at before it runs. */
@Resolver()
export class PremiumCloseResolver {
  @Authorized<Role>('OPERATOR')
  @Query(() => EarnedPremiumClosePreview, {
    nullable: true,
    description:
      'What the daily close would book of a programme now, to the cent; null when there is no such programme.',
  })
  async earnedPremiumClosePreview(
    @Arg('programme', () => ID, { description: 'The programme.' }) programme: string,
    @Ctx() { services }: RequestContext,
  ): Promise<object | null> {
    const preview = await services.earningClose.preview(programme);
    if (!preview) return null;
    const { closedOn, through, figures } = preview;
    return {
      programme,
      closedOn,
      through,
      figures: figures.map(({ insurerId, lenderId, currency, ...amounts }) => ({
        insurer: insurerId,
        lender: lenderId,
        currency,
        premium: moneyView(amounts.premiumMinor, currency),
        commission: moneyView(amounts.commissionMinor, currency),
        ceded: moneyView(amounts.cededMinor, currency),
        cedingCommission: moneyView(amounts.cedingCommissionMinor, currency),
      })),
    };
  }
}

const LEDGER = { description: 'Entries in the books that it caused, oldest first.' };

/** The entries behind one movement of a policy's premium. What the issue of a policy wrote belongs to the policy. */
@Resolver(() => PolicyTransaction)
export class PolicyTransactionLedgerResolver {
  @FieldResolver(() => [Journal], LEDGER)
  async ledger(
    @Root() { id, policyId, kind }: { id: string; policyId: string; kind: string },
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly object[]> {
    const journals = await loaders.journalsOfSubject.load(id);
    const issued = kind === 'ISSUANCE' ? await loaders.journalsOfSubject.load(policyId) : [];
    return [...issued, ...journals].map(journalView);
  }
}

@Resolver(() => RecoveryReceipt)
export class RecoveryReceiptLedgerResolver {
  @FieldResolver(() => [Journal], LEDGER)
  async ledger(@Root() { id }: { id: string }, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return (await loaders.journalsOfSubject.load(id)).map(journalView);
  }
}
