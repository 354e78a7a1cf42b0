import type { RepaymentMethod } from '../finance/schedule.js';
import {
  addDays,
  type CalendarDate,
  type CurrencyCode,
  decimal,
  type FieldIssue,
  failure,
  issue,
  type Money,
  type Result,
  success,
} from '../kernel/index.js';
import { InputCheck, type JsonObject, type ScenarioModule } from '../scenarios/contract/index.js';
import { type Obligor, obligorIdentity } from '../underwriting/obligor.js';
import { storedPremiumLines } from './change-rows.js';
import { foldCover, negated } from './history/cover.js';
import type { CancellationReason, CancellingParty, StepRequest } from './history/step.js';
import { underwriteIncrease } from './increase.js';
import type { PolicyFile } from './policy-file.js';

/** A change as the API takes it: syntax checked, meaning not. */
export type ChangeDraft =
  | { readonly change: 'RETURN'; readonly name: string; readonly input: object }
  | { readonly change: 'PREPAYMENT'; readonly amount: Money; readonly settles: boolean }
  | {
      readonly change: 'EXTENSION';
      readonly dueFrom: CalendarDate;
      readonly dueThrough: CalendarDate | null;
      readonly unit: 'MONTH' | 'DAY';
      readonly count: number;
      readonly isInterestCharged: boolean;
    }
  | {
      readonly change: 'RESCHEDULING';
      readonly instalments: number;
      readonly firstDueOn: CalendarDate;
      /** Null: as before. */
      readonly annualRate: string | null;
      readonly method: RepaymentMethod | null;
    }
  | { readonly change: 'INCREASE'; readonly amount: Money }
  | { readonly change: 'ASSIGNMENT'; readonly lenderId: string; readonly noticeGivenOn: CalendarDate }
  | { readonly change: 'BENEFICIARY'; readonly beneficiaryId: string; readonly noticeGivenOn: CalendarDate }
  | {
      readonly change: 'CORRECTION';
      readonly obligorReference: string;
      readonly identityNumber: string | null;
      /** Absent: by the partner or the lender. */
      readonly by?: 'INSURER';
    }
  | {
      readonly change: 'CANCELLATION';
      readonly reason: CancellationReason;
      readonly by: CancellingParty;
      readonly noticeGivenOn: CalendarDate | null;
    }
  | {
      readonly change: 'REINSTATEMENT';
      readonly isFreeOfLoss: boolean;
      readonly statement: string;
      readonly by: CancellingParty;
    };

interface ResolveSetting {
  readonly file: PolicyFile;
  readonly on: CalendarDate;
  readonly today: CalendarDate;
  /** Recognises an identity without storing it. */
  blindIndex(identity: string): string;
  /** The module of the policy's scenario. */
  module(): ScenarioModule;
}

type Of<Change extends ChangeDraft['change']> = Extract<ChangeDraft, { change: Change }>;
type Resolved = Result<StepRequest, readonly FieldIssue[]>;

const NEW_METHODS: readonly RepaymentMethod[] = ['LEVEL_PAYMENT', 'EQUAL_PRINCIPAL', 'INTEREST_ONLY', 'ZERO_INTEREST'];

/** The amount of a change: positive, in the currency of the policy. */
function amountIssues(at: string, amount: Money, { policy }: PolicyFile): FieldIssue[] {
  const currency = policy.currency as CurrencyCode;
  if (amount.currency !== currency) return [issue(`${at}.currency`, 'CURRENCY_MISMATCH', `must be ${currency}`)];
  return amount.minor <= 0n ? [issue(`${at}.amount`, 'MUST_BE_POSITIVE', 'must be above zero')] : [];
}

function resolvePrepayment({ amount, settles }: Of<'PREPAYMENT'>, file: PolicyFile): Resolved {
  const issues = amountIssues('prepayment.amount', amount, file);
  if (issues.length > 0) return failure(issues);
  return success({ change: 'PREPAYMENT', amountMinor: String(amount.minor), settles, sequence: null });
}

function resolveIncrease({ amount }: Of<'INCREASE'>, setting: ResolveSetting): Resolved {
  const issues = amountIssues('increase.amount', amount, setting.file);
  return issues.length > 0
    ? failure(issues)
    : underwriteIncrease(amount.minor, { ...setting, module: setting.module() });
}

function resolveExtension({ unit, count, ...draft }: Of<'EXTENSION'>): Resolved {
  const most = unit === 'MONTH' ? 36 : 366;
  if (count < 1 || count > most) return failure([issue('extension.by', 'OUT_OF_RANGE', `must be from 1 to ${most}`)]);
  if (draft.dueThrough !== null && draft.dueThrough < draft.dueFrom) {
    return failure([issue('extension.dueThrough', 'DATE_TOO_EARLY', `must not be before ${draft.dueFrom}`)]);
  }
  return success({ ...draft, by: { unit, count } });
}

