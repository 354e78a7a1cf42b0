import { type Outcome, outcomeOf } from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { type ClaimDependencies, type Request, runCommand, type StepOf } from './claim-command.js';
import { newClaimId } from './claim-creation.js';
import { type DecisionInput, decideClaim, rehearseDecision } from './claim-decision.js';
import { addEvidence, type EvidenceInput } from './claim-evidence.js';
import { type PaymentInput, payClaim, previewPayment } from './claim-payment.js';
import { type ReopeningInput, reopenClaim } from './claim-reopening.js';
import { type ClaimRow, readClaim } from './claim-row.js';
import { type ClaimSubmission, submitClaim } from './claim-submission.js';
import { withdrawClaim } from './claim-withdrawal.js';
import { type AssignmentInput, assignClaim } from './handling.js';
import { declareOtherInsurance, type OtherInsuranceInput } from './other-insurance.js';
import { type ReturnInput, returnOverpayment } from './overpayment-return.js';
import type { PaymentFigures, PlannedInput } from './payment-plan.js';
import type { PreviewedMoney } from './preview-journals.js';
import { type ForeseeableStep, previewStep, runStep, type StepPreview, type Token } from './step-preview.js';

interface OfClaim {
  readonly claim: string;
}

const ofClaim = <Input extends OfClaim>(step: Omit<ForeseeableStep<Input>, 'about'>): ForeseeableStep<Input> => ({
  ...step,
  about: async (_tx, { claim }) => ({ claimId: claim }),
});

const SUBMIT: ForeseeableStep<ClaimSubmission> = {
  operation: 'claimSubmit',
  about: async (_tx, { id, policy }) => ({ claimId: id, policyId: policy }),
  work: submitClaim,
};
const DECLARE = ofClaim({ operation: 'claimOtherInsuranceDeclare', work: declareOtherInsurance });
const DECIDE = ofClaim({ operation: 'claimDecide', work: decideClaim, rehearsal: rehearseDecision });
const RETURN = ofClaim({ operation: 'claimOverpaymentReturn', work: returnOverpayment });
const REOPEN = ofClaim({ operation: 'claimReopen', work: reopenClaim });
const WITHDRAW = ofClaim<OfClaim>({ operation: 'claimWithdraw', work: withdrawClaim });

/**
 * Claims by people: notice, evidence, decision, payment. Every step is one transaction with its event and its journal.
 * Not responsible for noticing defaults by itself (`ClaimOpening`) nor for what is recovered later (`RecoveryService`).
 */
export class ClaimService {
  constructor(private readonly dependencies: ClaimDependencies) {}

  /** For the policy's partner and lender. */
  submit(request: Request, input: Omit<ClaimSubmission, 'id'>, token?: Token): Promise<Outcome<ClaimRow>> {
    const id = newClaimId();
    const taken = { request, input: { ...input, id }, asked: input, token };
    return runStep(this.dependencies, SUBMIT, { ...taken, id, read: readClaim });
  }

  /** The claim as it would begin now. */
  previewSubmission(viewer: Viewer, input: Omit<ClaimSubmission, 'id'>): StepPreview {
    return previewStep(this.dependencies, SUBMIT, { viewer, input: { ...input, id: newClaimId() } });
  }

  /** For every party of the claim. */
  addEvidence(request: Request, input: EvidenceInput): Promise<Outcome<ClaimRow>> {
    return this.run('claimEvidenceAdd', { request, input, work: addEvidence });
  }

  /** For every party of the claim. */
  declareOtherInsurance(request: Request, input: OtherInsuranceInput, token?: Token): Promise<Outcome<ClaimRow>> {
    return this.take(DECLARE, { request, input, token });
  }

  previewDeclaration(viewer: Viewer, input: OtherInsuranceInput): StepPreview {
    return previewStep(this.dependencies, DECLARE, { viewer, input });
  }

  /** For the insurer. */
  assign(request: Request, input: AssignmentInput): Promise<Outcome<ClaimRow>> {
    return this.run('claimAssign', { request, input, work: assignClaim });
  }

  /** For the insurer. */
  decide(request: Request, input: DecisionInput, token?: Token): Promise<Outcome<ClaimRow>> {
    return this.take(DECIDE, { request, input, token });
  }

  /** Also of a decision that waits for a second person: what it is once that one agrees. */
  previewDecision(viewer: Viewer, input: DecisionInput): StepPreview {
    return previewStep(this.dependencies, DECIDE, { viewer, input });
  }

  /** What a payment would do and book now, with a token that stands for the figures; nothing is written. For the insurer. */
  previewPayment(viewer: Viewer, input: PlannedInput): Promise<Outcome<PreviewedMoney<PaymentFigures>>> {
    const { units, clock } = this.dependencies;
    return outcomeOf(() =>
      units.run(scopeOf(viewer), (tx) =>
        previewPayment(tx, input, { ...this.dependencies, viewer, cause: 'claimPay', at: clock.now() }),
      ),
    );
  }

  /** For the insurer. */
  returnOverpayment(request: Request, input: ReturnInput, token?: Token): Promise<Outcome<ClaimRow>> {
    return this.take(RETURN, { request, input, token });
  }

  previewReturn(viewer: Viewer, input: ReturnInput): StepPreview {
    return previewStep(this.dependencies, RETURN, { viewer, input });
  }

  /** For the insurer. */
  pay(request: Request, input: PaymentInput): Promise<Outcome<ClaimRow>> {
    return this.run('claimPay', { request, input, work: payClaim });
  }

  /** For the insurer. */
  reopen(request: Request, input: ReopeningInput, token?: Token): Promise<Outcome<ClaimRow>> {
    return this.take(REOPEN, { request, input, token });
  }

  previewReopening(viewer: Viewer, input: ReopeningInput): StepPreview {
    return previewStep(this.dependencies, REOPEN, { viewer, input });
  }

  /** For the policy's partner and lender. */
  withdraw(request: Request, input: OfClaim, token?: Token): Promise<Outcome<ClaimRow>> {
    return this.take(WITHDRAW, { request, input, token });
  }

  previewWithdrawal(viewer: Viewer, input: OfClaim): StepPreview {
    return previewStep(this.dependencies, WITHDRAW, { viewer, input });
  }

  private take<Input extends OfClaim>(
    what: ForeseeableStep<Input>,
    taken: { readonly request: Request; readonly input: Input; readonly token: Token },
  ): Promise<Outcome<ClaimRow>> {
    return runStep(this.dependencies, what, { ...taken, id: taken.input.claim, read: readClaim });
  }

  private run<Input extends { readonly claim: string }>(
    operation: string,
    { request, input, work }: { request: Request; input: Input; work: StepOf<Input> },
  ): Promise<Outcome<ClaimRow>> {
    return runCommand(this.dependencies, request, {
      operation,
      input,
      id: input.claim,
      work: (tx, step) => work(tx, input, step),
      read: readClaim,
    });
  }
}
