import { earlierOf, failure, issue, success } from '../../kernel/index.js';
import { type CoverSettings, totalOf } from './cover.js';
import { giveBack, unearnedOn } from './give-back.js';
import type { PlannedStep, StepRequest, StepResult, StepSetting } from './step.js';
import type { RefundRule } from './unearned.js';

type Of<Change extends StepRequest['change']> = Extract<StepRequest, { change: Change }>;

const ALL = { of: 1n, outOf: 1n };
const BY_DAYS: RefundRule = { method: 'PRO_RATA' };

const ending = (
  setting: StepSetting,
  request: StepRequest,
  { summary, sets }: { readonly summary: string; readonly sets: CoverSettings },
): Pick<
  PlannedStep,
  'kind' | 'change' | 'sequence' | 'on' | 'summary' | 'request' | 'sets' | 'lentDeltaMinor' | 'sumInsuredDeltaMinor'
> => ({
  kind: 'CANCELLATION',
  change: request.change,
  sequence: setting.sequence,
  on: setting.on,
  summary,
  request,
  sets,
  lentDeltaMinor: 0n,
  // The sum insured is what could be paid in all; that nothing more can be, the status says.
  sumInsuredDeltaMinor: 0n,
});

/**
 * Cover ends with the day. The policyholder is given back what the product's method leaves; when the insurer cancels,
 * the premium goes back by days, small refunds too: what a short rate or a minimum keeps is the price of leaving.
 */
export function planCancellation(setting: StepSetting, request: Of<'CANCELLATION'>): StepResult {
  const byInsurer = request.by === 'INSURER' ? { rule: BY_DAYS, withoutMinimum: true } : {};
  return success({
    ...ending(setting, request, { summary: `cancelled: ${request.reason}`, sets: { status: 'CANCELLED' } }),
    ...giveBack({ ...setting, ...byInsurer }, ALL),
  });
}

/** Cover ends for unpaid premium; what is for the days after is no longer asked for. */
export function planLapse(setting: StepSetting, request: Of<'LAPSE'>): StepResult {
  const summary = `premium due on ${request.unpaidSince} not paid`;
  return success({
    ...ending(setting, request, { summary, sets: { status: 'LAPSED' } }),
    ...giveBack({ ...setting, rule: BY_DAYS, withoutMinimum: true }, ALL),
  });
}

/** Cover that ended with a loan goes on with it. It moves nothing: what went back with the payment comes back by itself. */
export function planReopening({ on, sequence }: StepSetting, request: Of<'REOPENING'>): StepResult {
  return success({
    kind: 'REINSTATEMENT',
    change: 'REOPENING',
    sequence,
    on,
    effectiveOn: on,
    countsFrom: on,
    summary: 'a payment that had ended the loan was taken back',
    request,
    sets: {},
    premiumLines: [],
    sumInsuredDeltaMinor: 0n,
    lentDeltaMinor: 0n,
    unearnedMinor: 0n,
    isRefundWaived: false,
    isFromTheStart: false,
  });
}

/** Cover goes on as if it had not ended: the premium that had gone back is due again, also for the days between. */
export function planReinstatement(setting: StepSetting, request: Of<'REINSTATEMENT'>): StepResult {
  const { cover, on, sequence } = setting;
  if (cover.status !== 'CANCELLED' && cover.status !== 'LAPSED') {
    return failure([issue('policy', 'COVER_IN_FORCE', `cover is ${cover.status}`)]);
  }
  const premiumLines = request.premiumLines.map(({ kind, minor }) => ({ kind, minor: BigInt(minor) }));
  return success({
    kind: 'REINSTATEMENT',
    change: 'REINSTATEMENT',
    sequence,
    on,
    effectiveOn: earlierOf(on, request.from),
    countsFrom: request.from,
    summary: 'reinstated',
    request,
    sets: { status: 'ACTIVE' },
    premiumLines,
    sumInsuredDeltaMinor: 0n,
    lentDeltaMinor: 0n,
    unearnedMinor: totalOf(premiumLines) === 0n ? 0n : unearnedOn(setting),
    isRefundWaived: false,
    isFromTheStart: false,
  });
}
