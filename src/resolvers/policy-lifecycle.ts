import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { RepaymentMethod } from '../finance/schedule.js';
import type { CalendarDate, Outcome } from '../kernel/index.js';
import type { Role, Viewer } from '../partners/viewer.js';
import type { ChangeDraft } from '../policies/change-draft.js';
import type { CancellationReason } from '../policies/history/step.js';
import {
  PolicyCancelInput,
  PolicyChangeInput,
  type PolicyChangeMembers,
  PolicyReinstateInput,
} from '../schema/policy-change-input.js';
import { GraphQLCalendarDate } from '../schema/scalars.js';
import { readAmounts } from './amounts.js';
import type { RequestContext } from './context.js';
import { PolicyChangePreviewResult, PolicyChangeResult } from './policy-change-results.js';
import { policyChangePreviewView, policyChangeView } from './views/policy-change-view.js';
import { problemView, resultView } from './views/problem-view.js';

const KEY = 'Chosen by the caller, 1 to 200 characters.';
const TOKEN = { nullable: true, description: 'Of a preview whose figures must still hold.' };
const FROM = {
  nullable: true,
  description:
    'From when it counts; today when not given. Not in the future and not before cover starts. Later changes are computed again after it.',
};

const date = (text: string | null | undefined): CalendarDate | null => (text ?? null) as CalendarDate | null;

/** The one member that was given, as the service takes it. */
function readDraft(viewer: Viewer, input: PolicyChangeMembers): Outcome<ChangeDraft> {
  const { prepayment, extension, rescheduling, increase, assignment, beneficiary, correction } = input;
  if (prepayment) {
    const amounts = readAmounts({ 'prepayment.amount': prepayment.amount });
    if (!amounts.ok) return amounts;
    const amount = amounts.value['prepayment.amount'];
    return { ok: true, value: { change: 'PREPAYMENT', amount, settles: prepayment.settles } };
  }
  if (increase) {
    const amounts = readAmounts({ 'increase.amount': increase.amount });
    if (!amounts.ok) return amounts;
    return { ok: true, value: { change: 'INCREASE', amount: amounts.value['increase.amount'] } };
  }
  if (extension) {
    const { by, dueFrom, dueThrough, isInterestCharged } = extension;
    const range = { dueFrom: dueFrom as CalendarDate, dueThrough: date(dueThrough) };
    return { ok: true, value: { change: 'EXTENSION', ...range, ...by, isInterestCharged } };
  }
  if (rescheduling) {
    const { instalments, firstDueOn, annualRate, method } = rescheduling;
    const terms = { annualRate: annualRate ?? null, method: (method ?? null) as RepaymentMethod | null };
    const value = { change: 'RESCHEDULING', instalments, firstDueOn: firstDueOn as CalendarDate, ...terms } as const;
    return { ok: true, value };
  }
  if (assignment) {
    const noticeGivenOn = assignment.noticeGivenOn as CalendarDate;
    return { ok: true, value: { change: 'ASSIGNMENT', lenderId: assignment.lender, noticeGivenOn } };
  }
  if (beneficiary) {
    const noticeGivenOn = beneficiary.noticeGivenOn as CalendarDate;
    return { ok: true, value: { change: 'BENEFICIARY', beneficiaryId: beneficiary.organisation, noticeGivenOn } };
  }
  const { obligorReference = '', identityNumber = null } = correction ?? {};
  const by = partyOf(viewer) === 'INSURER' ? ({ by: 'INSURER' } as const) : {};
  return { ok: true, value: { change: 'CORRECTION', obligorReference, identityNumber, ...by } };
}

const partyOf = ({ organisationKind }: Viewer) => (organisationKind === 'INSURER' ? 'INSURER' : 'POLICYHOLDER');

const cancellation = (viewer: Viewer, { reason, noticeGivenOn }: PolicyCancelInput): ChangeDraft => ({
  change: 'CANCELLATION',
  reason: reason as CancellationReason,
  by: partyOf(viewer),
  noticeGivenOn: date(noticeGivenOn),
});

const reinstatement = (viewer: Viewer, { isFreeOfLoss, statement }: PolicyReinstateInput): ChangeDraft => ({
  change: 'REINSTATEMENT',
  isFreeOfLoss,
  statement,
  by: partyOf(viewer),
});

