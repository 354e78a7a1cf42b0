import {
  addDays,
  divideHalfUp,
  failure,
  formatMinor,
  invariant,
  issue,
  maxMinor,
  success,
} from '../../kernel/index.js';
import type { LoanEntry } from '../loan-entry.js';
import { exceedsOwed, excessAllowed } from '../overpayment.js';
import { giveBack, unearnedOn } from './give-back.js';
import type { StepEntry, StepRequest, StepResult, StepSetting } from './step.js';

interface Reduction {
  readonly reductionMinor: bigint;
  /** What the reduction is taken of. */
  readonly outOfMinor: bigint;
}

/** Sum insured and unearned premium shrink in the proportion in which the principal does. */
function reduced(setting: StepSetting, { reductionMinor, outOfMinor }: Reduction) {
  const { cover, indemnityPaidMinor } = setting;
  const shrunkMinor = cover.sumInsuredMinor - divideHalfUp(cover.sumInsuredMinor * reductionMinor, outOfMinor);
  const back = giveBack(setting, { of: reductionMinor, outOf: outOfMinor });
  return { ...back, sumInsuredDeltaMinor: maxMinor(shrunkMinor, indemnityPaidMinor) - cover.sumInsuredMinor };
}

/** The insured thing shrinks as its scenario says, e.g. goods came back: loan, cover and premium with it. */
export function planReturn(setting: StepSetting, request: Extract<StepRequest, { change: 'RETURN' }>): StepResult {
  const { cover, loan, sequence, on, currency, originalPrincipalMinor } = setting;
  const outstandingPrincipalMinor = loan?.state.outstandingPrincipalMinor ?? cover.lentMinor;
  const change = setting.scenarioChange(request.name);
  const applied = change.apply(cover.risk, request.input, {
    currency,
    originalPrincipalMinor,
    outstandingPrincipalMinor,
  });
  if (!applied.ok) return applied;
  const { reductionMinor, risk, summary } = applied.value;
  invariant(
    reductionMinor > 0n && reductionMinor <= outstandingPrincipalMinor,
    `${change.name} reduces ${outstandingPrincipalMinor} by ${reductionMinor}`,
  );
  const entry: StepEntry = { kind: 'RETURN', amountMinor: reductionMinor };
  return success({
    kind: 'CHANGE',
    change: 'RETURN',
    sequence,
    on,
    summary,
    request,
    ...reduced(setting, { reductionMinor, outOfMinor: outstandingPrincipalMinor }),
    lentDeltaMinor: -reductionMinor,
    sets: { risk },
    ...(loan ? { entry } : {}),
  });
}

/** No premium goes back, so nothing counts from the start of cover, in the free look neither. */
const coverStays = (setting: StepSetting) => ({
  unearnedMinor: unearnedOn(setting),
  isFromTheStart: false,
  isRefundWaived: false,
  premiumLines: [],
  effectiveOn: setting.on,
  countsFrom: addDays(setting.on, 1),
  sumInsuredDeltaMinor: 0n,
});

/** The borrower pays ahead of schedule. What was due is an ordinary payment; the rest shrinks cover when the product says so. */
export function planPrepayment(
  setting: StepSetting,
  request: Extract<StepRequest, { change: 'PREPAYMENT' }>,
): StepResult {
  const { loan, sequence, on, currency, rules } = setting;
  if (!loan) return failure([issue('prepayment', 'LOAN_NOT_PAID_OUT', 'the loan is not paid out yet')]);
  const amountMinor = BigInt(request.amountMinor);
  const entry: LoanEntry = {
    source: request.sequence === null ? 'CHANGE' : 'SERVICER',
    sequence: BigInt(request.sequence ?? sequence),
    kind: request.settles ? 'SETTLED' : 'PREPAYMENT',
    effectiveOn: on,
    amountMinor,
  };
  const after = loan.with(entry);
  const moreMinor = after.excessMinor - loan.state.excessMinor;
  // The servicer's reports were judged when they came.
  if (request.sequence === null && moreMinor > 0n && after.excessMinor > excessAllowed(loan.terms)) {
    const { code, message } = exceedsOwed(amountMinor - moreMinor, currency);
    return failure([issue('prepayment.amount', code, message)]);
  }
  const reductionMinor = after.reducedPrincipalMinor - loan.state.reducedPrincipalMinor;
  if (reductionMinor === 0n) {
    const message = `pays what is due on ${on} and nothing ahead of it`;
    return failure([issue('prepayment.amount', 'NOTHING_TO_REDUCE', message)]);
  }
  const follows = rules.changes.prepayment === 'COVER_FOLLOWS';
  const outOfMinor = after.outstandingPrincipalMinor + reductionMinor;
  const figures = follows ? reduced(setting, { reductionMinor, outOfMinor }) : coverStays(setting);
  const rest = formatMinor(after.outstandingPrincipalMinor, currency);
  return success({
    kind: 'CHANGE',
    change: 'PREPAYMENT',
    sequence,
    on,
    summary: `${formatMinor(reductionMinor, currency)} of principal prepaid, ${rest} left`,
    request,
    ...figures,
    lentDeltaMinor: 0n,
    sets: {},
    ...(request.sequence === null ? { entry: { kind: entry.kind, amountMinor } } : {}),
  });
}
