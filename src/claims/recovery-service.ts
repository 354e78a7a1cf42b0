import type { Transaction } from '../database/unit-of-work.js';
import { type Outcome, outcomeOf } from '../kernel/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { type ClaimDependencies, type Request, runCommand, type Step, type StepOf } from './claim-command.js';
import type { PreviewedMoney } from './preview-journals.js';
import { type CorrectionInput, type CostInput, correctReceipt, recordCost } from './recovery-correction.js';
import {
  type CostPaymentAmounts,
  type CostPaymentFigures,
  type CostPaymentInput,
  payCosts,
  previewCostPayment,
} from './recovery-cost-payment.js';
import { agreePlan, type PlanInput } from './recovery-planning.js';
import {
  previewReceipt,
  type ReceiptAmounts,
  type ReceiptFigures,
  type ReceiptInput,
  recordReceipt,
} from './recovery-receipt.js';
import { type RecoveryRow, readRecovery } from './recovery-row.js';
import { claimOfRecovery, moveRecoveryTo, type WriteOffInput, writeOffRecovery } from './recovery-step.js';
import { type ForeseeableStep, previewStep, runStep, type StepPreview, type Token } from './step-preview.js';

interface OfRecovery {
  readonly recovery: string;
}

const ofRecovery = <Input extends OfRecovery>(step: Omit<ForeseeableStep<Input>, 'about'>): ForeseeableStep<Input> => ({
  ...step,
  about: async (tx, { recovery }) => {
    const claimId = await claimOfRecovery(tx, recovery);
    return claimId === undefined ? undefined : { claimId };
  },
});

const CORRECT = ofRecovery({ operation: 'recoveryCorrect', work: correctReceipt });
const RECORD_COST = ofRecovery({ operation: 'recoveryCostRecord', work: recordCost });
const WRITE_OFF = ofRecovery({ operation: 'recoveryWriteOff', work: writeOffRecovery });

/**
 * Money recovered after a claim was paid, and whose it is.
 * Not responsible for collecting: letters, courts and bailiffs happen elsewhere and are only recorded here.
 */
export class RecoveryService {
  constructor(private readonly dependencies: ClaimDependencies) {}

  /** What money would change and book, with a token that stands for the figures; nothing is written. */
  preview(viewer: Viewer, input: ReceiptAmounts): Promise<Outcome<PreviewedMoney<ReceiptFigures>>> {
    return this.look(viewer, 'recoveryRecord', (tx, step) => previewReceipt(tx, input, step));
  }

  /** Same reference, same money: answers the case as it stands. Other money under it is an IdempotencyConflict. */
  record(request: Request, input: ReceiptInput): Promise<Outcome<RecoveryRow>> {
    return this.run('recoveryRecord', { request, input, work: recordReceipt });
  }

  correct(request: Request, input: CorrectionInput, token?: Token): Promise<Outcome<RecoveryRow>> {
    return this.take(CORRECT, { request, input, token });
  }

  previewCorrection(viewer: Viewer, input: CorrectionInput): StepPreview {
    return previewStep(this.dependencies, CORRECT, { viewer, input });
  }

  recordCost(request: Request, input: CostInput, token?: Token): Promise<Outcome<RecoveryRow>> {
    return this.take(RECORD_COST, { request, input, token });
  }

  previewCost(viewer: Viewer, input: CostInput): StepPreview {
    return previewStep(this.dependencies, RECORD_COST, { viewer, input });
  }

  /** What a payment of costs would be and book, with a token that stands for the figures; nothing is written. */
  previewCostPayment(viewer: Viewer, input: CostPaymentAmounts): Promise<Outcome<PreviewedMoney<CostPaymentFigures>>> {
    return this.look(viewer, 'recoveryCostPay', (tx, step) => previewCostPayment(tx, input, step));
  }

  payCosts(request: Request, input: CostPaymentInput): Promise<Outcome<RecoveryRow>> {
    return this.run('recoveryCostPay', { request, input, work: payCosts });
  }

  agreePlan(request: Request, input: PlanInput): Promise<Outcome<RecoveryRow>> {
    return this.run('recoveryPlanAgree', { request, input, work: agreePlan });
  }

  move(
    request: Request,
    input: { readonly recovery: string; readonly to: 'IN_COLLECTION' | 'LEGAL' },
  ): Promise<Outcome<RecoveryRow>> {
    return this.run('recoveryMove', { request, input, work: moveRecoveryTo });
  }

  writeOff(request: Request, input: WriteOffInput, token?: Token): Promise<Outcome<RecoveryRow>> {
    return this.take(WRITE_OFF, { request, input, token });
  }

  previewWriteOff(viewer: Viewer, input: WriteOffInput): StepPreview {
    return previewStep(this.dependencies, WRITE_OFF, { viewer, input });
  }

  private look<Figures extends object>(
    viewer: Viewer,
    cause: string,
    work: (tx: Transaction, step: Step) => Promise<PreviewedMoney<Figures>>,
  ): Promise<Outcome<PreviewedMoney<Figures>>> {
    const { units, clock } = this.dependencies;
    return outcomeOf(() =>
      units.run(scopeOf(viewer), (tx) => work(tx, { ...this.dependencies, viewer, cause, at: clock.now() })),
    );
  }

  private take<Input extends OfRecovery>(
    what: ForeseeableStep<Input>,
    taken: { readonly request: Request; readonly input: Input; readonly token: Token },
  ): Promise<Outcome<RecoveryRow>> {
    return runStep(this.dependencies, what, { ...taken, id: taken.input.recovery, read: readRecovery });
  }

  private run<Input extends { readonly recovery: string }>(
    operation: string,
    { request, input, work }: { request: Request; input: Input; work: StepOf<Input> },
  ): Promise<Outcome<RecoveryRow>> {
    return runCommand(this.dependencies, request, {
      operation,
      input,
      id: input.recovery,
      work: (tx, step) => work(tx, input, step),
      read: readRecovery,
    });
  }
}
