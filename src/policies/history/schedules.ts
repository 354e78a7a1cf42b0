import { balanceTime } from '../../finance/balance-time.js';
import type { PremiumLine } from '../../finance/premium.js';
import {
  addDays,
  addMonths,
  allocate,
  type CalendarDate,
  decimal,
  divideHalfUp,
  type FieldIssue,
  failure,
  formatMinor,
  issue,
  maxMinor,
  multiplyMinor,
  type Result,
  success,
} from '../../kernel/index.js';
import type { ServicedInstalment } from '../instalments.js';
import type { EntryTerms, ExtensionTerms, LoanEntry, LoanEntryKind, LoanState } from '../loan-entry.js';
import { isPaid, isPostponed, postponedDate, unpaidInterest, unpaidPrincipal } from '../loan-row.js';
import { type Cover, type CoverSettings, type CoverTerm, termOf } from './cover.js';
import { giveBack, unearnedOn } from './give-back.js';
import type { LoanBefore, PlannedStep, StepRequest, StepResult, StepSetting } from './step.js';

const entryOf = (
  { sequence, on }: StepSetting,
  kind: LoanEntryKind,
  rest: { readonly amountMinor?: bigint; readonly terms?: EntryTerms },
): LoanEntry => ({ source: 'CHANGE', sequence: BigInt(sequence), kind, effectiveOn: on, amountMinor: 0n, ...rest });

const dueParts = ({ instalments }: LoanState) =>
  instalments.map((row) => ({ dueOn: row.dueOn, minor: unpaidPrincipal(row) }));

const interestLeft = ({ instalments }: LoanState): bigint =>
  instalments.reduce((sum, row) => sum + unpaidInterest(row), 0n);

/** The term from the day after on: the instalments left, and cover until a default on the last one can be a claim. */
export function termAfter(
  cover: Cover,
  state: LoanState,
  { on, waitingDays }: { on: CalendarDate; waitingDays: number },
): CoverTerm {
  const left = state.instalments.filter((row) => !isPaid(row));
  const lastDueOn = left.at(-1)?.dueOn;
  const startsOn = addDays(on, 1);
  let balance = left.reduce((sum, row) => sum + unpaidPrincipal(row), 0n);
  const periods = left
    .filter(({ dueOn }) => dueOn > on)
    .map((row) => {
      const openingMinor = balance;
      balance -= unpaidPrincipal(row);
      return { dueOn: row.dueOn, openingMinor };
    });
  const endsOn = lastDueOn ? addDays(lastDueOn, waitingDays + 1) : termOf(cover).endsOn;
  return {
    startsOn,
    endsOn: endsOn > startsOn ? endsOn : addDays(startsOn, 1),
    dueOn: periods.map(({ dueOn }) => dueOn),
    openingBalancesMinor: periods.map(({ openingMinor }) => openingMinor),
  };
}

interface SchedulePremium {
  readonly premiumLines: readonly PremiumLine[];
  readonly isRefundWaived: boolean;
}

/** The unearned premium follows the balance over the days it is owed, when the product says so. */
function schedulePremium(setting: StepSetting, before: LoanState, after: LoanState): SchedulePremium {
  const { cover, on, rules } = setting;
  const nothing = { premiumLines: [], isRefundWaived: false };
  const was = balanceTime(dueParts(before), on);
  if (rules.changes.schedulePremium === 'UNCHANGED' || was === 0n) return nothing;
  const is = balanceTime(dueParts(after), on);
  if (is < was) return giveBack(setting, { of: was - is, outOf: was });
  const chargeMinor = divideHalfUp(unearnedOn(setting) * (is - was), was);
  if (chargeMinor === 0n) return nothing;
  const parts = allocate(
    chargeMinor,
    cover.premiumLines.map(({ minor }) => minor),
  );
  const lines = cover.premiumLines.map(({ kind }, at) => ({ kind, minor: parts[at] ?? 0n }));
  return { premiumLines: lines.filter(({ minor }) => minor !== 0n), isRefundWaived: false };
}

interface NewSchedule {
  readonly change: 'EXTENSION' | 'RESCHEDULING';
  readonly summary: string;
  readonly request: StepRequest;
  readonly terms: EntryTerms;
  readonly loan: LoanBefore;
  readonly after: LoanState;
  readonly waitingDays: number;
}

