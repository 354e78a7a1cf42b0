import { failure, issue, success } from '../../kernel/index.js';
import type { CoverSettings } from './cover.js';
import { unearnedOn } from './give-back.js';
import type { PlannedStep, StepRequest, StepResult, StepSetting } from './step.js';

/** A change of who is named, which moves no money. */
const named = (
  setting: StepSetting,
  request: StepRequest,
  change: { summary: string; sets: CoverSettings },
): PlannedStep => ({
  kind: 'CHANGE',
  change: request.change,
  sequence: setting.sequence,
  on: setting.on,
  effectiveOn: setting.on,
  countsFrom: setting.on,
  request,
  unearnedMinor: unearnedOn(setting),
  isFromTheStart: false,
  isRefundWaived: false,
  premiumLines: [],
  sumInsuredDeltaMinor: 0n,
  lentDeltaMinor: 0n,
  ...change,
});

type Of<Change extends StepRequest['change']> = Extract<StepRequest, { change: Change }>;

export function planAssignment(setting: StepSetting, request: Of<'ASSIGNMENT'>): StepResult {
  const { lenderId, noticeGivenOn } = request;
  if (setting.cover.lenderId === lenderId) {
    return failure([issue('assignment.lender', 'ALREADY_LENDER', 'is owed the loan already')]);
  }
  const summary = `loan assigned to another lender, notice given on ${noticeGivenOn}`;
  return success(named(setting, request, { summary, sets: { lenderId } }));
}

export function planBeneficiary(setting: StepSetting, request: Of<'BENEFICIARY'>): StepResult {
  const { beneficiaryId, noticeGivenOn } = request;
  if ((setting.cover.beneficiaryId ?? setting.cover.lenderId) === beneficiaryId) {
    return failure([issue('beneficiary.organisation', 'ALREADY_BENEFICIARY', 'is the beneficiary already')]);
  }
  const summary = `another beneficiary, notice given on ${noticeGivenOn}`;
  return success(named(setting, request, { summary, sets: { beneficiaryId } }));
}

export function planCorrection(setting: StepSetting, request: Of<'CORRECTION'>): StepResult {
  const { obligorReference, obligorKey } = request;
  const { cover } = setting;
  const isOther = obligorKey !== undefined && obligorKey !== cover.obligorKey;
  if (cover.obligorReference === obligorReference && !isOther) {
    return failure([issue('correction.obligorReference', 'UNCHANGED', 'is the reference already')]);
  }
  const what = isOther ? 'obligor' : 'reference of the obligor';
  const summary = `${what} corrected from ${cover.obligorReference}`;
  return success(named(setting, request, { summary, sets: { obligorReference, ...(isOther ? { obligorKey } : {}) } }));
}
