import type { UnitOfWork } from '../database/unit-of-work.js';
import type { Instalment, Loan } from '../entities/index.js';
import { scopeOf } from '../partners/scope.js';
import type { Viewer } from '../partners/viewer.js';
import { instalmentsOfLoans, loansOfPolicies } from './loan-rows.js';

/** Reads loans and their schedules as plain rows, each viewer its own slice. */
export class LoanReader {
  constructor(private readonly units: UnitOfWork) {}

  loansOf(viewer: Viewer, policyIds: readonly string[]): Promise<Loan[]> {
    return this.units.run(scopeOf(viewer), (tx) => loansOfPolicies(tx, policyIds), { readOnly: true });
  }

  /** By loan and number. */
  instalmentsOf(viewer: Viewer, loanIds: readonly string[]): Promise<Instalment[]> {
    return this.units.run(scopeOf(viewer), (tx) => instalmentsOfLoans(tx, loanIds), { readOnly: true });
  }
}
