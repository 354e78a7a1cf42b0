import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Role } from '../partners/viewer.js';
import { Claim } from '../schema/claim.js';
import {
  ClaimAssignInput,
  ClaimDecideInput,
  ClaimEvidenceAddInput,
  ClaimOtherInsuranceDeclareInput,
  ClaimReopenInput,
  ClaimSubmitInput,
  ClaimWithdrawInput,
} from '../schema/claim-input.js';
import {
  AuthorityExceeded,
  IdempotencyConflict,
  InvalidInput,
  LimitExceeded,
  NotFound,
  SecondPersonRequired,
  StateConflict,
} from '../schema/problem.js';
import { resultUnion } from '../schema/result-union.js';
import type { ClaimContext } from './claim-context.js';
import { readDecision, readDeclaration, readSubmission } from './claim-step-inputs.js';
import { TOKEN } from './claim-step-previews.js';
import { claimView } from './views/claim-view.js';
import { problemView, resultView } from './views/problem-view.js';

const PROBLEMS = [InvalidInput, NotFound, StateConflict, IdempotencyConflict] as const;
const ClaimSubmitResult = resultUnion('ClaimSubmitResult', Claim, PROBLEMS);
const ClaimEvidenceAddResult = resultUnion('ClaimEvidenceAddResult', Claim, PROBLEMS);
const ClaimOtherInsuranceDeclareResult = resultUnion('ClaimOtherInsuranceDeclareResult', Claim, PROBLEMS);
const ClaimAssignResult = resultUnion('ClaimAssignResult', Claim, PROBLEMS);
const ClaimDecideResult = resultUnion('ClaimDecideResult', Claim, [
  ...PROBLEMS,
  LimitExceeded,
  AuthorityExceeded,
  SecondPersonRequired,
]);
const ClaimReopenResult = resultUnion('ClaimReopenResult', Claim, PROBLEMS);
const ClaimWithdrawResult = resultUnion('ClaimWithdrawResult', Claim, PROBLEMS);

const KEY = { description: 'Chosen by the caller, 1 to 200 characters.' };

@Resolver()
export class ClaimMutations {
  @Authorized<Role>('PARTNER')
  @Mutation(() => ClaimSubmitResult, {
    description: 'Opens a claim by hand once the waiting period is over. Claims also open by themselves.',
  })
  async claimSubmit(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ClaimSubmitInput, { description: 'What is claimed.' }) input: ClaimSubmitInput,
    @Arg('token', () => String, TOKEN) token: string | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const submission = readSubmission(input);
    if (!submission.ok) return problemView(submission.error);
    const request = { viewer, idempotencyKey };
    return resultView(await services.claims.submit(request, submission.value, token), claimView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS')
  @Mutation(() => ClaimOtherInsuranceDeclareResult, {
    description: 'Declares other cover of the loss; insurers share it in proportion to their sums insured.',
  })
  async claimOtherInsuranceDeclare(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ClaimOtherInsuranceDeclareInput, { description: 'What is known.' })
    input: ClaimOtherInsuranceDeclareInput,
    @Arg('token', () => String, TOKEN) token: string | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const declaration = readDeclaration(input);
    if (!declaration.ok) return problemView(declaration.error);
    const request = { viewer, idempotencyKey };
    return resultView(await services.claims.declareOtherInsurance(request, declaration.value, token), claimView);
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => ClaimAssignResult, { description: 'Gives a claim to somebody at the insurer, or to nobody.' })
  async claimAssign(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ClaimAssignInput, { description: 'What and to whom.' }) { claim, assignee }: ClaimAssignInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const assignment = { claim, assignee: assignee ?? null };
    return resultView(await services.claims.assign({ viewer, idempotencyKey }, assignment), claimView);
  }

  @Authorized<Role>('PARTNER', 'INSURER_CLAIMS')
  @Mutation(() => ClaimEvidenceAddResult, {
    description: 'Gives a document as evidence and lets every party of the claim read it.',
  })
  async claimEvidenceAdd(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ClaimEvidenceAddInput, { description: 'The evidence.' }) input: ClaimEvidenceAddInput,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const { claim, kind, document, note = null } = input;
    const outcome = await services.claims.addEvidence({ viewer, idempotencyKey }, { claim, kind, document, note });
    return resultView(outcome, claimView);
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => ClaimDecideResult, {
    description:
      "Decides a claim. At most the indemnity computed from today's state of the loan can be approved. Above the product's threshold the claim waits, `handling.proposal`, until another key decides the same.",
  })
  async claimDecide(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ClaimDecideInput, { description: 'The decision.' }) input: ClaimDecideInput,
    @Arg('token', () => String, TOKEN) token: string | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    const decision = readDecision(input);
    if (!decision.ok) return problemView(decision.error);
    return resultView(await services.claims.decide({ viewer, idempotencyKey }, decision.value, token), claimView);
  }

  @Authorized<Role>('INSURER_CLAIMS')
  @Mutation(() => ClaimReopenResult, {
    description:
      'Takes a decision back, also after it was paid or refused; the next one may pay more, less or nothing.',
  })
  async claimReopen(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ClaimReopenInput, { description: 'What and why.' }) { claim, reason }: ClaimReopenInput,
    @Arg('token', () => String, TOKEN) token: string | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    return resultView(await services.claims.reopen({ viewer, idempotencyKey }, { claim, reason }, token), claimView);
  }

  @Authorized<Role>('PARTNER')
  @Mutation(() => ClaimWithdrawResult, { description: 'Gives a claim up before anything was paid on it.' })
  async claimWithdraw(
    @Arg('idempotencyKey', () => String, KEY) idempotencyKey: string,
    @Arg('input', () => ClaimWithdrawInput, { description: 'What is given up.' }) { claim }: ClaimWithdrawInput,
    @Arg('token', () => String, TOKEN) token: string | null,
    @Ctx() { viewer, services }: ClaimContext,
  ): Promise<object> {
    return resultView(await services.claims.withdraw({ viewer, idempotencyKey }, { claim }, token), claimView);
  }
}
