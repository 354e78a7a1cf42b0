import type { Transaction } from '../database/unit-of-work.js';
import type { Instalment, Loan, Moratorium, Policy } from '../entities/index.js';
import { type CalendarDate, refuse } from '../kernel/index.js';
import { scenarioChangeOf } from '../policies/change-proposal.js';
import { liveClaimStatus } from '../policies/change-rows.js';
import { type HistoryPlan, planTransaction } from '../policies/history/plan.js';
import type { LapseOptions } from '../policies/lapse-service.js';
import { isPaid } from '../policies/loan-row.js';
import { openFile, type PolicyFile } from '../policies/policy-file.js';

/** What a moratorium says of due dates. */
export type PostponementTerms = Pick<Moratorium, 'heldFrom' | 'heldUntil' | 'postponeMonths' | 'isInterestCharged'>;

/** A policy in force, its loan and the instalments of that, as they stand. */
export interface HeldPolicy {
  readonly policy: Policy;
  readonly loan: Loan;
  readonly instalments: readonly Instalment[];
  /** Business date of the loan. */
  readonly on: CalendarDate;
}

/** Instalments that a payment holiday postpones, and the policy transaction that does it. */
export interface Postponement {
  readonly moving: readonly Instalment[];
  readonly file: PolicyFile;
  readonly plan: HistoryPlan;
}

/** The unpaid instalments that move: from the first day on, where one of them falls due within the period. */
function movingOf({ instalments }: HeldPolicy, { heldFrom, heldUntil }: PostponementTerms): readonly Instalment[] {
  const moving = instalments.filter(
    (row) => row.dueOn >= heldFrom && !isPaid({ ...row, dueOn: row.dueOn as CalendarDate }),
  );
  return moving.some(({ dueOn }) => dueOn <= heldUntil) ? moving : [];
}

/**
 * What a payment holiday does to a policy; undefined when it postpones nothing. Refuses one whose instalments cannot be postponed:
 * under a claim, or beyond what its product allows. Acts for the policy's parties from here on.
 */
export async function planPostponement(
  tx: Transaction,
  held: HeldPolicy,
  {
    terms,
    catalogue,
    scenarios,
  }: Pick<LapseOptions, 'catalogue' | 'scenarios'> & { readonly terms: PostponementTerms },
): Promise<Postponement | undefined> {
  const { policy, loan, on } = held;
  const { postponeMonths, isInterestCharged } = terms;
  const moving = postponeMonths === null ? [] : movingOf(held, terms);
  if (postponeMonths === null || moving.length === 0) return undefined;
  const claim = await liveClaimStatus(tx, policy.id);
  if (claim) return refuse({ problem: 'StateConflict', message: `A claim is ${claim}.`, from: claim, to: 'CLOSED' });
  const setting = {
    terms: (id: string) => catalogue.terms(id),
    scenarioChange: (name: string) => scenarioChangeOf(scenarios, policy, name),
  };
  const file = await openFile(tx, { policy, loan }, setting);
  const by = { unit: 'MONTH', count: postponeMonths } as const;
  const dueFrom = terms.heldFrom as CalendarDate;
  const request = { change: 'EXTENSION', dueFrom, dueThrough: null, by, isInterestCharged } as const;
  const plan = planTransaction(file.history, request, on);
  if (!plan.ok) {
    const message = plan.error.issues.map((one) => `${one.path} ${one.message}`).join('; ');
    return refuse({ problem: 'StateConflict', message, from: policy.status, to: 'EXTENDED' });
  }
  return { moving, file, plan: plan.value };
}