/** Cover, premium and waiting period follow another schedule. Interest that is insured moves the sum insured with it. */
function followSchedule(setting: StepSetting, schedule: NewSchedule): PlannedStep {
  const { cover, on, rules, sequence, indemnityPaidMinor } = setting;
  const { change, summary, request, terms, loan, after, waitingDays } = schedule;
  const unearnedMinor = unearnedOn(setting);
  const interestMinor = interestLeft(after) - interestLeft(loan.state);
  const insuredMinor =
    rules.insures === 'PRINCIPAL' ? 0n : multiplyMinor(interestMinor, decimal(rules.insuredPercentage));
  const shrunkMinor = maxMinor(cover.sumInsuredMinor + insuredMinor, indemnityPaidMinor);
  const term = { ...termAfter(cover, after, { on, waitingDays }), unearnedMinor };
  const sets: CoverSettings = { term, ...(waitingDays === cover.waitingDays ? {} : { waitingDays }) };
  return {
    kind: 'CHANGE',
    change,
    sequence,
    on,
    // A schedule changes from its day on, also in the free look: days before it were covered as they were.
    effectiveOn: on,
    countsFrom: addDays(on, 1),
    summary,
    request,
    unearnedMinor,
    isFromTheStart: false,
    ...schedulePremium(setting, loan.state, after),
    sumInsuredDeltaMinor: shrunkMinor - cover.sumInsuredMinor,
    lentDeltaMinor: 0n,
    sets,
    entry: { kind: change === 'EXTENSION' ? 'EXTENSION' : 'RESCHEDULED', amountMinor: 0n, terms },
  };
}

const path = (change: 'extension' | 'rescheduling' | 'increase', field: string): string => `${change}.${field}`;

function loanOf({ loan }: StepSetting, change: string): Result<LoanBefore, readonly FieldIssue[]> {
  if (!loan) return failure([issue(change, 'LOAN_NOT_PAID_OUT', 'the loan is not paid out yet')]);
  if (loan.state.isSettled) return failure([issue(change, 'LOAN_SETTLED', 'nothing is left to pay')]);
  return success(loan);
}

/** What is wrong with where another schedule ends: every extension and rescheduling counts from the first due date. */
function endIssues({ rules }: StepSetting, { terms }: LoanBefore, after: LoanState, at: string): FieldIssue[] {
  const { lastDueWithinMonths, maximumExtensionMonths } = rules.changes;
  const months = lastDueWithinMonths ?? rules.instalments.maximum - 1 + maximumExtensionMonths;
  const latest = addMonths(terms.firstDueOn, months);
  const last = after.instalments.at(-1)?.dueOn ?? terms.firstDueOn;
  return last > latest ? [issue(at, 'TERM_TOO_LONG', `ends on ${last}; the loan must end by ${latest}`)] : [];
}

