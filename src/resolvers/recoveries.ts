import { Arg, Args, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import { Claim } from '../schema/claim.js';
import { connectionOf } from '../schema/connection.js';
import { PageArgs } from '../schema/page-args.js';
import { IdempotencyConflict, InvalidInput, NotFound, StateConflict } from '../schema/problem.js';
import { Recovery, RecoveryPlan, RecoveryPreview, RecoveryReceipt } from '../schema/recovery.js';
import {
  RecoveryCorrectInput,
  RecoveryCostRecordInput,
  RecoveryFilter,
  RecoveryMoveInput,
  RecoveryPlanAgreeInput,
  RecoveryPreviewInput,
  RecoveryRecordInput,
  RecoveryWriteOffInput,
} from '../schema/recovery-input.js';
import { resultUnion } from '../schema/result-union.js';
import { readAmounts } from './amounts.js';
import type { ClaimContext } from './claim-context.js';
import { readCorrection, readCost, readMoney } from './claim-step-inputs.js';
import { TOKEN } from './claim-step-previews.js';
import { connectionPage, keysetQuery } from './keyset.js';
import { claimView } from './views/claim-view.js';
import { problemView, resultView } from './views/problem-view.js';
import { planView, type RecoveryView, receiptView, recoveryPreviewView, recoveryView } from './views/recovery-view.js';

const REFUSALS = [InvalidInput, NotFound, StateConflict] as const;
const PROBLEMS = [...REFUSALS, IdempotencyConflict] as const;
const RecoveryConnection = connectionOf(Recovery);
const RecoveryPreviewResult = resultUnion('RecoveryPreviewResult', RecoveryPreview, REFUSALS);
const RecoveryRecordResult = resultUnion('RecoveryRecordResult', Recovery, PROBLEMS);
const RecoveryCorrectResult = resultUnion('RecoveryCorrectResult', Recovery, PROBLEMS);
const RecoveryCostRecordResult = resultUnion('RecoveryCostRecordResult', Recovery, PROBLEMS);
const RecoveryPlanAgreeResult = resultUnion('RecoveryPlanAgreeResult', Recovery, PROBLEMS);
const RecoveryMoveResult = resultUnion('RecoveryMoveResult', Recovery, PROBLEMS);
const RecoveryWriteOffResult = resultUnion('RecoveryWriteOffResult', Recovery, PROBLEMS);

const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };

@Resolver(() => Recovery)
export class RecoveryResolver {
  @Authorized<Role>()
  @Query(() => RecoveryConnection, { description: 'Recoveries the key may see.' })
  async recoveries(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => RecoveryFilter, { nullable: true, description: 'Narrows the list.' })
    filter: RecoveryFilter | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const query = keysetQuery(args);
    const rows = await services.claimReader.recoveryPage(viewer, { ...query, ...filter });
    return connectionPage(args, query, rows, recoveryView);
  }

  @Authorized<Role>('INSURER_CLAIMS', 'PARTNER')
  @Query(() => RecoveryPreviewResult, {
    description: 'The waterfall with money that is not yet recorded; nothing is written.',
  })
  async recoveryPreview(
    @Arg('input', () => RecoveryPreviewInput, { description: 'What came.' }) input: RecoveryPreviewInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const money = readMoney(input);
    if (!money.ok) return problemView(money.error);
    const receipt = { recovery: input.recovery, kind: input.kind ?? 'RECEIPT', ...money.value };
    return resultView(await services.recoveries.preview(viewer, receipt), recoveryPreviewView);
  }

  @Authorized<Role>('INSURER_CLAIMS', 'PARTNER')
  @Mutation(() => RecoveryRecordResult, {
    description: 'Records money recovered and shares it by the waterfall. By the insurer, or reported by the lender.',
  })
  async recoveryRecord(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => RecoveryRecordInput, { description: 'What came.' }) input: RecoveryRecordInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const money = readMoney(input);
    if (!money.ok) return problemView(money.error);
    const { recovery, reference, receivedOn, token = null } = input;
    const receipt = { recovery, kind: input.kind ?? 'RECEIPT', reference, receivedOn, token, ...money.value } as const;
    return resultView(await services.recoveries.record({ viewer, idempotencyKey }, receipt), recoveryView);
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => RecoveryCorrectResult, {
    description:
      'Takes a wrong entry back and records the right one; the allocation runs again, differences are booked.',
  })
  async recoveryCorrect(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => RecoveryCorrectInput, { description: 'What was wrong and what is right.' })
    input: RecoveryCorrectInput,
    @Arg('token', () => String, TOKEN) token: string | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const correction = readCorrection(input);
    if (!correction.ok) return problemView(correction.error);
    const request = { viewer, idempotencyKey };
    return resultView(await services.recoveries.correct(request, correction.value, token), recoveryView);
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => RecoveryCostRecordResult, { description: 'Records what lawyers, courts and others cost.' })
  async recoveryCostRecord(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => RecoveryCostRecordInput, { description: 'The cost.' }) input: RecoveryCostRecordInput,
    @Arg('token', () => String, TOKEN) token: string | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const cost = readCost(input);
    if (!cost.ok) return problemView(cost.error);
    return resultView(
      await services.recoveries.recordCost({ viewer, idempotencyKey }, cost.value, token),
      recoveryView,
    );
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => RecoveryPlanAgreeResult, { description: 'Agrees on instalments; a plan that runs is replaced.' })
  async recoveryPlanAgree(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => RecoveryPlanAgreeInput, { description: 'The plan.' }) input: RecoveryPlanAgreeInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const amounts = readAmounts({ total: input.total });
    if (!amounts.ok) return problemView(amounts.error);
    const { recovery, instalments, firstDueOn, every, graceDays } = input;
    const plan = { recovery, instalments, firstDueOn, every, graceDays, total: amounts.value.total };
    return resultView(await services.recoveries.agreePlan({ viewer, idempotencyKey }, plan), recoveryView);
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => RecoveryMoveResult, { description: 'Says how the money is pursued; a plan that runs ends.' })
  async recoveryMove(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => RecoveryMoveInput, { description: 'What and how.' }) { recovery, to }: RecoveryMoveInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    return resultView(await services.recoveries.move({ viewer, idempotencyKey }, { recovery, to }), recoveryView);
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => RecoveryWriteOffResult, {
    description: 'Gives up what is still missing and closes the claim. Money that comes later can still be recorded.',
  })
  async recoveryWriteOff(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => RecoveryWriteOffInput, { description: 'What and why.' })
    { recovery, code, reason }: RecoveryWriteOffInput,
    @Arg('token', () => String, TOKEN) token: string | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const outcome = await services.recoveries.writeOff({ viewer, idempotencyKey }, { recovery, code, reason }, token);
    return resultView(outcome, recoveryView);
  }

  @FieldResolver(() => Claim, { description: 'The claim that was paid.' })
  async claim(@Root() recovery: RecoveryView, @Ctx() { loaders }: ClaimContext): Promise<object | null> {
    const row = await loaders.claim.load(recovery.claimId);
    return row && claimView(row);
  }

  @FieldResolver(() => [RecoveryReceipt], { description: 'Every entry, oldest first.' })
  async receipts(@Root() recovery: RecoveryView, @Ctx() { loaders }: ClaimContext): Promise<readonly object[]> {
    return (await loaders.receiptsOfRecovery.load(recovery.id)).map(receiptView);
  }

  @FieldResolver(() => [RecoveryPlan], { description: 'Instalment plans, oldest first; at most one runs.' })
  async plans(@Root() recovery: RecoveryView, @Ctx() { loaders }: ClaimContext): Promise<readonly object[]> {
    return (await loaders.plansOfRecovery.load(recovery.id)).map(planView);
  }
}