@Resolver()
export class PolicyLifecycleResolver {
  @Authorized<Role>('PARTNER', 'INSURER_UNDERWRITER')
  @Query(() => PolicyChangePreviewResult, {
    description: 'The figures of a change as they would be now; nothing is written.',
  })
  async policyChangePreview(
    @Arg('policy', () => ID, { description: 'The policy.' }) policy: string,
    @Arg('input', () => PolicyChangeInput) input: PolicyChangeMembers,
    @Arg('effectiveOn', () => GraphQLCalendarDate, FROM) effectiveOn: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const draft = readDraft(viewer, input);
    if (!draft.ok) return problemView(draft.error);
    const request = { operation: 'policyChange', policy, draft: draft.value, effectiveOn: date(effectiveOn) };
    return resultView(await services.changes.preview(viewer, request), policyChangePreviewView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_UNDERWRITER')
  @Mutation(() => PolicyChangeResult, {
    description:
      'Changes a policy: loan, cover, premium and books in one step. One that counts from before later changes has them taken back and computed again; when one of them could not follow, nothing is done and it is named. By partner or lender; a correction to somebody who was not underwritten by the insurer.',
  })
  async policyChange(
    @Arg('idempotencyKey', () => String, { description: KEY }) key: string,
    @Arg('policy', () => ID, { description: 'The policy.' }) policy: string,
    @Arg('input', () => PolicyChangeInput) input: PolicyChangeMembers,
    @Arg('effectiveOn', () => GraphQLCalendarDate, FROM) effectiveOn: string | null,
    @Arg('token', () => String, TOKEN) token: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const draft = readDraft(viewer, input);
    if (!draft.ok) return problemView(draft.error);
    const request = { operation: 'policyChange', policy, draft: draft.value, effectiveOn: date(effectiveOn), token };
    return resultView(await services.changes.change(viewer, key, request), policyChangeView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_UNDERWRITER')
  @Query(() => PolicyChangePreviewResult, {
    description: 'What a cancellation would give back now; nothing is written.',
  })
  async policyCancelPreview(
    @Arg('policy', () => ID, { description: 'The policy.' }) policy: string,
    @Arg('input', () => PolicyCancelInput) input: PolicyCancelInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const draft = cancellation(viewer, input);
    const request = { operation: 'policyCancel', policy, draft, effectiveOn: date(input.effectiveOn) };
    return resultView(await services.changes.preview(viewer, request), policyChangePreviewView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_UNDERWRITER')
  @Mutation(() => PolicyChangeResult, {
    description:
      'Ends cover early: premium goes back by the product, exposure and purpose lock are given up, the loan is no longer insured. Not while a claim is under way.',
  })
  async policyCancel(
    @Arg('idempotencyKey', () => String, { description: KEY }) key: string,
    @Arg('policy', () => ID, { description: 'The policy.' }) policy: string,
    @Arg('input', () => PolicyCancelInput) input: PolicyCancelInput,
    @Arg('token', () => String, TOKEN) token: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const draft = cancellation(viewer, input);
    const request = { operation: 'policyCancel', policy, draft, effectiveOn: date(input.effectiveOn), token };
    return resultView(await services.changes.change(viewer, key, request), policyChangeView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_UNDERWRITER')
  @Query(() => PolicyChangePreviewResult, {
    description: 'The premium that a reinstatement would make due now; nothing is written.',
  })
  async policyReinstatePreview(
    @Arg('policy', () => ID, { description: 'The policy; cancelled or lapsed.' }) policy: string,
    @Arg('input', () => PolicyReinstateInput) input: PolicyReinstateInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const request = { operation: 'policyReinstate', policy, draft: reinstatement(viewer, input) };
    return resultView(await services.changes.preview(viewer, request), policyChangePreviewView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_UNDERWRITER')
  @Mutation(() => PolicyChangeResult, {
    description:
      "Puts cover back in force, by the side that ended it, within the product's window, without a gap: the premium that had gone back is due again, exposure and purpose lock are taken again.",
  })
  async policyReinstate(
    @Arg('idempotencyKey', () => String, { description: KEY }) key: string,
    @Arg('policy', () => ID, { description: 'The policy; cancelled or lapsed.' }) policy: string,
    @Arg('input', () => PolicyReinstateInput) input: PolicyReinstateInput,
    @Arg('token', () => String, TOKEN) token: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const request = { operation: 'policyReinstate', policy, draft: reinstatement(viewer, input), token };
    return resultView(await services.changes.change(viewer, key, request), policyChangeView);
  }
}
