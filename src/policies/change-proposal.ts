import type { Transaction } from '../database/unit-of-work.js';
import type { Loan, Policy } from '../entities/index.js';
import type { PremiumLine } from '../finance/premium.js';
import { addDays, type CalendarDate, invalidInput, invariant, issue, type Refusal, refuse } from '../kernel/index.js';
import type { ScenarioModule } from '../scenarios/contract/index.js';
import { requireNotice } from './cancellation-notices.js';
import { type ChangeDraft, endingOf, resolveDraft } from './change-draft.js';
import { liveClaimStatus } from './change-rows.js';
import { overdueStateOf } from './delinquency.js';
import { type ChangeKind, negated, termOf, totalOf, withLines } from './history/cover.js';
import { type HistoryPlan, type PlanProblem, planTransaction } from './history/plan.js';
import type { CancellingParty, StepRequest } from './history/step.js';
import type { PolicyFile } from './policy-file.js';

/** What a change did, or would do. Amounts in minor units of `currency`. */
export interface PolicyChange {
  readonly policyId: string;
  readonly currency: string;
  readonly kind: ChangeKind;
  readonly summary: string;
  readonly effectiveOn: CalendarDate;
  /** By how much the principal that was lent shrinks; below zero when more is lent. */
  readonly reductionMinor: bigint;
  readonly sumInsuredBeforeMinor: bigint;
  readonly sumInsuredAfterMinor: bigint;
  readonly premiumBeforeMinor: bigint;
  readonly premiumAfterMinor: bigint;
  /** Premium that would go back were cover to end on the day of the change. */
  readonly unearnedMinor: bigint;
  readonly refundMinor: bigint;
  readonly refundLines: readonly PremiumLine[];
  readonly isRefundWaived: boolean;
  /** Everything counts as unearned: before activation, before the start, or in the free look. */
  readonly isFromTheStart: boolean;
  readonly chargeMinor: bigint;
  readonly chargeLines: readonly PremiumLine[];
  readonly endsOnBefore: CalendarDate;
  readonly endsOnAfter: CalendarDate;
  /** Sequences of later transactions that are taken back and computed again. */
  readonly computedAgain: readonly number[];
}

export interface ProposedChange {
  readonly request: StepRequest;
  readonly plan: HistoryPlan;
  readonly change: PolicyChange;
}

const netLines = ({ before, after }: HistoryPlan): PremiumLine[] =>
  withLines(
    after.premiumLines.map(({ kind }) => ({ kind, minor: 0n })),
    [...after.premiumLines, ...negated(before.premiumLines)],
  ).filter(({ minor }) => minor !== 0n);

/** A plan in the figures that people look at. */
export function figuresOf({ policy }: Pick<PolicyFile, 'policy'>, plan: HistoryPlan): PolicyChange {
  const step = plan.placed[0]?.step;
  invariant(step, 'a plan has a step');
  const { before, after } = plan;
  const premiumBeforeMinor = totalOf(before.premiumLines);
  const premiumAfterMinor = totalOf(after.premiumLines);
  const deltaMinor = premiumAfterMinor - premiumBeforeMinor;
  const lines = netLines(plan);
  return {
    policyId: policy.id,
    currency: policy.currency,
    kind: step.change,
    summary: step.summary,
    effectiveOn: step.effectiveOn,
    reductionMinor: before.lentMinor - after.lentMinor,
    sumInsuredBeforeMinor: before.sumInsuredMinor,
    sumInsuredAfterMinor: after.sumInsuredMinor,
    premiumBeforeMinor,
    premiumAfterMinor,
    unearnedMinor: step.unearnedMinor,
    refundMinor: deltaMinor < 0n ? -deltaMinor : 0n,
    refundLines: deltaMinor < 0n ? negated(lines) : [],
    isRefundWaived: step.isRefundWaived,
    isFromTheStart: step.isFromTheStart,
    chargeMinor: deltaMinor > 0n ? deltaMinor : 0n,
    chargeLines: deltaMinor > 0n ? lines : [],
    endsOnBefore: termOf(before).endsOn,
    endsOnAfter: termOf(after).endsOn,
    computedAgain: plan.reversed.map(({ sequence }) => sequence).sort((a, b) => a - b),
  };
}

const conflict = (message: string, from: string, to: string): never =>
  refuse({ problem: 'StateConflict', message, from, to });

/** Refuses when the state of policy, loan or claims does not allow the change. */
export async function guardChange(
  tx: Transaction,
  file: PolicyFile,
  draft: Pick<ChangeDraft, 'change'> & { readonly by?: CancellingParty },
  today: CalendarDate,
): Promise<void> {
  const { policy, loan } = file;
  const isReinstatement = draft.change === 'REINSTATEMENT';
  const wanted = isReinstatement ? ['CANCELLED', 'LAPSED'] : ['PENDING_ACTIVATION', 'ACTIVE'];
  if (!wanted.includes(policy.status)) {
    const message = isReinstatement
      ? `The policy is ${policy.status}; only cover that was cancelled or has lapsed can be put back in force.`
      : `The policy is ${policy.status}; only cover that awaits activation or is in force can change.`;
    conflict(message, policy.status, 'ACTIVE');
  }
  if (loan && loan.status !== 'ACTIVE' && draft.change !== 'CANCELLATION') {
    conflict(`The loan is ${loan.status}; it cannot change any more.`, loan.status, 'ACTIVE');
  }
  const claim = await liveClaimStatus(tx, policy.id);
  if (claim) conflict(`A claim on this policy is ${claim}; nothing can change meanwhile.`, claim, 'CLOSED');
  // By what is unpaid: a hold that stops the overdue does not undo the default.
  const isBehind = loan?.status === 'ACTIVE' && loan.oldestUnpaidDueOn !== null && loan.oldestUnpaidDueOn < today;
  if (draft.change === 'CANCELLATION' && draft.by === 'INSURER' && isBehind) {
    const state = loan.overdueState === 'CURRENT' ? 'LATE' : loan.overdueState;
    conflict(`The loan is ${state}; cover of a default that has begun is not taken away.`, state, 'CURRENT');
  }
  if (isReinstatement) guardReinstatement(file, loan, today);
}

