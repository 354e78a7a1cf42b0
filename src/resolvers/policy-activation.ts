import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { CalendarDate, Outcome } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import type { ActivateRequest } from '../policies/activation-plan.js';
import { Policy } from '../schema/policy.js';
import { PolicyActivatePreview } from '../schema/policy-activation.js';
import { PolicyActivateInput, PolicyActivatePreviewInput } from '../schema/policy-input.js';
import { IdempotencyConflict, InvalidInput, NotFound, PurposeNotProven, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import { readAmounts } from './amounts.js';
import type { RequestContext } from './context.js';
import { activatePreviewView } from './views/policy-activation-view.js';
import { policyView } from './views/policy-view.js';
import { problemView, resultView } from './views/problem-view.js';

const PolicyActivatePreviewResult = resultUnion('PolicyActivatePreviewResult', PolicyActivatePreview, [
  InvalidInput,
  NotFound,
  StateConflict,
  PurposeNotProven,
]);
const PolicyActivateResult = resultUnion('PolicyActivateResult', Policy, [
  InvalidInput,
  NotFound,
  StateConflict,
  IdempotencyConflict,
  PurposeNotProven,
]);

/** What may be absent is when not given: a request of before is still the same request. */
function readRequest(input: PolicyActivatePreviewInput): Outcome<ActivateRequest> {
  const amounts = readAmounts({ 'disbursement.amount': input.disbursement.amount });
  if (!amounts.ok) return amounts;
  const { disbursedOn, loanReference } = input.disbursement;
  const { investors } = input;
  const request = {
    policy: input.policy,
    disbursement: {
      disbursedOn: disbursedOn as CalendarDate,
      loanReference,
      amount: amounts.value['disbursement.amount'],
    },
    purposeEvidence: { ...input.purposeEvidence },
    ...(investors ? { investors: investors.map((one) => ({ ...one })) } : {}),
  };
  return { ok: true, value: request };
}

@Resolver()
export class PolicyActivationResolver {
  @Authorized<Role>('PARTNER')
  @Query(() => PolicyActivatePreviewResult, {
    description: 'What the start of cover would move now: exposure, premium, invoices, books; nothing is written.',
  })
  async policyActivatePreview(
    @Arg('input', () => PolicyActivatePreviewInput) input: PolicyActivatePreviewInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const request = readRequest(input);
    if (!request.ok) return problemView(request.error);
    return resultView(await services.policies.previewActivation(viewer, request.value), activatePreviewView);
  }

  @Authorized<Role>('PARTNER')
  @Mutation(() => PolicyActivateResult, {
    description: 'Starts cover once the loan is paid out for the thing it was meant for. By the partner or the lender.',
  })
  async policyActivate(
    @Arg('idempotencyKey', () => String, { description: 'Chosen by the caller, 1 to 200 characters.' }) key: string,
    @Arg('input', () => PolicyActivateInput) input: PolicyActivateInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    const request = readRequest(input);
    if (!request.ok) return problemView(request.error);
    const token = input.token ?? undefined;
    const asked = { ...request.value, ...(token === undefined ? {} : { token }) };
    const outcome = await services.policies.activate(viewer, key, asked);
    return resultView(outcome, (policy) => policyView(policy));
  }
}
