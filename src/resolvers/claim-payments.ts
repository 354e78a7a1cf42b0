import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import { Claim } from '../schema/claim.js';
import {
  ClaimOverpaymentReturnInput,
  ClaimPayInput,
  ClaimPayPreview,
  ClaimPayPreviewInput,
} from '../schema/claim-payment.js';
import { IdempotencyConflict, InvalidInput, LimitExceeded, NotFound, StateConflict } from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import { readAmounts } from './amounts.js';
import type { ClaimContext } from './claim-context.js';
import { readReturn } from './claim-step-inputs.js';
import { TOKEN } from './claim-step-previews.js';
import { claimView, payPreviewView } from './views/claim-view.js';
import { problemView, resultView } from './views/problem-view.js';

const REFUSALS = [InvalidInput, NotFound, StateConflict, LimitExceeded] as const;
const ClaimPayPreviewResult = resultUnion('ClaimPayPreviewResult', ClaimPayPreview, REFUSALS);
const ClaimPayResult = resultUnion('ClaimPayResult', Claim, [...REFUSALS, IdempotencyConflict]);
const ClaimOverpaymentReturnResult = resultUnion('ClaimOverpaymentReturnResult', Claim, [
  ...REFUSALS,
  IdempotencyConflict,
]);

const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };

const payeesOf = ({ payees }: ClaimPayPreviewInput) =>
  payees?.map(({ role, reference, share }) => ({ role, reference: reference ?? null, share })) ?? null;

/** Money of claims, for the insurer. */
@Resolver()
export class ClaimPaymentResolver {
  @Authorized<Role>('INSURER_CLAIMS')
  @Query(() => ClaimPayPreviewResult, {
    description: 'The figures of a payment as they would be now; nothing is written.',
  })
  async claimPayPreview(
    @Arg('input', () => ClaimPayPreviewInput, { description: 'The payment.' }) input: ClaimPayPreviewInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const amounts = readAmounts({ amount: input.amount });
    if (!amounts.ok) return problemView(amounts.error);
    const planned = { claim: input.claim, amount: amounts.value.amount, payees: payeesOf(input) };
    return resultView(await services.claims.previewPayment(viewer, planned), payPreviewView);
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => ClaimPayResult, {
    description:
      'Pays what was approved, at once or in parts, to one payee or several. The first part opens the recovery, the last one makes the claim PAID.',
  })
  async claimPay(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ClaimPayInput, { description: 'The payment.' }) input: ClaimPayInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const amounts = readAmounts({ amount: input.amount });
    if (!amounts.ok) return problemView(amounts.error);
    const { claim, paidOn, reference, token = null } = input;
    const payment = { claim, paidOn, reference, token, amount: amounts.value.amount, payees: payeesOf(input) };
    return resultView(await services.claims.pay({ viewer, idempotencyKey }, payment), claimView);
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => ClaimOverpaymentReturnResult, {
    description: 'Records money that came back because a later decision was lower than what had been paid.',
  })
  async claimOverpaymentReturn(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ClaimOverpaymentReturnInput, { description: 'What came.' }) input: ClaimOverpaymentReturnInput,
    @Arg('token', () => String, TOKEN) token: string | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const returned = readReturn(input);
    if (!returned.ok) return problemView(returned.error);
    const request = { viewer, idempotencyKey };
    return resultView(await services.claims.returnOverpayment(request, returned.value, token), claimView);
  }
}
