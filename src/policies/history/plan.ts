import {
  type CalendarDate,
  earlierOf,
  type FieldIssue,
  failure,
  issue,
  type Result,
  success,
  unreachable,
} from '../../kernel/index.js';
import type { LoanRequest } from '../../scenarios/contract/index.js';
import { compareEntries, entriesInForce, type LoanEntry } from '../loan-entry.js';
import { serviceLoan } from '../servicing.js';
import { applyStep, type ChangeKind, type Cover, type CoverStep, compareSteps, foldCover } from './cover.js';
import { planCancellation, planLapse, planReinstatement, planReopening } from './endings.js';
import { planAssignment, planBeneficiary, planCorrection } from './parties.js';
import { planPrepayment, planReturn } from './reductions.js';
import { planExtension, planIncrease, planRescheduling } from './schedules.js';
import type { LoanBefore, PlannedStep, StepRequest, StepResult, StepSetting } from './step.js';

/** A transaction in force as it was recorded. */
export interface RecordedStep extends CoverStep {
  readonly id: string;
  readonly change: ChangeKind | null;
  /** What it was computed from; null when it cannot be computed again. */
  readonly request: StepRequest | null;
}

/** Everything a policy's next transaction is computed from. */
export interface PolicyHistory extends Omit<StepSetting, 'cover' | 'on' | 'sequence' | 'loan'> {
  /** The policy as it was issued. */
  readonly issued: Cover;
  /** Transactions in force after the issuance, in any order. */
  readonly steps: readonly RecordedStep[];
  readonly nextSequence: number;
  /** Undefined before activation. */
  readonly loan: { readonly terms: LoanRequest; readonly entries: readonly LoanEntry[] } | undefined;
}

/** A step and the cover it was put onto. */
export interface PlacedStep {
  readonly before: Cover;
  readonly step: PlannedStep;
}

/** A later transaction is taken back and computed again after the new one. */
export interface HistoryPlan {
  readonly before: Cover;
  readonly after: Cover;
  /** Taken back, the last first; their reversals have the sequences from `nextSequence` on. */
  readonly reversed: readonly RecordedStep[];
  /** The new one, then the later ones again. */
  readonly placed: readonly PlacedStep[];
}

export type PlanProblem =
  | { readonly kind: 'REFUSED'; readonly issues: readonly FieldIssue[] }
  /** A later transaction could not follow. */
  | { readonly kind: 'LATER'; readonly later: RecordedStep; readonly issues: readonly FieldIssue[] };

function planStep(setting: StepSetting, request: StepRequest): StepResult {
  switch (request.change) {
    case 'RETURN':
      return planReturn(setting, request);
    case 'PREPAYMENT':
      return planPrepayment(setting, request);
    case 'EXTENSION':
      return planExtension(setting, request);
    case 'RESCHEDULING':
      return planRescheduling(setting, request);
    case 'INCREASE':
      return planIncrease(setting, request);
    case 'ASSIGNMENT':
      return planAssignment(setting, request);
    case 'BENEFICIARY':
      return planBeneficiary(setting, request);
    case 'CORRECTION':
      return planCorrection(setting, request);
    case 'CANCELLATION':
      return planCancellation(setting, request);
    case 'LAPSE':
      return planLapse(setting, request);
    case 'REINSTATEMENT':
      return planReinstatement(setting, request);
    case 'REOPENING':
      return planReopening(setting, request);
    default:
      return unreachable(request);
  }
}

/** Where in its loan a step looks: after everything reported for its day, or where its own report stands. */
function positionOf(request: StepRequest, on: CalendarDate, sequence: number): LoanEntry {
  const reported = request.change === 'PREPAYMENT' ? request.sequence : null;
  return {
    source: reported === null ? 'CHANGE' : 'SERVICER',
    sequence: BigInt(reported ?? sequence),
    kind: 'MISSED',
    effectiveOn: on,
    amountMinor: 0n,
  };
}

/** A policy while steps are put onto it one after the other. */
class Bench {
  private readonly placed: PlacedStep[] = [];
  private entries: readonly LoanEntry[];

  constructor(
    private readonly history: PolicyHistory,
    private cover: Cover,
    taken: readonly RecordedStep[],
  ) {
    const sequences = new Set(taken.map(({ sequence }) => BigInt(sequence)));
    const known = entriesInForce(history.loan?.entries ?? []);
    this.entries = known.filter(({ source, sequence }) => source === 'SERVICER' || !sequences.has(sequence));
  }

