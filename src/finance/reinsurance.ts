import { ArgumentError, type Decimal, divideHalfUp, maxMinor, minMinor } from '../kernel/index.js';
import {
  requireNotNegative,
  requirePositive,
  requireRateNotNegative,
  requireShare,
  requireWhole,
} from './arguments.js';
import { addRatios, decimalOfRatio, multiplyRatios, type Rate, type Ratio, ratio, scaleMinor } from './ratio.js';

/** Amounts in minor units, zero or more. */
export interface QuotaShareTerms {
  /** Ceded share, 0 to 1. */
  readonly share: Rate;
  /** Ceding commission on the ceded premium, 0 to 1. */
  readonly commission: Rate;
}

export interface QuotaShare {
  readonly cededPremiumMinor: bigint;
  readonly commissionMinor: bigint;
  /** Ceded premium less commission. */
  readonly netCededPremiumMinor: bigint;
  readonly cededLossMinor: bigint;
  readonly cededRecoveryMinor: bigint;
  /** What the cedant owes the reinsurer, negative when it is owed: net premium - loss + recovery. */
  readonly balanceMinor: bigint;
}

/**
 * Quota share: premium, loss and recovery ceded at the share, less ceding commission; each rounded half up once.
 * @throws ArgumentError `OUT_OF_RANGE`, `NEGATIVE_AMOUNT`
 */
export function quotaShare(
  amounts: { readonly premiumMinor: bigint; readonly lossMinor?: bigint; readonly recoveryMinor?: bigint },
  terms: QuotaShareTerms,
): QuotaShare {
  const share = requireShare(terms.share, 'share');
  const commission = requireShare(terms.commission, 'commission');
  const [lossMinor, recoveryMinor] = [amounts.lossMinor ?? 0n, amounts.recoveryMinor ?? 0n];
  requireNotNegative(amounts.premiumMinor, 'premiumMinor');
  requireNotNegative(lossMinor, 'lossMinor');
  requireNotNegative(recoveryMinor, 'recoveryMinor');
  const cededPremiumMinor = scaleMinor(amounts.premiumMinor, share);
  const commissionMinor = scaleMinor(cededPremiumMinor, commission);
  const cededLossMinor = scaleMinor(lossMinor, share);
  const cededRecoveryMinor = scaleMinor(recoveryMinor, share);
  return {
    cededPremiumMinor,
    commissionMinor,
    netCededPremiumMinor: cededPremiumMinor - commissionMinor,
    cededLossMinor,
    cededRecoveryMinor,
    balanceMinor: cededPremiumMinor - commissionMinor - cededLossMinor + cededRecoveryMinor,
  };
}

export interface Surplus {
  readonly cededMinor: bigint;
  readonly retainedMinor: bigint;
  /** Ceded share of this risk: it also applies to the premium and the losses. */
  readonly cededShare: Decimal;
}

/**
 * Surplus treaty: what exceeds the retention is ceded, up to `lines` times the retention.
 * @throws ArgumentError `NOT_POSITIVE`, `NEGATIVE_AMOUNT`, `OUT_OF_RANGE`
 */
export function surplusShare(
  sumInsuredMinor: bigint,
  terms: { readonly retentionMinor: bigint; readonly lines: number },
): Surplus {
  requireNotNegative(sumInsuredMinor, 'sumInsuredMinor');
  requirePositive(terms.retentionMinor, 'retentionMinor');
  requireWhole(terms.lines, 'lines', { from: 0, to: 1000 });
  const excess = maxMinor(0n, sumInsuredMinor - terms.retentionMinor);
  const cededMinor = minMinor(excess, terms.retentionMinor * BigInt(terms.lines));
  const cededShare = decimalOfRatio(ratio(cededMinor, sumInsuredMinor === 0n ? 1n : sumInsuredMinor));
  return { cededMinor, retainedMinor: sumInsuredMinor - cededMinor, cededShare };
}

export interface StopLossTerms {
  readonly subjectPremiumMinor: bigint;
  /** Loss ratios between which the reinsurer pays, 1.10 and 1.50 for 110 % to 150 %. */
  readonly attachmentRatio: Rate;
  readonly exhaustionRatio: Rate;
  /** Share of that layer the reinsurer pays, default 1. */
  readonly share?: Rate;
}

