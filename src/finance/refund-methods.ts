import { ArgumentError, divideHalfUp, unreachable } from '../kernel/index.js';
import { requireNotNegative, requireShare, requireSomething, requireWhole } from './arguments.js';
import { addRatios, complement, type Rate, type Ratio, ratio, ratioOf } from './ratio.js';

/** The exact share of a premium that a method gives back, 0 to 1. Periods are instalment periods, mostly months. */

const NOTHING = ratio(0n, 1n);

function requirePeriods(elapsed: number, periods: number): void {
  requireWhole(periods, 'periods', { from: 1, to: 1200 });
  requireWhole(elapsed, 'elapsedPeriods', { from: 0, to: periods });
}

/** Time left / time in all. */
export function proRataShare(elapsed: number, total: number): Ratio {
  requireWhole(total, 'total', { from: 1, to: 200_000 });
  requireWhole(elapsed, 'elapsed', { from: 0, to: total });
  return ratio(BigInt(total - elapsed), BigInt(total));
}

/** Rule of 78: t(t+1) / (n(n+1)) for t periods left of n. Source: Utah Admin. Code R590-91-9. */
export function ruleOf78Share(elapsed: number, periods: number): Ratio {
  requirePeriods(elapsed, periods);
  const left = BigInt(periods - elapsed);
  const all = BigInt(periods);
  return ratio(left * (left + 1n), all * (all + 1n));
}

/** The mean of Rule of 78 and pro rata by periods. */
export function meanShare(elapsed: number, periods: number): Ratio {
  requirePeriods(elapsed, periods);
  const { numerator, denominator } = addRatios(ruleOf78Share(elapsed, periods), proRataShare(elapsed, periods));
  return ratio(numerator, 2n * denominator);
}

/**
 * Insured balances left / all insured balances, each at the start of its period; discounted at the period rate for the
 * actuarial method (the price of the cover that is left, at the valuation date).
 */
export function balancesShare(
  openingBalancesMinor: readonly bigint[],
  elapsed: number,
  periodRate: Ratio = NOTHING,
): Ratio {
  requireSomething(openingBalancesMinor, 'openingBalancesMinor');
  requirePeriods(elapsed, openingBalancesMinor.length);
  const growth = periodRate.denominator + periodRate.numerator;
  if (growth <= 0n) throw new ArgumentError('RATE_BELOW_MINUS_ONE', 'annualRate', 'leaves no value');
  // Horner from the last balance: after step k the value is scaled by denominator^(steps), so both ends stay exact.
  const valueFrom = (first: number): Ratio => {
    let value = ratio(0n, 1n);
    for (let at = openingBalancesMinor.length - 1; at >= first; at -= 1) {
      const balance = openingBalancesMinor[at] ?? 0n;
      requireNotNegative(balance, `openingBalancesMinor[${at}]`);
      const discounted = value.numerator * periodRate.denominator;
      const scale = value.denominator * growth;
      value =
        periodRate.numerator === 0n ? ratio(value.numerator + balance, 1n) : ratio(discounted + balance * scale, scale);
    }
    return value;
  };
  const [left, all] = [valueFrom(elapsed), valueFrom(0)];
  if (all.numerator === 0n) throw new ArgumentError('WEIGHTS_ARE_ZERO', 'openingBalancesMinor', 'nothing was insured');
  return ratio(left.numerator * all.denominator, left.denominator * all.numerator);
}

/**
 * Published cumulative earning factors by policy year (mortgage guaranty): `factors[0]` is earned at the end of year 1.
 * Between the ends of years the earning is even by days; the last factor must be 1.
 */
