import { Arg, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { StepPreview } from '../claims/step-preview.js';
import type { Outcome } from '../kernel/index.js';
import type { Role } from '../partners/viewer.js';
import {
  ClaimDecideInput,
  ClaimOtherInsuranceDeclareInput,
  ClaimReopenInput,
  ClaimSubmitInput,
  ClaimWithdrawInput,
} from '../schema/claim-input.js';
import { ClaimOverpaymentReturnInput } from '../schema/claim-payment.js';
import { ClaimStepPreview } from '../schema/claim-step-preview.js';
import {
  AuthorityExceeded,
  InvalidInput,
  LimitExceeded,
  NotFound,
  SecondPersonRequired,
  StateConflict,
} from '../schema/problem.js';
import { RecoveryCorrectInput, RecoveryCostRecordInput, RecoveryWriteOffInput } from '../schema/recovery-input.js';
import { resultUnion } from '../schema/result-union.js';
import type { ClaimContext } from './claim-context.js';
import {
  readCorrection,
  readCost,
  readDecision,
  readDeclaration,
  readReturn,
  readSubmission,
} from './claim-step-inputs.js';
import { stepPreviewView } from './views/claim-step-view.js';
import { problemView, resultView } from './views/problem-view.js';

/** Of the step that a preview is of. */
export const TOKEN = { nullable: true, description: 'Of a preview whose figures must still hold.' } as const;

const ClaimStepPreviewResult = resultUnion('ClaimStepPreviewResult', ClaimStepPreview, [
  InvalidInput,
  NotFound,
  StateConflict,
  LimitExceeded,
  AuthorityExceeded,
  SecondPersonRequired,
]);

async function answer<Input>(read: Outcome<Input>, preview: (input: Input) => StepPreview): Promise<object> {
  return read.ok ? resultView(await preview(read.value), stepPreviewView) : problemView(read.error);
}

/** The steps of claims and recoveries, looked at first: each takes what the step itself takes. */
@Resolver()
export class ClaimStepPreviewResolver {
  @Authorized<Role>('PARTNER')
  @Query(() => ClaimStepPreviewResult, {
    description: 'The claim as `claimSubmit` would begin it now, with what is reserved for it; nothing is written.',
  })
  claimSubmitPreview(
    @Arg('input', () => ClaimSubmitInput, { description: 'What would be claimed.' }) input: ClaimSubmitInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    return answer(readSubmission(input), (submission) => services.claims.previewSubmission(viewer, submission));
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS')
  @Query(() => ClaimStepPreviewResult, {
    description: 'What other cover would make of a claim and its reserve now; nothing is written.',
  })
  claimOtherInsuranceDeclarePreview(
    @Arg('input', () => ClaimOtherInsuranceDeclareInput, { description: 'What would be declared.' })
    input: ClaimOtherInsuranceDeclareInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    return answer(readDeclaration(input), (declaration) => services.claims.previewDeclaration(viewer, declaration));
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Query(() => ClaimStepPreviewResult, {
    description:
      "What a decision would make of a claim, its reserve and its recovery now, and whether it needs a second person; over the key's authority it is refused as the decision is. Nothing is written.",
  })
  claimDecidePreview(
    @Arg('input', () => ClaimDecideInput, { description: 'The decision.' }) input: ClaimDecideInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    return answer(readDecision(input), (decision) => services.claims.previewDecision(viewer, decision));
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Query(() => ClaimStepPreviewResult, {
    description: 'What `claimReopen` would reverse and reserve again now; nothing is written.',
  })
  claimReopenPreview(
    @Arg('input', () => ClaimReopenInput, { description: 'What and why.' }) input: ClaimReopenInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const { claim, reason } = input;
    return answer({ ok: true, value: { claim, reason } }, (one) => services.claims.previewReopening(viewer, one));
  }

  @Authorized<Role>('PARTNER')
  @Query(() => ClaimStepPreviewResult, {
    description: 'What `claimWithdraw` would give up now: an approval, and what is reserved; nothing is written.',
  })
  claimWithdrawPreview(
    @Arg('input', () => ClaimWithdrawInput, { description: 'What is given up.' }) { claim }: ClaimWithdrawInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    return answer({ ok: true, value: { claim } }, (one) => services.claims.previewWithdrawal(viewer, one));
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Query(() => ClaimStepPreviewResult, {
    description: 'From whom money that comes back is, and what stays to come back; nothing is written.',
  })
  claimOverpaymentReturnPreview(
    @Arg('input', () => ClaimOverpaymentReturnInput, { description: 'What came.' }) input: ClaimOverpaymentReturnInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    return answer(readReturn(input), (returned) => services.claims.previewReturn(viewer, returned));
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Query(() => ClaimStepPreviewResult, {
    description: 'The waterfall without a wrong entry and with the right one; nothing is written.',
  })
  recoveryCorrectPreview(
    @Arg('input', () => RecoveryCorrectInput, { description: 'What was wrong and what is right.' })
    input: RecoveryCorrectInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    return answer(readCorrection(input), (correction) => services.recoveries.previewCorrection(viewer, correction));
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Query(() => ClaimStepPreviewResult, {
    description: 'The waterfall with another cost, and what would be payable; nothing is written.',
  })
  recoveryCostRecordPreview(
    @Arg('input', () => RecoveryCostRecordInput, { description: 'The cost.' }) input: RecoveryCostRecordInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    return answer(readCost(input), (cost) => services.recoveries.previewCost(viewer, cost));
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Query(() => ClaimStepPreviewResult, {
    description: 'What `recoveryWriteOff` would give up now, and what it would end; nothing is written.',
  })
  recoveryWriteOffPreview(
    @Arg('input', () => RecoveryWriteOffInput, { description: 'What and why.' })
    { recovery, code, reason }: RecoveryWriteOffInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const writeOff = { ok: true, value: { recovery, code, reason } } as const;
    return answer(writeOff, (one) => services.recoveries.previewWriteOff(viewer, one));
  }
}
