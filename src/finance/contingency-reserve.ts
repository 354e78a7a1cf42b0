import { maxMinor, minMinor } from '../kernel/index.js';
import { requireNotNegative, requireShare, requireWhole } from './arguments.js';
import { type Rate, scaleMinor } from './ratio.js';

/** One year of a mortgage guaranty insurer, minor units. */
export interface ReserveYear {
  readonly earnedMinor: bigint;
  readonly incurredMinor: bigint;
}

export interface ReserveRules {
  /** Share of earned premium put aside; default 0.5. */
  readonly contributionRate?: Rate;
  /** Loss ratio over which money may be taken out; default 0.35. */
  readonly withdrawalOverLossRatio?: Rate;
  /** Years a contribution is held; default 10 (120 months). */
  readonly heldYears?: number;
}

export interface ReserveMovement {
  readonly contributionMinor: bigint;
  /** Incurred losses over the threshold: the most the year allows to take out. */
  readonly allowedWithdrawalMinor: bigint;
  /** What was taken out: the allowed amount, as far as the reserve reaches. */
  readonly withdrawalMinor: bigint;
  /** Contributions released because their time is over. */
  readonly releaseMinor: bigint;
  /** At the end of the year. */
  readonly balanceMinor: bigint;
}

/**
 * The contingency reserve of mortgage guaranty insurance, year by year: half the earned premium is held for 120 months;
 * when incurred losses exceed 35 % of earned premium the excess may be taken out, oldest contributions first.
 * Sources: Idaho Code 41-611A, New York Insurance Law 6502, Arizona 20-1556, Wisconsin Ins 3.09(14).
 * @throws ArgumentError `NEGATIVE_AMOUNT`, `OUT_OF_RANGE`
 */
export function contingencyReserve(years: readonly ReserveYear[], rules: ReserveRules = {}): ReserveMovement[] {
  const contributionRate = requireShare(rules.contributionRate ?? 0.5, 'contributionRate');
  const threshold = requireShare(rules.withdrawalOverLossRatio ?? 0.35, 'withdrawalOverLossRatio');
  const heldYears = rules.heldYears ?? 10;
  requireWhole(heldYears, 'heldYears', { from: 1, to: 100 });
  const held: bigint[] = [];
  return years.map(({ earnedMinor, incurredMinor }, at) => {
    requireNotNegative(earnedMinor, `years[${at}].earnedMinor`);
    requireNotNegative(incurredMinor, `years[${at}].incurredMinor`);
    const contributionMinor = scaleMinor(earnedMinor, contributionRate);
    held.push(contributionMinor);
    const expired = at - heldYears;
    const releaseMinor = expired >= 0 ? (held[expired] ?? 0n) : 0n;
    if (expired >= 0) held[expired] = 0n;
    const allowedWithdrawalMinor = maxMinor(0n, incurredMinor - scaleMinor(earnedMinor, threshold));
    const withdrawalMinor = takeOldestFirst(held, allowedWithdrawalMinor);
    const balanceMinor = held.reduce((sum, amount) => sum + amount, 0n);
    return { contributionMinor, allowedWithdrawalMinor, withdrawalMinor, releaseMinor, balanceMinor };
  });
}

function takeOldestFirst(held: bigint[], wantedMinor: bigint): bigint {
  let left = wantedMinor;
  held.forEach((amount, at) => {
    const taken = minMinor(amount, left);
    held[at] = amount - taken;
    left -= taken;
  });
  return wantedMinor - left;
}
