import { type Decimal, divideHalfUp } from '../kernel/index.js';
import { requireAnnualRate, requireNotNegative, requireSomething, requireWhole } from './arguments.js';
import { decimalOfRatio, multiplyRatios, type Rate, type Ratio, ratio, reduced } from './ratio.js';

const FIXED_BITS = 256n;

/**
 * Present value of payments at the end of each period, in minor units, rounded half up once; at least 30 significant
 * digits are carried.
 * @param rate per period, above -1
 */
export function presentValueMinor(paymentsMinor: readonly bigint[], rate: Ratio): bigint {
  const growth = rate.denominator + rate.numerator;
  let value = 0n;
  for (let at = paymentsMinor.length - 1; at >= 0; at -= 1) {
    value = ((value + ((paymentsMinor[at] ?? 0n) << FIXED_BITS)) * rate.denominator) / growth;
  }
  return divideHalfUp(value, 1n << FIXED_BITS);
}

export interface MerchantSubsidy {
  /** What the buyer pays in all. */
  readonly faceMinor: bigint;
  readonly presentValueMinor: bigint;
  /** What the merchant pays so that the funder earns its yield: face - present value. */
  readonly subsidyMinor: bigint;
  /** Subsidy as a share of the face. */
  readonly subsidyRate: Decimal;
}

/**
 * The subsidy a merchant pays for a sale without interest: face - present value of the instalments at the funder's
 * yield / 12 (or / `periodsPerYear`).
 * @param input.paymentsMinor instalments at the end of each period, zero or more each
 * @param input.funderYield nominal yearly rate, at least -1
 * @throws ArgumentError `EMPTY`, `NEGATIVE_AMOUNT`, `RATE_BELOW_MINUS_ONE`, `OUT_OF_RANGE`
 */
export function merchantSubsidy(input: {
  readonly paymentsMinor: readonly bigint[];
  readonly funderYield: Rate;
  readonly periodsPerYear?: number;
}): MerchantSubsidy {
  requireSomething(input.paymentsMinor, 'paymentsMinor');
  input.paymentsMinor.forEach((payment, at) => {
    requireNotNegative(payment, `paymentsMinor[${at}]`);
  });
  const periodsPerYear = input.periodsPerYear ?? 12;
  requireWhole(periodsPerYear, 'periodsPerYear', { from: 2, to: 366 });
  const annual = requireAnnualRate(input.funderYield, 'funderYield');
  const faceMinor = input.paymentsMinor.reduce((sum, payment) => sum + payment, 0n);
  const rate = reduced(multiplyRatios(annual, ratio(1n, BigInt(periodsPerYear))));
  const present = presentValueMinor(input.paymentsMinor, rate);
  const subsidyMinor = faceMinor - present;
  const subsidyRate = decimalOfRatio(ratio(subsidyMinor, faceMinor === 0n ? 1n : faceMinor));
  return { faceMinor, presentValueMinor: present, subsidyMinor, subsidyRate };
}
