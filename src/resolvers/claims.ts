import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import { requirementsOfClaim } from '../claims/evidence-rows.js';
import type { Role } from '../partners/viewer.js';
import { Claim } from '../schema/claim.js';
import { ClaimChecklistItem } from '../schema/claim-evidence.js';
import { ClaimHandling } from '../schema/claim-handling.js';
import { ClaimFilter } from '../schema/claim-input.js';
import { ClaimPayment } from '../schema/claim-payment.js';
import { connectionOf } from '../schema/connection.js';
import { Journal } from '../schema/ledger.js';
import { PageArgs } from '../schema/page-args.js';
import { Policy } from '../schema/policy.js';
import { PolicyAsOfInput } from '../schema/policy-input.js';
import { Recovery } from '../schema/recovery.js';
import type { ClaimContext } from './claim-context.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { checklistView, handlingView } from './views/claim-handling-view.js';
import { type ClaimView, claimView, pastClaimView, paymentView } from './views/claim-view.js';
import { journalView } from './views/ledger-view.js';
import { type PolicyView, policyView } from './views/policy-view.js';
import { recoveryView } from './views/recovery-view.js';

export const ClaimConnection = connectionOf(Claim);

const CARRIED = ['__typename', 'id', 'number'];

/** Whether the selection asks only for what a claim already knows of its policy. */
const isCarried = ({ fieldNodes }: GraphQLResolveInfo): boolean =>
  fieldNodes.every(({ selectionSet }) =>
    selectionSet?.selections.every((selection) => selection.kind === 'Field' && CARRIED.includes(selection.name.value)),
  );

@Resolver(() => Claim)
export class ClaimResolver {
  @Authorized<Role>()
  @Query(() => Claim, { nullable: true, description: 'A claim by id; null when there is none the key may see.' })
  async claim(
    @Arg('id', () => ID, { description: 'The claim.' }) id: string,
    @Arg('asOf', () => PolicyAsOfInput, {
      nullable: true,
      description:
        'Shows status, outcome, figures, deadlines and payments as they were; each step counts from the day it was recorded. Evidence, handling, recovery and books are those of now.',
    })
    asOf: PolicyAsOfInput | null,
    @Ctx() { loaders, viewer, services }: ClaimContext,
  ): Promise<object | null> {
    if (asOf) {
      const known = asOf.known ?? services.clock.now();
      const [past] = await services.claimReader.past(viewer, id, { effective: asOf.effective ?? null, known });
      return past?.claim.id === id ? pastClaimView(past) : null;
    }
    const row = await loaders.claim.load(id);
    return row && claimView(row);
  }

  @Authorized<Role>()
  @Query(() => ClaimConnection, { description: 'Claims the key may see.' })
  async claims(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => ClaimFilter, { nullable: true, description: 'Narrows the list.' }) filter: ClaimFilter | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    const rows = await services.claimReader.page(viewer, { ...query, ...filter });
    return connectionPage(args, query, rows, claimView);
  }

  @FieldResolver(() => Policy, { description: 'The policy that is claimed under.' })
  async policy(
    @Root() claim: ClaimView,
    @Ctx() { loaders }: ClaimContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    if (isCarried(info)) return { __typename: 'Policy', id: claim.policyId, number: claim.policyNumber };
    const row = await loaders.policy.load(claim.policyId);
    return row && policyView(row);
  }

  @FieldResolver(() => [ClaimChecklistItem], {
    description: 'Every kind of evidence the claim is asked for, given or not.',
  })
  async checklist(@Root() claim: ClaimView, @Ctx() { loaders, services }: ClaimContext): Promise<readonly object[]> {
    const requirements = requirementsOfClaim(claim, services.claimRules);
    return checklistView(requirements, await loaders.evidenceOfClaim.load(claim.id));
  }

  @FieldResolver(() => ClaimHandling, {
    nullable: true,
    description: 'How the insurer handles it; null for everybody else.',
  })
  async handling(@Root() claim: ClaimView, @Ctx() { viewer, loaders }: ClaimContext): Promise<object | null> {
    if (viewer.role !== 'OPERATOR' && viewer.organisationId !== claim.insurerId) return null;
    return handlingView(claim, await loaders.handlingOfClaim.load(claim.id));
  }

  @FieldResolver(() => [ClaimPayment], { description: 'Everything that was paid or came back, oldest first.' })
  async payments(@Root() claim: ClaimView, @Ctx() { loaders }: ClaimContext): Promise<readonly object[]> {
    const payments = await loaders.paymentsOfClaim.load(claim.id);
    const { until } = claim;
    return payments.filter(({ recordedAt }) => !until || recordedAt <= until).map(paymentView);
  }

  @FieldResolver(() => Recovery, { nullable: true, description: 'Getting the indemnity back; null until it is paid.' })
  async recovery(@Root() claim: ClaimView, @Ctx() { loaders }: ClaimContext): Promise<object | null> {
    const row = await loaders.recoveryOfClaim.load(claim.id);
    return row && recoveryView(row);
  }

  @FieldResolver(() => [Journal], { description: 'Entries in the books for the claim and its recovery, oldest first.' })
  async ledger(@Root() claim: ClaimView, @Ctx() { loaders }: ClaimContext): Promise<readonly object[]> {
    const journals = await loaders.journalsOfPolicy.load(claim.policyId);
    const recovery = await loaders.recoveryOfClaim.load(claim.id);
    const receipts = recovery ? await loaders.receiptsOfRecovery.load(recovery.id) : [];
    const payments = await loaders.paymentsOfClaim.load(claim.id);
    const subjects = new Set([claim.id, ...[...payments, ...receipts].map(({ id }) => id)]);
    return journals.filter(({ subjectId }) => subjects.has(subjectId)).map(journalView);
  }
}

/** What claims and books add to a policy. */
@Resolver(() => Policy)
export class PolicyClaimsResolver {
  @FieldResolver(() => [Claim], { description: 'Claims under the policy, oldest first.' })
  async claims(
    @Root() policy: PolicyView,
    @Ctx() { loaders, viewer, services }: ClaimContext,
  ): Promise<readonly object[]> {
    const { asOf } = policy.branches;
    if (asOf) return (await services.claimReader.past(viewer, policy.id, asOf)).map(pastClaimView);
    return (policy.branches.claims ?? (await loaders.claimsOfPolicy.load(policy.id))).map(claimView);
  }

  @FieldResolver(() => [Journal], { description: "Entries in the insurer's books for the policy, oldest first." })
  async ledger(@Root() policy: { id: string }, @Ctx() { loaders }: ClaimContext): Promise<readonly object[]> {
    return (await loaders.journalsOfPolicy.load(policy.id)).map(journalView);
  }
}

/** A claim or recovery by id, for `node`; undefined when the id is of another kind. */
export async function claimNode(kind: string | undefined, id: string, { loaders }: ClaimContext) {
  if (kind === 'claim') {
    const claim = await loaders.claim.load(id);
    return claim && claimView(claim);
  }
  if (kind !== 'recovery') return undefined;
  const recovery = await loaders.recovery.load(id);
  return recovery && recoveryView(recovery);
}
