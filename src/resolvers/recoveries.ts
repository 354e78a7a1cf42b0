import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { invariant } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import { Claim } from '../schema/claim.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import {
  Recovery,
  RecoveryPursueInput,
  RecoveryReceipt,
  RecoveryRecordInput,
  RecoveryWriteOffInput,
} from '../schema/recovery.js';
import { resultUnion } from '../schema/result-union.js';
import { readAmounts } from './amounts.js';
import type { ClaimContext } from './claim-context.js';
import { claimView } from './views/claim-view.js';
import { problemView, resultView } from './views/problem-view.js';
import { type RecoveryView, receiptView, recoveryView } from './views/recovery-view.js';

const PROBLEMS = [InvalidInput, NotFound, StateConflict, IdempotencyConflict] as const;
const RecoveryRecordResult = resultUnion('RecoveryRecordResult', Recovery, PROBLEMS);
const RecoveryPursueResult = resultUnion('RecoveryPursueResult', Recovery, PROBLEMS);
const RecoveryWriteOffResult = resultUnion('RecoveryWriteOffResult', Recovery, PROBLEMS);

const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };

@Resolver(() => Recovery)
export class RecoveryResolver {
  @Authorized<Role>('INSURER_CLAIMS', 'PARTNER')
  @Mutation(() => RecoveryRecordResult, {
    description: 'Records money recovered and shares it by the waterfall. By the insurer, or reported by the lender.',
  })
  async recoveryRecord(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => RecoveryRecordInput, { description: 'What came.' }) input: RecoveryRecordInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const amounts = readAmounts({ amount: input.amount, costs: input.costs });
    if (!amounts.ok) return problemView(amounts.error);
    const { amount, costs } = amounts.value;
    invariant(amount, 'the schema requires an amount');
    const { recovery, reference, receivedOn } = input;
    const receipt = { recovery, reference, receivedOn, amount, costs };
    return resultView(await services.recoveries.record({ viewer, idempotencyKey }, receipt), recoveryView);
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => RecoveryPursueResult, { description: 'Says how the money is pursued.' })
  async recoveryPursue(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => RecoveryPursueInput, { description: 'What and how.' }) {
      recovery,
      status,
    }: RecoveryPursueInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const outcome = await services.recoveries.pursue({ viewer, idempotencyKey }, { recovery, status });
    return resultView(outcome, recoveryView);
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => RecoveryWriteOffResult, {
    description: 'Gives up what is still missing and closes the claim. Money that comes later can still be recorded.',
  })
  async recoveryWriteOff(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => RecoveryWriteOffInput, { description: 'What and why.' })
    { recovery, reason }: RecoveryWriteOffInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const outcome = await services.recoveries.writeOff({ viewer, idempotencyKey }, { recovery, reason });
    return resultView(outcome, recoveryView);
  }

  @FieldResolver(() => Claim, { description: 'The claim that was paid.' })
  async claim(@Root() recovery: RecoveryView, @Ctx() { loaders }: ClaimContext): Promise<object | null> {
    const row = await loaders.claim.load(recovery.claimId);
    return row && claimView(row);
  }

  @FieldResolver(() => [RecoveryReceipt], { description: 'Everything that came, oldest first.' })
  async receipts(@Root() recovery: RecoveryView, @Ctx() { loaders }: ClaimContext): Promise<readonly object[]> {
    return (await loaders.receiptsOfRecovery.load(recovery.id)).map(receiptView);
  }
}
