import { ArgumentError, divideHalfUp } from '../kernel/index.js';
import { requireWhole } from './arguments.js';
import { type Ratio, ratio } from './ratio.js';

/**
 * Powers are exact fractions while they stay under this many bits; longer ones are carried in binary fixed point with
 * 320 bits behind the point, some 90 significant decimal digits.
 */
const EXACT_BITS = 8_192;
const FIXED_BITS = 320n;
const MAX_PERIODS = 1200;

const bitsOf = (value: bigint): number => value.toString(16).length * 4;

interface Annuity {
  /** (1 + r)^n, or the product of all (1 + f). */
  readonly growth: bigint;
  /** Value after n periods of one unit paid at the end of each. */
  readonly accumulated: bigint;
  /** What both are multiples of. */
  readonly scale: bigint;
}

function fixedPower(rate: Ratio, periods: number): bigint {
  let base = ((rate.denominator + rate.numerator) << FIXED_BITS) / rate.denominator;
  let power = 1n << FIXED_BITS;
  for (let left = periods; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = (power * base) >> FIXED_BITS;
    base = (base * base) >> FIXED_BITS;
  }
  return power;
}

function evenAnnuity(rate: Ratio, periods: number): Annuity {
  const exact = bitsOf(rate.denominator) * periods <= EXACT_BITS;
  const scale = exact ? rate.denominator ** BigInt(periods) : 1n << FIXED_BITS;
  const growth = exact ? (rate.denominator + rate.numerator) ** BigInt(periods) : fixedPower(rate, periods);
  return { growth, accumulated: ((growth - scale) * rate.denominator) / rate.numerator, scale };
}

function unevenAnnuity(factors: readonly Ratio[]): Annuity {
  const scale = 1n << FIXED_BITS;
  let [growth, accumulated] = [scale, 0n];
  for (const { numerator, denominator } of factors) {
    const next = denominator + numerator;
    growth = (growth * next) / denominator;
    accumulated = (accumulated * next) / denominator + scale;
  }
  return { growth, accumulated, scale };
}

/**
 * The level payment in minor units, rounded half up once: A = (P - R v^n) r / (1 - v^n), or over uneven factors
 * A = (P prod(1+f) - R) / sum of the later growth of each payment. At least 30 significant digits are carried.
 * @param over one period rate for all periods, or the factor of each
 * @param options.periods 1 to 1200
 * @throws ArgumentError `OUT_OF_RANGE`; `RATE_BELOW_MINUS_ONE` when a period loses everything
 */
export function levelPaymentMinor(
  principalMinor: bigint,
  over: Ratio | readonly Ratio[],
  options: { readonly periods: number; readonly residualMinor?: bigint },
): bigint {
  requireWhole(options.periods, 'periods', { from: 1, to: MAX_PERIODS });
  const residual = options.residualMinor ?? 0n;
  const even = Array.isArray(over) ? undefined : (over as Ratio);
  if (even && even.numerator === 0n) return divideHalfUp(principalMinor - residual, BigInt(options.periods));
  const factors = even ? [even] : (over as readonly Ratio[]);
  if (factors.some(({ numerator, denominator }) => numerator <= -denominator)) {
    throw new ArgumentError('RATE_BELOW_MINUS_ONE', 'annualRate', 'a period rate of -100 % leaves no payment');
  }
  const annuity = even ? evenAnnuity(even, options.periods) : unevenAnnuity(factors);
  return divideHalfUp(principalMinor * annuity.growth - residual * annuity.scale, annuity.accumulated);
}

/** v^k for one period rate as an exact or 320-bit fraction, 1 for k = 0. */
export function discountFactor(rate: Ratio, periods: number): Ratio {
  const annuity = rate.numerator === 0n ? { growth: 1n, scale: 1n } : evenAnnuity(rate, periods);
  return ratio(annuity.scale, annuity.growth);
}