function resolveRescheduling(draft: Of<'RESCHEDULING'>, { history, terms }: PolicyFile): Resolved {
  const { instalments, firstDueOn } = draft;
  const issues: FieldIssue[] = [];
  const was = history.loan?.terms;
  const wasMethod = was?.method === 'LEVEL_WITH_BALLOON' ? 'LEVEL_PAYMENT' : (was?.method ?? 'LEVEL_PAYMENT');
  const method = draft.method ?? wasMethod;
  const annualRate = draft.annualRate ?? was?.annualRate ?? '0';
  const most = terms.changes.maximumInstalments ?? terms.instalments.maximum;
  if (instalments < 1 || instalments > most) {
    issues.push(issue('rescheduling.instalments', 'OUT_OF_RANGE', `must be from 1 to ${most}`));
  }
  if (!NEW_METHODS.includes(method)) {
    issues.push(issue('rescheduling.method', 'NOT_INSURABLE', `must be one of ${NEW_METHODS.join(', ')}`));
  }
  const rate = decimal(annualRate);
  // The rate a loan has already may stay.
  const dearest = draft.annualRate === null ? annualRate : (terms.maximumAnnualRate ?? '10');
  if (rate.isNegative() || rate.greaterThan(decimal(dearest))) {
    issues.push(issue('rescheduling.annualRate', 'OUT_OF_RANGE', `must be from 0 to ${dearest}`));
  } else if (method === 'ZERO_INTEREST' && !rate.isZero()) {
    issues.push(issue('rescheduling.annualRate', 'MUST_BE_ZERO', 'must be 0 for ZERO_INTEREST'));
  }
  if (issues.length > 0) return failure(issues);
  return success({ change: 'RESCHEDULING', instalments, firstDueOn, annualRate, method });
}

const noticeIssues = (change: string, noticeGivenOn: CalendarDate, today: CalendarDate): FieldIssue[] =>
  noticeGivenOn > today ? [issue(`${change}.noticeGivenOn`, 'DATE_IN_FUTURE', `must not be after ${today}`)] : [];

function resolveAssignment(draft: Of<'ASSIGNMENT'>, { file, today }: ResolveSetting): Resolved {
  const issues = noticeIssues('assignment', draft.noticeGivenOn, today);
  if (!file.loan) issues.push(issue('assignment', 'LOAN_NOT_PAID_OUT', 'the loan is not paid out yet'));
  if (!file.origin.lenderIds.includes(draft.lenderId)) {
    issues.push(issue('assignment.lender', 'UNKNOWN_LENDER', 'is not a lender of this programme'));
  }
  return issues.length > 0 ? failure(issues) : success(draft);
}

function resolveBeneficiary(draft: Of<'BENEFICIARY'>, { file, today }: ResolveSetting): Resolved {
  const issues = noticeIssues('beneficiary', draft.noticeGivenOn, today);
  const known = [...file.origin.lenderIds, file.policy.partnerId];
  if (!known.includes(draft.beneficiaryId)) {
    const message = 'must be the partner of this policy or a lender of its programme';
    issues.push(issue('beneficiary.organisation', 'UNKNOWN_ORGANISATION', message));
  }
  return issues.length > 0 ? failure(issues) : success(draft);
}

function resolveCorrection(draft: Of<'CORRECTION'>, { file, blindIndex }: ResolveSetting): Resolved {
  const reference = draft.obligorReference.trim();
  const check = new InputCheck();
  if (reference.length < 1 || reference.length > 100) {
    check.add('correction.obligorReference', 'OUT_OF_RANGE', 'must have 1 to 100 characters');
  }
  const given = draft.identityNumber;
  const identityNumber =
    given === null ? undefined : check.reference('correction.identityNumber', given, { maxLength: 40 });
  if (check.issues.length > 0) return failure(check.issues);
  const { kind, country, coObligors = [] } = file.origin.obligor as Obligor;
  const keyOf = (name: string, number?: string): string =>
    blindIndex(obligorIdentity({ kind, country, identityNumber: number, reference: name }, file.policy.partnerId));
  const known = foldCover(file.history.issued, file.history.steps);
  // Without an identity number it is the reference that says who borrows.
  const isByReference = known.obligorKey === keyOf(known.obligorReference);
  const key = identityNumber || isByReference ? { obligorKey: keyOf(reference, identityNumber) } : {};
  if (coObligors.some((one) => one.reference === reference)) {
    check.add('correction.obligorReference', 'SAME_OBLIGOR', 'names somebody who owes this loan already');
  } else if (coObligors.some((one) => one.key === key.obligorKey)) {
    check.add('correction.identityNumber', 'SAME_OBLIGOR', 'is that of somebody who owes this loan already');
  }
  // Somebody whom nobody underwrote is the insurer's to accept, not those' who gave the wrong one.
  if (key.obligorKey !== undefined && key.obligorKey !== known.obligorKey && draft.by !== 'INSURER') {
    const at = identityNumber ? 'identityNumber' : 'obligorReference';
    check.add(
      `correction.${at}`,
      'NEEDS_UNDERWRITER',
      'is somebody who was not underwritten; the insurer makes this correction',
    );
  }
  if (check.issues.length > 0) return failure(check.issues);
  return success({ change: 'CORRECTION', obligorReference: reference, ...key });
}