function extensionIssues(setting: StepSetting, loan: LoanBefore, request: ExtensionTerms): FieldIssue[] {
  const { rules, on } = setting;
  const { instalments } = loan.state;
  const moved = instalments.filter((row) => isPostponed(row, request));
  const at = path('extension', 'dueFrom');
  if (moved.length === 0) return [issue(at, 'NOTHING_TO_POSTPONE', 'no unpaid instalment is due in these dates')];
  const issues: FieldIssue[] = [];
  const count = path('extension', 'by');
  const most = rules.changes.maximumExtensionMonths;
  const tooFar = (row: ServicedInstalment): boolean =>
    postponedDate(row.dueOn, request, loan.terms) > addMonths(row.dueOn, most);
  if (moved.some(tooFar)) issues.push(issue(count, 'OUT_OF_RANGE', `postpones a due date by more than ${most} months`));
  const first = moved[0] ? postponedDate(moved[0].dueOn, request, loan.terms) : on;
  if (first <= on) issues.push(issue(count, 'DATE_TOO_EARLY', `leaves an instalment due on ${first}, not after ${on}`));
  const last = moved.at(-1);
  const next = last && instalments.find((row) => !isPaid(row) && row.dueOn > last.dueOn);
  if (last && next && postponedDate(last.dueOn, request, loan.terms) >= next.dueOn) {
    issues.push(issue(count, 'DATE_TOO_LATE', `reaches ${next.dueOn}, when the next instalment is due`));
  }
  return issues;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

export function planExtension(
  setting: StepSetting,
  request: Extract<StepRequest, { change: 'EXTENSION' }>,
): StepResult {
  const loan = loanOf(setting, 'extension');
  if (!loan.ok) return loan;
  const issues = extensionIssues(setting, loan.value, request);
  if (issues.length > 0) return failure(issues);
  const { change, ...terms } = request;
  const { count, unit } = terms.by;
  const after = loan.value.with(entryOf(setting, 'EXTENSION', { terms }));
  const tooLong = endIssues(setting, loan.value, after, path('extension', 'by'));
  if (tooLong.length > 0) return failure(tooLong);
  const moved = after.instalments.filter((row) => isPostponedTo(loan.value, row)).length;
  const days = counted(count, unit === 'MONTH' ? 'month' : 'day');
  const summary = `${counted(moved, 'due date')} postponed by ${days}`;
  const { waitingDays } = setting.cover;
  return success(followSchedule(setting, { change, summary, request, terms, loan: loan.value, after, waitingDays }));
}

const isPostponedTo = ({ state }: LoanBefore, row: ServicedInstalment): boolean =>
  state.instalments[row.number - 1]?.dueOn !== row.dueOn;

export function planRescheduling(
  setting: StepSetting,
  request: Extract<StepRequest, { change: 'RESCHEDULING' }>,
): StepResult {
  const loan = loanOf(setting, 'rescheduling');
  if (!loan.ok) return loan;
  const { on, cover, rules } = setting;
  const { change, ...terms } = request;
  const begun = loan.value.state.instalments.findLast(
    ({ paidPrincipalMinor, paidInterestMinor }) => paidPrincipalMinor + paidInterestMinor > 0n,
  );
  const earliest = begun && begun.dueOn > on ? begun.dueOn : on;
  if (terms.firstDueOn <= earliest) {
    return failure([issue(path('rescheduling', 'firstDueOn'), 'DATE_TOO_EARLY', `must be after ${earliest}`)]);
  }
  // As far as an extension could postpone what is due next; a month where a product knows none.
  const next = loan.value.state.instalments.find((row) => !isPaid(row) && row.dueOn > on)?.dueOn ?? on;
  const latest = addMonths(next, Math.max(1, rules.changes.maximumExtensionMonths));
  if (terms.firstDueOn > latest) {
    return failure([issue(path('rescheduling', 'firstDueOn'), 'DATE_TOO_LATE', `must not be after ${latest}`)]);
  }
  const after = loan.value.with(entryOf(setting, 'RESCHEDULED', { terms }));
  const tooLong = endIssues(setting, loan.value, after, path('rescheduling', 'instalments'));
  if (tooLong.length > 0) return failure(tooLong);
  const waitingDays = rules.changes.waitingDaysAfterRescheduling ?? cover.waitingDays;
  const balance = formatMinor(after.outstandingPrincipalMinor, setting.currency);
  const summary = `${balance} rescheduled over ${terms.instalments} instalments from ${terms.firstDueOn}`;
  return success(followSchedule(setting, { change, summary, request, terms, loan: loan.value, after, waitingDays }));
}

/** More is lent over the instalments left; the price and the sum insured are those of the decision on it. */
export function planIncrease(setting: StepSetting, request: Extract<StepRequest, { change: 'INCREASE' }>): StepResult {
  const loan = loanOf(setting, 'increase');
  if (!loan.ok) return loan;
  const { on, sequence, currency } = setting;
  if (
    !loan.value.state.instalments.some((row) => row.dueOn > on && row.paidPrincipalMinor + row.paidInterestMinor === 0n)
  ) {
    return failure([issue('increase.amount', 'NO_INSTALMENT_LEFT', 'no instalment is left to repay more with')]);
  }
  const amountMinor = BigInt(request.amountMinor);
  return success({
    kind: 'CHANGE',
    change: 'INCREASE',
    sequence,
    on,
    effectiveOn: on,
    countsFrom: addDays(on, 1),
    summary: `${formatMinor(amountMinor, currency)} more lent`,
    request,
    unearnedMinor: unearnedOn(setting),
    isFromTheStart: false,
    isRefundWaived: false,
    premiumLines: request.premiumLines.map(({ kind, minor }) => ({ kind, minor: BigInt(minor) })),
    sumInsuredDeltaMinor: BigInt(request.sumInsuredMinor),
    lentDeltaMinor: amountMinor,
    sets: {},
    entry: { kind: 'INCREASE', amountMinor },
  });
}
