import { ArgumentError, allocate, minMinor } from '../kernel/index.js';
import { requireNotNegative, requireSomething } from './arguments.js';
import type { PremiumLine } from './premium.js';

/**
 * How insurers of the same loss share it: in proportion to their sums insured, or to what each would have paid alone
 * (independent liability).
 */
export type ContributionRule = 'SUMS_INSURED' | 'INDEPENDENT_LIABILITY';

/**
 * Shares a loss among the insurers that cover it, by largest remainder. Nobody pays more than its sum insured and all
 * together never more than the loss.
 * @param lossMinor minor units, zero or more
 * @param sumsInsuredMinor of each insurer, zero or more, in an order that stays the same
 * @returns the share of each, adding up to the loss, or to all sums insured when these are less
 * @throws ArgumentError `EMPTY`, `NEGATIVE_AMOUNT`
 */
export function doubleInsurance(
  lossMinor: bigint,
  sumsInsuredMinor: readonly bigint[],
  rule: ContributionRule = 'SUMS_INSURED',
): bigint[] {
  requireNotNegative(lossMinor, 'lossMinor');
  requireSomething(sumsInsuredMinor, 'sumsInsuredMinor');
  sumsInsuredMinor.forEach((sum, at) => {
    requireNotNegative(sum, `sumsInsuredMinor[${at}]`);
  });
  const all = sumsInsuredMinor.reduce((sum, insured) => sum + insured, 0n);
  const payable = minMinor(lossMinor, all);
  if (payable === 0n) return sumsInsuredMinor.map(() => 0n);
  const weights = rule === 'SUMS_INSURED' ? sumsInsuredMinor : sumsInsuredMinor.map((sum) => minMinor(sum, lossMinor));
  // What is payable never exceeds the weights together, so no part exceeds its own.
  return allocate(payable, weights);
}

/**
 * Co-insurance on one policy: each insurer's agreed share of an amount, by largest remainder.
 * @param shares whole-number weights in any unit, e.g. 60n and 40n, or basis points; `whole` is what they must add up to
 * @throws ArgumentError `WEIGHTS_DO_NOT_ADD_UP`, `NEGATIVE_WEIGHT`
 */
export function coInsurance(amountMinor: bigint, shares: readonly bigint[], whole: bigint): bigint[] {
  const sum = shares.reduce((total, share) => total + share, 0n);
  if (sum !== whole) {
    throw new ArgumentError('WEIGHTS_DO_NOT_ADD_UP', 'shares', `add up to ${sum} where ${whole} is needed`);
  }
  return allocate(amountMinor, shares);
}

/**
 * Each insurer's part of a premium with its tax: premium and tax are split apart, as each insurer earns the one and owes the
 * other. By largest remainder.
 * @param weights whole numbers in any unit, together more than zero
 * @throws ArgumentError `WEIGHTS_ARE_ZERO`, `NEGATIVE_WEIGHT`
 */
export function coInsuredPremium(lines: readonly PremiumLine[], weights: readonly bigint[]): bigint[] {
  const sumOf = (isTax: boolean): bigint =>
    lines.filter(({ kind }) => (kind === 'TAX') === isTax).reduce((sum, { minor }) => sum + minor, 0n);
  const taxes = allocate(sumOf(true), weights);
  return allocate(sumOf(false), weights).map((part, at) => part + (taxes[at] ?? 0n));
}
