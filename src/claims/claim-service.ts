import { type Outcome, outcomeOf, type Previewed, withToken } from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { type ClaimDependencies, type Request, runCommand, type StepOf } from './claim-command.js';
import { newClaimId } from './claim-creation.js';
import { type DecisionInput, decideClaim } from './claim-decision.js';
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

/**
 * Claims by people: notice, evidence, decision, payment. Every step is one transaction with its event and its journal.
 * Not responsible for noticing defaults by itself (`ClaimOpening`) nor for what is recovered later (`RecoveryService`).
 */
export class ClaimService {
  constructor(private readonly dependencies: ClaimDependencies) {}

  /** For the policy's partner and lender. */
  submit(request: Request, input: Omit<ClaimSubmission, 'id'>): Promise<Outcome<ClaimRow>> {
    const id = newClaimId();
    return runCommand(this.dependencies, request, {
      operation: 'claimSubmit',
      input,
      id,
      work: (tx, step) => submitClaim(tx, { ...input, id }, step),
      read: readClaim,
    });
  }

  /** For every party of the claim. */
  addEvidence(request: Request, input: EvidenceInput): Promise<Outcome<ClaimRow>> {
    return this.run('claimEvidenceAdd', { request, input, work: addEvidence });
  }

  /** For every party of the claim. */
  declareOtherInsurance(request: Request, input: OtherInsuranceInput): Promise<Outcome<ClaimRow>> {
    return this.run('claimOtherInsuranceDeclare', { request, input, work: declareOtherInsurance });
  }

  /** For the insurer. */
  assign(request: Request, input: AssignmentInput): Promise<Outcome<ClaimRow>> {
    return this.run('claimAssign', { request, input, work: assignClaim });
  }

  /** For the insurer. */
  decide(request: Request, input: DecisionInput): Promise<Outcome<ClaimRow>> {
    return this.run('claimDecide', { request, input, work: decideClaim });
  }

  /** What a payment would do now, with a token that stands for these figures; nothing is written. For the insurer. */
  previewPayment(viewer: Viewer, input: PlannedInput): Promise<Outcome<Previewed<PaymentFigures>>> {
    return outcomeOf(() =>
      this.dependencies.units.run(scopeOf(viewer), async (tx) => {
        return withToken(await previewPayment(tx, { viewer, input }, this.dependencies));
      }),
    );
  }

  /** For the insurer. */
  returnOverpayment(request: Request, input: ReturnInput): Promise<Outcome<ClaimRow>> {
    return this.run('claimOverpaymentReturn', { request, input, work: returnOverpayment });
  }

  /** For the insurer. */
  pay(request: Request, input: PaymentInput): Promise<Outcome<ClaimRow>> {
    return this.run('claimPay', { request, input, work: payClaim });
  }

  /** For the insurer. */
  reopen(request: Request, input: ReopeningInput): Promise<Outcome<ClaimRow>> {
    return this.run('claimReopen', { request, input, work: reopenClaim });
  }

  /** For the policy's partner and lender. */
  withdraw(request: Request, input: { readonly claim: string }): Promise<Outcome<ClaimRow>> {
    return this.run('claimWithdraw', { request, input, work: withdrawClaim });
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
