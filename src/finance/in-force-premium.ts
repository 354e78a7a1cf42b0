import { addMonths, type CalendarDate, divideHalfUp } from '../kernel/index.js';
import { requireWhole } from './arguments.js';
import { addRatios, ratio } from './ratio.js';

/** A premium booked on a policy: the original one, or an endorsement for the months that were left. Minor units. */
export interface BookedPremium {
  readonly premiumMinor: bigint;
  /** Months the booked premium is for, 1 to the policy's months. */
  readonly months: number;
}

/**
 * Unearned premium on policies in force by the pro rata fraction of the policies' term. The in-force method first puts an
 * endorsement on the full term (premium x policy months / its months); the direct method takes the premium as booked.
 * Source: casualty actuarial practice (unearned premium reserve, semi-annual pro rata).
 * @param unearned share of the term not yet run, as a fraction, e.g. 1 of 2
 * @throws ArgumentError `OUT_OF_RANGE`
 */
export function inForceUnearned(
  booked: readonly BookedPremium[],
  policyMonths: number,
  unearned: { readonly of: number; readonly outOf: number; readonly method: 'IN_FORCE' | 'DIRECT' },
): bigint {
  requireWhole(policyMonths, 'policyMonths', { from: 1, to: 600 });
  requireWhole(unearned.outOf, 'unearned.outOf', { from: 1, to: 10_000 });
  requireWhole(unearned.of, 'unearned.of', { from: 0, to: unearned.outOf });
  let inForce = ratio(0n, 1n);
  booked.forEach(({ premiumMinor, months }, at) => {
    requireWhole(months, `booked[${at}].months`, { from: 1, to: policyMonths });
    const whole =
      unearned.method === 'IN_FORCE' ? ratio(premiumMinor * BigInt(policyMonths), BigInt(months)) : undefined;
    inForce = addRatios(inForce, whole ?? ratio(premiumMinor, 1n));
  });
  return divideHalfUp(inForce.numerator * BigInt(unearned.of), inForce.denominator * BigInt(unearned.outOf));
}

/** The anniversary of a cover of `months` months: its first day without cover. */
export const coverEnd = (startsOn: CalendarDate, months: number): CalendarDate => addMonths(startsOn, months);
