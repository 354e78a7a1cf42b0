import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ComplaintRow } from '../claims/complaint-row.js';
import type { Role } from '../partners/viewer.js';
import { Claim } from '../schema/claim.js';
import {
  Complaint,
  ComplaintAnswerInput,
  ComplaintFilter,
  ComplaintMoveInput,
  ComplaintOpenInput,
} from '../schema/complaint.js';
import { connectionOf } from '../schema/connection.js';
import { PageArgs } from '../schema/page-args.js';
import { Policy } from '../schema/policy.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import type { ClaimContext } from './claim-context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import type { ClaimView } from './views/claim-view.js';
import { policyView } from './views/policy-view.js';
import { resultView } from './views/problem-view.js';

const PROBLEMS = [InvalidInput, NotFound, StateConflict, IdempotencyConflict] as const;
const ComplaintOpenResult = resultUnion('ComplaintOpenResult', Complaint, PROBLEMS);
const ComplaintMoveResult = resultUnion('ComplaintMoveResult', Complaint, PROBLEMS);
const ComplaintAnswerResult = resultUnion('ComplaintAnswerResult', Complaint, PROBLEMS);
const ComplaintConnection = connectionOf(Complaint);

const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };

export const complaintView = ({ body, ...complaint }: ComplaintRow) => ({
  ...complaint,
  __typename: 'Complaint',
  text: body,
});

type ComplaintView = ReturnType<typeof complaintView>;

@Resolver(() => Complaint)
export class ComplaintResolver {
  @Authorized<Role>()
  @Query(() => Complaint, {
    nullable: true,
    description: 'A complaint by id; null when there is none the key may see.',
  })
  async complaint(
    @Arg('id', () => ID, { description: 'The complaint.' }) id: string,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object | null> {
    const [row] = await services.complaints.byIds(viewer, [id]);
    return row ? complaintView(row) : null;
  }

  @Authorized<Role>()
  @Query(() => ComplaintConnection, { description: 'Complaints the key may see.' })
  async complaints(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => ComplaintFilter, { nullable: true, description: 'Narrows the list.' })
    filter: ComplaintFilter | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    return connectionPage(args, query, await services.complaints.page(viewer, { ...query, ...filter }), complaintView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS')
  @Mutation(() => ComplaintOpenResult, {
    description: 'Registers a complaint, also one of the obligor, who has no key.',
  })
  async complaintOpen(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ComplaintOpenInput, { description: 'The complaint.' }) input: ComplaintOpenInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const { policy, claim = null, complainant, about, text } = input;
    const complaint = { policy, claim, complainant, about, text };
    return resultView(await services.complaints.open({ viewer, idempotencyKey }, complaint), complaintView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS')
  @Mutation(() => ComplaintMoveResult, {
    description:
      'IN_REVIEW by the insurer; ESCALATED and WITHDRAWN by partner or lender; CLOSED by either once it was answered.',
  })
  async complaintMove(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ComplaintMoveInput, { description: 'What and where to.' }) {
      complaint,
      to,
    }: ComplaintMoveInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    return resultView(await services.complaints.move({ viewer, idempotencyKey }, { complaint, to }), complaintView);
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => ComplaintAnswerResult, { description: 'Answers a complaint.' })
  async complaintAnswer(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ComplaintAnswerInput, { description: 'The answer.' })
    { complaint, outcome, answer }: ComplaintAnswerInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const answered = { complaint, outcome, answer };
    return resultView(await services.complaints.answer({ viewer, idempotencyKey }, answered), complaintView);
  }

  @FieldResolver(() => Policy, { description: 'The policy.' })
  async policy(@Root() { policyId }: ComplaintView, @Ctx() { loaders }: ClaimContext): Promise<object | null> {
    const row = await loaders.policy.load(policyId);
    return row && policyView(row);
  }
}

/** What complaints add to a claim. */
@Resolver(() => Claim)
export class ClaimComplaintsResolver {
  @FieldResolver(() => [Complaint], { description: 'Complaints about the claim, oldest first.' })
  async complaints(@Root() claim: ClaimView, @Ctx() { loaders }: ClaimContext): Promise<readonly object[]> {
    return (await loaders.complaintsOfClaim.load(claim.id)).map(complaintView);
  }
}