export const INSURER_REASONS: readonly CancellationReason[] = ['NON_DISCLOSURE', 'RISK_INCREASED', 'REGULATORY'];
const REASONS: Readonly<Record<CancellingParty, readonly CancellationReason[]>> = {
  POLICYHOLDER: ['POLICYHOLDER_REQUEST', 'DUPLICATE_COVER', 'INTEREST_CEASED'],
  INSURER: INSURER_REASONS,
};

function resolveCancellation(draft: Of<'CANCELLATION'>, { file, on }: ResolveSetting): Resolved {
  const reasons = REASONS[draft.by];
  if (!reasons.includes(draft.reason)) {
    return failure([issue('reason', 'NOT_YOURS', `must be one of ${reasons.join(', ')}`)]);
  }
  if (draft.by === 'POLICYHOLDER') return success({ ...draft, noticeGivenOn: null });
  const { noticeGivenOn } = draft;
  if (noticeGivenOn === null)
    return failure([issue('noticeGivenOn', 'REQUIRED', 'is needed when the insurer cancels')]);
  const earliest = addDays(noticeGivenOn, file.terms.changes.insurerNoticeDays);
  if (on >= earliest) return success(draft);
  return failure([issue('effectiveOn', 'NOTICE_TOO_SHORT', `cover cannot end before ${earliest} after this notice`)]);
}

/** The ending that a reinstatement undoes. */
export const endingOf = ({ history }: PolicyFile) =>
  history.steps.filter(({ change }) => change === 'CANCELLATION' || change === 'LAPSE').at(-1);

function resolveReinstatement(draft: Of<'REINSTATEMENT'>, file: PolicyFile): Resolved {
  const ending = endingOf(file);
  const issues: FieldIssue[] = [];
  if (!draft.isFreeOfLoss) {
    issues.push(issue('isFreeOfLoss', 'LOSS_IN_GAP', 'cover comes back only when no loss happened meanwhile'));
  }
  const statement = draft.statement.trim();
  if (statement.length < 1 || statement.length > 1_000) {
    issues.push(issue('statement', 'OUT_OF_RANGE', 'must have 1 to 1,000 characters'));
  }
  if (!ending) issues.push(issue('policy', 'COVER_NOT_ENDED', 'no cancellation and no lapse is in force'));
  // Nobody takes back what another decided: neither an insurer's notice, nor cover that its holder gave up.
  const isInsurers = ending?.request?.change === 'CANCELLATION' && ending.request.by === 'INSURER';
  if (ending && isInsurers !== (draft.by === 'INSURER')) {
    issues.push(issue('policy', 'NOT_YOURS', `the ${isInsurers ? 'insurer' : 'policyholder'} ended this cover`));
  }
  if (issues.length > 0 || !ending) return failure(issues);
  const premiumLines = storedPremiumLines(negated(ending.premiumLines));
  return success({ change: 'REINSTATEMENT', premiumLines, from: ending.countsFrom, statement });
}

/** What a draft asks for in terms of its policy: everything that computing it again will need. */
export function resolveDraft(draft: ChangeDraft, setting: ResolveSetting): Resolved {
  const { file } = setting;
  switch (draft.change) {
    case 'RETURN':
      return success({ ...draft, input: JSON.parse(JSON.stringify(draft.input)) as JsonObject });
    case 'PREPAYMENT':
      return resolvePrepayment(draft, file);
    case 'EXTENSION':
      return resolveExtension(draft);
    case 'RESCHEDULING':
      return resolveRescheduling(draft, file);
    case 'INCREASE':
      return resolveIncrease(draft, setting);
    case 'ASSIGNMENT':
      return resolveAssignment(draft, setting);
    case 'BENEFICIARY':
      return resolveBeneficiary(draft, setting);
    case 'CORRECTION':
      return resolveCorrection(draft, setting);
    case 'CANCELLATION':
      return resolveCancellation(draft, setting);
    case 'REINSTATEMENT':
      return resolveReinstatement(draft, file);
    default:
      return draft satisfies never;
  }
}
