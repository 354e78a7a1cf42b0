import { Arg, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RecoveryCostPayment as PaymentRow } from '../entities/index.js';
import type { Role } from '../partners/viewer.js';
import { Journal } from '../schema/ledger.js';
import { IdempotencyConflict, InvalidInput, LimitExceeded, NotFound, StateConflict } from '../schema/problem.js';
import { Recovery } from '../schema/recovery.js';
import {
  RecoveryCostPayInput,
  RecoveryCostPayment,
  RecoveryCostPayPreview,
  RecoveryCostPayPreviewInput,
} from '../schema/recovery-cost.js';
import { resultUnion } from '../schema/result-union.js';
import { readAmounts } from './amounts.js';
import type { ClaimContext } from './claim-context.js';
import { journalView, plannedJournalView } from './views/ledger-view.js';
import { moneyView } from './views/money-view.js';
import { problemView, resultView } from './views/problem-view.js';
import { type RecoveryView, recoveryView } from './views/recovery-view.js';

const RecoveryCostPayPreviewResult = resultUnion('RecoveryCostPayPreviewResult', RecoveryCostPayPreview, [
  InvalidInput,
  NotFound,
  LimitExceeded,
]);
const RecoveryCostPayResult = resultUnion('RecoveryCostPayResult', Recovery, [
  InvalidInput,
  NotFound,
  StateConflict,
  LimitExceeded,
  IdempotencyConflict,
]);

const paymentView = ({ id, amountMinor, currency, paidOn, reference, recordedAt }: PaymentRow) => ({
  id,
  amount: moneyView(amountMinor, currency),
  paidOn,
  reference,
  recordedAt,
});

/** Bills of lawyers, courts and others, for the insurer. */
@Resolver(() => Recovery)
export class RecoveryCostResolver {
  @Authorized<Role>('INSURER_CLAIMS')
  @Query(() => RecoveryCostPayPreviewResult, {
    description: 'What a payment of costs would be and leave; nothing is written.',
  })
  async recoveryCostPayPreview(
    @Arg('input', () => RecoveryCostPayPreviewInput, { description: 'Of which recovery, and how much.' })
    input: RecoveryCostPayPreviewInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const amounts = readAmounts({ amount: input.amount });
    if (!amounts.ok) return problemView(amounts.error);
    const planned = { recovery: input.recovery, amount: amounts.value.amount };
    return resultView(
      await services.recoveries.previewCostPayment(viewer, planned),
      ({ currency, token, payableMinor, amountMinor, leftMinor, journals }) => ({
        __typename: 'RecoveryCostPayPreview',
        payable: moneyView(payableMinor, currency),
        amount: moneyView(amountMinor, currency),
        left: moneyView(leftMinor, currency),
        ledger: journals.map(plannedJournalView),
        token,
      }),
    );
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => RecoveryCostPayResult, {
    description: 'Records that bills were paid, in part or all of them; in any state of the recovery.',
  })
  async recoveryCostPay(
    @Arg('idempotencyKey', () => String, { description: 'Chosen by the caller, 1 to 200 characters.' })
    idempotencyKey: string,
    @Arg('input', () => RecoveryCostPayInput, { description: 'What was paid.' }) input: RecoveryCostPayInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const amounts = readAmounts({ amount: input.amount });
    if (!amounts.ok) return problemView(amounts.error);
    const { recovery, paidOn, reference, token = null } = input;
    const payment = { recovery, paidOn, reference, token, amount: amounts.value.amount };
    return resultView(await services.recoveries.payCosts({ viewer, idempotencyKey }, payment), recoveryView);
  }

  @FieldResolver(() => [RecoveryCostPayment], {
    description: 'Payments of costs, oldest first; empty for everybody but the insurer.',
  })
  async costPayments(@Root() recovery: RecoveryView, @Ctx() { loaders }: ClaimContext): Promise<readonly object[]> {
    return (await loaders.costPaymentsOfRecovery.load(recovery.id)).map(paymentView);
  }
}

@Resolver(() => RecoveryCostPayment)
export class RecoveryCostPaymentResolver {
  @FieldResolver(() => [Journal])
  async ledger(@Root() { id }: { id: string }, @Ctx() { loaders }: ClaimContext): Promise<readonly object[]> {
    return (await loaders.journalsOfSubject.load(id)).map(journalView);
  }
}
