import type { Outcome } from '../kernel/index.js';
import { type ClaimDependencies, type Request, runCommand, type StepOf } from './claim-command.js';
import { type ReceiptInput, recordReceipt } from './recovery-receipt.js';
import { type RecoveryRow, readRecovery } from './recovery-row.js';
import { pursueRecovery, type RecoveryPursuit, writeOffRecovery } from './recovery-step.js';

/**
 * Money recovered after a claim was paid, and whose it is.
 * Not responsible for collecting: dunning, plans and courts happen elsewhere and are only recorded here.
 */
export class RecoveryService {
  constructor(private readonly dependencies: ClaimDependencies) {}

  /** Same reference, same money: answers the case as it stands. Other money under it is an IdempotencyConflict. */
  record(request: Request, input: ReceiptInput): Promise<Outcome<RecoveryRow>> {
    return this.run('recoveryRecord', { request, input, work: recordReceipt });
  }

  pursue(
    request: Request,
    input: { readonly recovery: string; readonly status: RecoveryPursuit },
  ): Promise<Outcome<RecoveryRow>> {
    return this.run('recoveryPursue', { request, input, work: pursueRecovery });
  }

  writeOff(
    request: Request,
    input: { readonly recovery: string; readonly reason: string },
  ): Promise<Outcome<RecoveryRow>> {
    return this.run('recoveryWriteOff', { request, input, work: writeOffRecovery });
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