/**
 * Stop loss: the share of a year's losses between two loss ratios of the subject premium, rounded half up once.
 * @throws ArgumentError `OUT_OF_RANGE`, `NEGATIVE_AMOUNT`
 */
export function stopLoss(ultimateLossMinor: bigint, terms: StopLossTerms): bigint {
  requireNotNegative(ultimateLossMinor, 'ultimateLossMinor');
  requireNotNegative(terms.subjectPremiumMinor, 'subjectPremiumMinor');
  const attachment = requireRateNotNegative(terms.attachmentRatio, 'attachmentRatio');
  const exhaustion = requireRateNotNegative(terms.exhaustionRatio, 'exhaustionRatio');
  if (isLess(exhaustion, attachment)) {
    throw new ArgumentError('OUT_OF_RANGE', 'exhaustionRatio', 'must not be below the attachment ratio');
  }
  const share = requireShare(terms.share ?? 1, 'share');
  const bound = (of: Ratio): Ratio => ratio(terms.subjectPremiumMinor * of.numerator, of.denominator);
  const loss = ratio(ultimateLossMinor, 1n);
  const top = isLess(loss, bound(exhaustion)) ? loss : bound(exhaustion);
  const inLayer = multiplyRatios(subtract(top, bound(attachment)), share);
  return inLayer.numerator <= 0n ? 0n : divideHalfUp(inLayer.numerator, inLayer.denominator);
}

/** From `overLossRatio` on, the commission falls by `fall` for each unit of loss ratio. */
export interface SlidingScaleTerms {
  readonly minimum: Rate;
  readonly maximum: Rate;
  /** Loss ratio at or below which the maximum is paid. */
  readonly maximumAtLossRatio: Rate;
  /** Commission points lost per loss ratio point, 0.5 for one half; default 1. */
  readonly slide?: Rate;
}

/**
 * Sliding scale ceding commission: the maximum at or below a loss ratio, falling with the loss ratio, never under the
 * minimum.
 * @returns the commission rate, exact
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export function slidingScaleCommission(lossRatio: Rate, terms: SlidingScaleTerms): Decimal {
  const loss = requireRateNotNegative(lossRatio, 'lossRatio');
  const [minimum, maximum] = [requireShare(terms.minimum, 'minimum'), requireShare(terms.maximum, 'maximum')];
  if (isLess(maximum, minimum)) throw new ArgumentError('OUT_OF_RANGE', 'minimum', 'must not exceed the maximum');
  const over = subtract(loss, requireRateNotNegative(terms.maximumAtLossRatio, 'maximumAtLossRatio'));
  if (over.numerator <= 0n) return decimalOfRatio(maximum);
  const slid = subtract(maximum, multiplyRatios(over, requireRateNotNegative(terms.slide ?? 1, 'slide')));
  return decimalOfRatio(isLess(slid, minimum) ? minimum : slid);
}

const subtract = (a: Ratio, b: Ratio): Ratio => addRatios(a, ratio(-b.numerator, b.denominator));
const isLess = (a: Ratio, b: Ratio): boolean => a.numerator * b.denominator < b.numerator * a.denominator;

/**
 * Profit commission: a share of what is left of the reinsurer's premium after losses, commission, its own expenses and a
 * deficit brought forward; never negative.
 */
export function profitCommission(
  account: {
    readonly premiumMinor: bigint;
    readonly lossMinor: bigint;
    readonly commissionMinor: bigint;
    readonly deficitBroughtForwardMinor?: bigint;
  },
  terms: { readonly reinsurerExpense: Rate; readonly share: Rate },
): bigint {
  const expense = scaleMinor(account.premiumMinor, requireShare(terms.reinsurerExpense, 'reinsurerExpense'));
  const deficit = account.deficitBroughtForwardMinor ?? 0n;
  requireNotNegative(deficit, 'deficitBroughtForwardMinor');
  const profit = account.premiumMinor - account.lossMinor - account.commissionMinor - expense - deficit;
  const share = requireShare(terms.share, 'share');
  return profit <= 0n ? 0n : divideHalfUp(profit * share.numerator, share.denominator);
}
