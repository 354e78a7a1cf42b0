import { Decimal, divideHalfUp } from '../kernel/index.js';
import { requireNotNegative, requireProbability, requireRateNotNegative, requireWhole } from './arguments.js';
import { decimalOfRatio, multiplyRatios, type Rate, ratio, scaleMinor } from './ratio.js';

/**
 * Prima facie rates of United States credit life and disability insurance: state regulations publish premium per 100 of
 * initial indebtedness or per 1000 of outstanding balance. Amounts in minor units, rounded half up once.
 */

/** Single premium: rate per 100 of the initial indebtedness, for each year when the rate is a yearly one. */
export function singlePremiumPer100(initialMinor: bigint, ratePer100: Rate, years: Rate = 1): bigint {
  requireNotNegative(initialMinor, 'initialMinor');
  const rate = requireRateNotNegative(ratePer100, 'ratePer100');
  const term = requireRateNotNegative(years, 'years');
  return scaleMinor(initialMinor, multiplyRatios(multiplyRatios(rate, term), ratio(1n, 100n)));
}

/** Outstanding balance premium: rate per 1000 of each month's insured balance, on the sum of the balances. */
export function outstandingPremiumPer1000(balancesMinor: readonly bigint[], ratePer1000: Rate): bigint {
  balancesMinor.forEach((balance, at) => {
    requireNotNegative(balance, `balancesMinor[${at}]`);
  });
  const sum = balancesMinor.reduce((total, balance) => total + balance, 0n);
  const rate = requireRateNotNegative(ratePer1000, 'ratePer1000');
  return scaleMinor(sum, multiplyRatios(rate, ratio(1n, 1000n)));
}

/**
 * The monthly rate per 1000 of outstanding balance that equals a single premium per 100: 20 / (n + 1) x SP.
 * Source: Utah Admin. Code R590-91-7.
 * @param months term, 1 to 360
 * @returns exact; published to two decimals
 */
export function outstandingRateFromSingle(singlePer100: Rate, months: number): Decimal {
  requireWhole(months, 'months', { from: 1, to: 360 });
  const rate = requireRateNotNegative(singlePer100, 'singlePer100');
  return decimalOfRatio(multiplyRatios(rate, ratio(20n, BigInt(months + 1))));
}

/**
 * The rate an insurer with a worse experience may charge: ((loss ratio - 0.55) x 1.41 + 1) x prima facie rate when the
 * prima facie loss ratio exceeds 58 %, else the prima facie rate. Rounded half up to 4 decimals. Source: COMAR 31.13.01.
 */
export function marylandDeviationRate(lossRatio: number, primaFacieRate: Rate): Decimal {
  requireRateNotNegative(lossRatio, 'lossRatio');
  requireRateNotNegative(primaFacieRate, 'primaFacieRate');
  const rate = new Decimal(primaFacieRate);
  if (lossRatio <= 0.58) return rate;
  const factor = new Decimal(lossRatio).minus('0.55').times('1.41').plus(1);
  return rate.times(factor).toDecimalPlaces(4, Decimal.ROUND_HALF_UP);
}

/**
 * Annual premium of a risk-sharing programme of a housing finance agency: 0.5 % x the federal share x balance.
 * Source: 24 CFR 266.604(b).
 */
export function riskSharePremium(balanceMinor: bigint, federalShare: number): bigint {
  requireNotNegative(balanceMinor, 'balanceMinor');
  requireProbability(federalShare, 'federalShare');
  const share = requireRateNotNegative(federalShare, 'federalShare');
  return divideHalfUp(balanceMinor * 5n * share.numerator, 1000n * share.denominator);
}