/** By the loan's dates: the day-roll does not look at loans whose cover has ended. */
function guardReinstatement({ policy }: PolicyFile, loan: Loan | undefined, today: CalendarDate): void {
  if (!policy.activatedAt) conflict('The cover never started.', policy.status, 'ACTIVE');
  const overdue = loan ? overdueStateOf(loan.oldestUnpaidDueOn as CalendarDate | null, loan, today) : 'CURRENT';
  if (overdue !== 'CURRENT') {
    conflict(`The loan is ${overdue}: a loss may have begun in the gap.`, overdue, 'CURRENT');
  }
}

export interface ProposalSetting {
  readonly draft: ChangeDraft;
  /** Business date from when it counts; null: today. */
  readonly effectiveOn: CalendarDate | null;
  /** Business date in a time zone. */
  today(timeZone: string): CalendarDate;
  scenario(code: string): ScenarioModule;
  /** Recognises an identity without storing it. */
  blindIndex(identity: string): string;
}

/** The business date of a change: not in the future, not before cover starts; before activation always today. */
function dateOf(file: PolicyFile, { draft, effectiveOn }: ProposalSetting, today: CalendarDate): CalendarDate {
  const ending = draft.change === 'REINSTATEMENT' ? endingOf(file) : undefined;
  if (ending) return ending.on;
  if (effectiveOn === null) return today;
  const { startsOn, status } = file.policy;
  if (effectiveOn > today) refuse(invalidInput([issue('effectiveOn', 'DATE_IN_FUTURE', `must not be after ${today}`)]));
  if (status === 'PENDING_ACTIVATION' && effectiveOn !== today) {
    refuse(invalidInput([issue('effectiveOn', 'NOT_IN_FORCE', 'must be today before cover has started')]));
  }
  if (effectiveOn < startsOn) {
    refuse(invalidInput([issue('effectiveOn', 'DATE_TOO_EARLY', `must not be before ${startsOn}, when cover starts`)]));
  }
  return effectiveOn;
}

function withinWindow({ terms, policy }: PolicyFile, endedOn: CalendarDate, today: CalendarDate): void {
  const lastDay = addDays(endedOn, terms.changes.reinstatementDays);
  if (today > lastDay) {
    conflict(`Cover could be put back in force until ${lastDay}.`, policy.status, 'ACTIVE');
  }
}

function refusalOf(problem: PlanProblem): Refusal {
  if (problem.kind === 'REFUSED') return invalidInput(problem.issues);
  const { later, issues } = problem;
  const why =
    issues.map(({ path, message }) => `${path} ${message}`).join('; ') || 'it was recorded without its request';
  const message = `Transaction ${later.sequence} (${later.change ?? 'CHANGE'} of ${later.on}) could not follow: ${why}.`;
  return { problem: 'StateConflict', message, from: `TRANSACTION_${later.sequence}`, to: 'COMPUTED_AGAIN' };
}

/** What a change would do now; nothing is written. */
export async function proposeChange(
  tx: Transaction,
  file: PolicyFile,
  setting: ProposalSetting,
): Promise<ProposedChange> {
  const today = setting.today(file.loan?.timeZone ?? file.origin.timeZone);
  await guardChange(tx, file, setting.draft, today);
  const on = dateOf(file, setting, today);
  const resolved = resolveDraft(setting.draft, {
    file,
    on,
    today,
    blindIndex: setting.blindIndex,
    module: () => setting.scenario(file.policy.scenario),
  });
  if (!resolved.ok) return refuse(invalidInput(resolved.error));
  await requireNotice(tx, file.policy.id, setting.draft, on);
  if (setting.draft.change === 'REINSTATEMENT') withinWindow(file, on, today);
  const plan = planTransaction(file.history, resolved.value, on);
  if (!plan.ok) return refuse(refusalOf(plan.error));
  return { request: resolved.value, plan: plan.value, change: figuresOf(file, plan.value) };
}

/** A change that installed scenarios offer, by its name. */
export function scenarioChangeOf(scenarios: readonly ScenarioModule[], policy: Policy, name: string) {
  for (const { code, changes } of scenarios) {
    const change = changes?.find((candidate) => candidate.name === name);
    if (!change) continue;
    if (policy.scenario === code) return change;
    const message = `is a policy of ${policy.scenario}; ${name} is for ${code}`;
    return refuse(invalidInput([issue('policy', 'WRONG_SCENARIO', message)]));
  }
  throw new Error(`no installed scenario offers ${name}`);
}