  get result(): Pick<HistoryPlan, 'after' | 'placed'> {
    return { after: this.cover, placed: this.placed };
  }

  put(request: StepRequest, on: CalendarDate, sequence: number): StepResult {
    const { status } = this.cover;
    if (request.change !== 'REINSTATEMENT' && (status === 'CANCELLED' || status === 'LAPSED')) {
      return failure([issue('policy', 'COVER_ENDED', `cover was ${status} by then`)]);
    }
    const { issued: _issued, steps: _steps, loan: _loan, nextSequence: _next, ...rest } = this.history;
    const loan = this.loanBefore(positionOf(request, on, sequence));
    const planned = planStep({ ...rest, cover: this.cover, on, sequence, loan }, request);
    if (!planned.ok) return planned;
    const { entry } = planned.value;
    this.placed.push({ before: this.cover, step: planned.value });
    this.cover = applyStep(this.cover, planned.value);
    const placed = { source: 'CHANGE', sequence: BigInt(sequence), effectiveOn: on } as const;
    if (entry) this.entries = [...this.entries, { ...placed, ...entry }];
    return planned;
  }

  private loanBefore(position: LoanEntry): LoanBefore | undefined {
    const { loan } = this.history;
    if (!loan) return undefined;
    const before = this.entries.filter((entry) => compareEntries(entry, position) < 0);
    return {
      terms: loan.terms,
      state: serviceLoan(loan.terms, before),
      with: (entry) => serviceLoan(loan.terms, [...before, entry]),
    };
  }
}

/**
 * Computes a transaction and puts it in its place. Those of a later business date are taken back and computed again
 * after it, each from what it was asked for; when one of them has become impossible nothing is done and it is named.
 * Recording the same changes in any order therefore ends in the same cover.
 */
export function planTransaction(
  history: PolicyHistory,
  request: StepRequest,
  on: CalendarDate,
): Result<HistoryPlan, PlanProblem> {
  const { issued, steps, nextSequence } = history;
  const before = foldCover(issued, steps);
  const later = steps.filter((step) => step.on > on).sort(compareSteps);
  const earlier = steps.filter((step) => step.on <= on);
  const bench = new Bench(history, foldCover(issued, earlier), later);
  const first = nextSequence + later.length;
  const added = bench.put(request, on, first);
  if (!added.ok) return failure({ kind: 'REFUSED', issues: added.error });
  for (const [at, step] of later.entries()) {
    const again = step.request && bench.put(step.request, step.on, first + 1 + at);
    const issues = again === null ? [] : again.ok ? undefined : again.error;
    if (issues) return failure({ kind: 'LATER', later: step, issues });
  }
  return success({ before, reversed: [...later].reverse(), ...bench.result });
}

const reportOf = ({ request }: RecordedStep): string | null =>
  request?.change === 'PREPAYMENT' ? request.sequence : null;

const textOf = (cover: Cover): string =>
  JSON.stringify(cover, (_name, value) => (typeof value === 'bigint' ? String(value) : value));

/**
 * Cover as though `facts` had never been reported: the transactions that followed them are taken back, and all from the day of
 * the first on are computed again. A later report that now finds nothing ahead of schedule to pay moves no cover any more. Null
 * when all comes out as it is.
 * @param history its loan without the facts
 */
export function planWithout(
  history: PolicyHistory,
  facts: readonly LoanEntry[],
): Result<HistoryPlan | null, PlanProblem> {
  const { issued, steps, nextSequence } = history;
  const from = facts.map(({ effectiveOn }) => effectiveOn).reduce(earlierOf);
  const gone = new Set(facts.map(({ sequence }) => String(sequence)));
  const taken = steps.filter(({ on }) => on >= from).sort(compareSteps);
  const kept = taken.filter((step) => !gone.has(reportOf(step) ?? ''));
  const before = foldCover(issued, steps);
  const bench = new Bench(
    history,
    foldCover(
      issued,
      steps.filter(({ on }) => on < from),
    ),
    taken,
  );
  for (const step of kept) {
    const sequence = nextSequence + taken.length + bench.result.placed.length;
    const again = step.request && bench.put(step.request, step.on, sequence);
    const issues = again === null ? [] : again.ok ? undefined : again.error;
    if (issues && reportOf(step) === null) return failure({ kind: 'LATER', later: step, issues });
  }
  const { after, placed } = bench.result;
  if (kept.length === taken.length && placed.length === kept.length && textOf(after) === textOf(before)) {
    return success(null);
  }
  return success({ before, after, reversed: [...taken].reverse(), placed });
}
