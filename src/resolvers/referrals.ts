import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import { connectionOf } from '../schema/connection.js';
import { Organisation } from '../schema/organisation.js';
import { PageArgs } from '../schema/page-args.js';
import {
  AuthorityExceeded,
  IdempotencyConflict,
  InvalidInput,
  LimitExceeded,
  NotFound,
  SecondPersonRequired,
  StateConflict,
} from '../schema/problem.js';
import { AdverseActionReason } from '../schema/product-decision.js';
import { Quote } from '../schema/quote.js';
import { QuoteReferral, Referral, ReferralEntry } from '../schema/referral.js';
import {
  QuoteDecideInput,
  ReferralAssignInput,
  ReferralFilter,
  ReferralNoteAddInput,
} from '../schema/referral-input.js';
import { resultUnion } from '../schema/result-union.js';
import { declineReasons } from '../underwriting/desk-reasons.js';
import { readAmounts } from './amounts.js';
import type { RequestContext } from './context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { problemView, resultView } from './views/problem-view.js';
import { entryView, type ReferralView, referralView } from './views/referral-view.js';

export const ReferralConnection = connectionOf(Referral);

const PROBLEMS = [InvalidInput, NotFound, StateConflict, IdempotencyConflict] as const;
const ReferralAssignResult = resultUnion('ReferralAssignResult', Referral, PROBLEMS);
const ReferralNoteAddResult = resultUnion('ReferralNoteAddResult', Referral, PROBLEMS);
const QuoteDecideResult = resultUnion('QuoteDecideResult', Referral, [
  ...PROBLEMS,
  LimitExceeded,
  AuthorityExceeded,
  SecondPersonRequired,
]);

const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };

@Resolver()
export class ReferralMutations {
  @Authorized<Role>('INSURER_UNDERWRITER')
  @Mutation(() => ReferralAssignResult, { description: 'Gives an open referral to an underwriter, or to another one.' })
  async referralAssign(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ReferralAssignInput, { description: 'What, and to whom.' }) input: ReferralAssignInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const { referral, key } = input;
    const outcome = await services.referrals.assign({ viewer, idempotencyKey }, { referral, key });
    return resultView(outcome, (row) => referralView(row, services.scenarios));
  }

  @Authorized<Role>('INSURER_UNDERWRITER')
  @Mutation(() => ReferralNoteAddResult, { description: 'Adds a note to an open referral. Only the insurer reads it.' })
  async referralNoteAdd(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ReferralNoteAddInput, { description: 'The note.' }) input: ReferralNoteAddInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const { referral, text } = input;
    const outcome = await services.referrals.addNote({ viewer, idempotencyKey }, { referral, text });
    return resultView(outcome, (row) => referralView(row, services.scenarios));
  }

  @Authorized<Role>('INSURER_UNDERWRITER')
  @Mutation(() => QuoteDecideResult, {
    description:
      "Decides a referral. Approving prices it and makes the insurer's bindable offer; where two persons must agree, the first approval is recorded and the referral stays open until another key approves the same terms.",
  })
  async quoteDecide(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => QuoteDecideInput, { description: 'The decision.' }) input: QuoteDecideInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const given = input.conditions ?? [];
    const amounts = readAmounts(
      Object.fromEntries(given.map(({ amount }, at) => [`conditions[${at}].amount`, amount ?? null])),
    );
    if (!amounts.ok) return problemView(amounts.error);
    const { referral, decision, loading, reasonCodes, reasons, note = null } = input;
    const outcome = await services.referrals.decide(
      { viewer, idempotencyKey },
      {
        referral,
        decision,
        loading: loading ?? '0',
        conditions: given.map(({ kind, text = null }, at) => ({
          kind,
          text,
          amount: amounts.value[`conditions[${at}].amount`] ?? null,
        })),
        reasonCodes: reasonCodes ?? [],
        reasons: (reasons ?? []).map(({ code, obligorReference = null }) => ({ code, obligorReference })),
        note,
      },
    );
    return resultView(outcome, (row) => referralView(row, services.scenarios));
  }
}

@Resolver(() => Referral)
export class ReferralResolver {
  @Authorized<Role>('INSURER_UNDERWRITER', 'DASHBOARD', 'OPERATOR')
  @Query(() => ReferralConnection, {
    description: "Referrals to the insurer's own people; all of them for the operator.",
  })
  async referrals(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => ReferralFilter, { nullable: true, description: 'Narrows the list.' })
    filter: ReferralFilter | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    const rows = await services.referralReader.page(viewer, { ...query, ...filter });
    return connectionPage(args, query, rows, (row) => referralView(row, services.scenarios));
  }

  @Authorized<Role>('INSURER_UNDERWRITER', 'DASHBOARD', 'OPERATOR')
  @Query(() => Referral, { nullable: true, description: 'A referral by id; null when there is none the key may see.' })
  async referral(
    @Arg('id', () => ID, { description: 'The referral.' }) id: string,
    @Ctx() { loaders, services }: RequestContext,
  ): Promise<object | null> {
    const row = await loaders.referral.load(id);
    return row && referralView(row, services.scenarios);
  }

  @FieldResolver(() => Organisation)
  async partner(@Root() referral: ReferralView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(referral.partnerId);
  }

  @FieldResolver(() => Organisation)
  async insurer(@Root() referral: ReferralView, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(referral.insurerId);
  }

  @FieldResolver(() => [AdverseActionReason])
  async declineReasons(
    @Root() referral: ReferralView,
    @Ctx() { services }: RequestContext,
  ): Promise<readonly object[]> {
    return declineReasons(referral.decision, await services.catalogue.terms(referral.productVersionId));
  }

  @FieldResolver(() => [ReferralEntry])
  async entries(@Root() referral: ReferralView, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    const entries = await loaders.entriesOfReferral.load(referral.id);
    return entries.map((entry) => entryView(entry, referral.currency));
  }
}

@Resolver(() => QuoteReferral)
export class QuoteReferralResolver {
  @FieldResolver(() => Organisation)
  async insurer(@Root() referral: { insurerId: string }, @Ctx() { loaders }: RequestContext): Promise<object | null> {
    return loaders.organisation.load(referral.insurerId);
  }
}

/** What the desk adds to a quote. */
@Resolver(() => Quote)
export class QuoteReferralsResolver {
  @FieldResolver(() => [QuoteReferral], {
    description: 'Insurers whose people look, or looked, at it; empty when the rules decided alone.',
  })
  async referrals(@Root() quote: { id: string }, @Ctx() { loaders }: RequestContext): Promise<readonly object[]> {
    return loaders.referralsOfQuote.load(quote.id);
  }
}