export function cumulativeFactorsShare(
  factors: readonly Rate[],
  elapsed: { readonly years: number; readonly days: number; readonly daysInYear: number },
): Ratio {
  const shares = factors.map((factor, at) => requireShare(factor, `factors[${at}]`));
  shares.forEach((share, at) => {
    const before = shares[at - 1] ?? NOTHING;
    if (share.numerator * before.denominator < before.numerator * share.denominator) {
      throw new ArgumentError('NOT_MONOTONE', `factors[${at}]`, 'cumulative factors must not fall');
    }
  });
  const last = shares[shares.length - 1];
  if (!last || last.numerator !== last.denominator) {
    throw new ArgumentError('OUT_OF_RANGE', `factors[${Math.max(0, shares.length - 1)}]`, 'the last factor must be 1');
  }
  requireWhole(elapsed.years, 'elapsed.years', { from: 0, to: 100 });
  if (elapsed.years >= shares.length) return NOTHING;
  const from = elapsed.years === 0 ? NOTHING : (shares[elapsed.years - 1] as Ratio);
  const to = shares[elapsed.years] as Ratio;
  requireWhole(elapsed.daysInYear, 'elapsed.daysInYear', { from: 1, to: 366 });
  requireWhole(elapsed.days, 'elapsed.days', { from: 0, to: elapsed.daysInYear });
  const withinYear = ratio(BigInt(elapsed.days), BigInt(elapsed.daysInYear));
  const gain = addRatios(to, ratio(-from.numerator, from.denominator));
  const earned = addRatios(
    from,
    ratio(gain.numerator * withinYear.numerator, gain.denominator * withinYear.denominator),
  );
  return complement(earned);
}

/** Short rate: what the insurer keeps when the policyholder cancels. */
export type ShortRate =
  /** Keeps `earnedRate` up to and including day `upToDays` of a 365-day policy; rows in order, the last day 365 or more. */
  | { readonly kind: 'TABLE'; readonly rows: readonly { readonly upToDays: number; readonly earnedRate: Rate }[] }
  /** Keeps the pro rata earned premium and `penaltyRate` of the unearned, 0.10 for the 90 % short rate. */
  | { readonly kind: 'PERCENTAGE'; readonly penaltyRate: Rate };

function tableShare(
  rows: readonly { readonly upToDays: number; readonly earnedRate: Rate }[],
  elapsedDays: number,
  totalDays: number,
): Ratio {
  requireSomething(rows, 'shortRate.rows');
  if (elapsedDays >= totalDays) return NOTHING;
  // Policies of another length are read at the proportional day of a 365-day one; a part day counts as a day.
  const day = Math.ceil((elapsedDays * 365) / totalDays);
  if (day === 0) return ratio(1n, 1n);
  const row = rows.find(({ upToDays }) => day <= upToDays);
  if (!row) throw new ArgumentError('NO_MATCHING_ROW', 'shortRate.rows', `no row reaches day ${day}`);
  return complement(requireShare(row.earnedRate, 'shortRate.earnedRate'));
}

export function shortRateShare(shortRate: ShortRate, elapsedDays: number, totalDays: number): Ratio {
  switch (shortRate.kind) {
    case 'TABLE':
      return tableShare(shortRate.rows, elapsedDays, totalDays);
    case 'PERCENTAGE': {
      const kept = complement(requireShare(shortRate.penaltyRate, 'shortRate.penaltyRate'));
      const unearned = proRataShare(elapsedDays, totalDays);
      return ratio(unearned.numerator * kept.numerator, unearned.denominator * kept.denominator);
    }
    default:
      return unreachable(shortRate);
  }
}

/** Percent of an annual premium kept by months in force. Source: customary short rates, chestofbooks.com. */
export const CUSTOMARY_SHORT_RATE_BY_MONTH: readonly number[] = [
  0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1,
];

/**
 * What the customary monthly short-rate table keeps of a premium for a policy of `years` years after `months` months:
 * a policy of k years is read at months / k, a part month counting as one.
 */
export function customaryShortRateEarned(premiumMinor: bigint, months: number, years = 1): bigint {
  requireWhole(years, 'years', { from: 1, to: 10 });
  requireWhole(months, 'months', { from: 0, to: 12 * years });
  const row = CUSTOMARY_SHORT_RATE_BY_MONTH[Math.ceil(months / years) - 1] ?? 0;
  const { numerator, denominator } = ratioOf(row);
  return divideHalfUp(premiumMinor * numerator, denominator);
}
