import { ArgumentError, allocate, minMinor, unreachable } from '../kernel/index.js';
import { requireNotNegative } from './arguments.js';

/**
 * Who is paid from recoveries, costs always first. `INSURER_FIRST`: insurer, then insured. `INSURED_MADE_WHOLE_FIRST`:
 * insured, then insurer. `COSTS_THEN_PRO_RATA`: both in proportion to what each has lost. What is left belongs to the
 * obligor.
 */
export type WaterfallRule = 'INSURER_FIRST' | 'INSURED_MADE_WHOLE_FIRST' | 'COSTS_THEN_PRO_RATA';

export const WATERFALL_RULES: readonly WaterfallRule[] = [
  'INSURER_FIRST',
  'INSURED_MADE_WHOLE_FIRST',
  'COSTS_THEN_PRO_RATA',
];

/** All amounts cumulative, in minor units, zero or more. */
export interface WaterfallInput {
  readonly receivedMinor: bigint;
  readonly costsMinor: bigint;
  readonly insurerPaidMinor: bigint;
  readonly insuredUncompensatedMinor: bigint;
  readonly rule: WaterfallRule;
}

/** Adds up to what was received. */
export interface WaterfallShares {
  readonly costsMinor: bigint;
  readonly insurerMinor: bigint;
  readonly insuredMinor: bigint;
  readonly obligorSurplusMinor: bigint;
}

/** Claims of one rank; within a rank a shortage is shared in proportion, by largest remainder. */
export type WaterfallRank = readonly bigint[];

/**
 * Pays ranks in order from `receivedMinor`. `paid[rank][claim]` never exceeds the claim; `surplusMinor` is what no rank
 * needed. Everything paid and the surplus add up to what was received.
 * @throws ArgumentError `NEGATIVE_AMOUNT`
 */
export function payInRanks(
  receivedMinor: bigint,
  ranks: readonly WaterfallRank[],
): { readonly paid: readonly (readonly bigint[])[]; readonly surplusMinor: bigint } {
  requireNotNegative(receivedMinor, 'receivedMinor');
  let left = receivedMinor;
  const paid = ranks.map((claims, rank) => {
    claims.forEach((claim, at) => {
      requireNotNegative(claim, `ranks[${rank}][${at}]`);
    });
    const wanted = claims.reduce((sum, claim) => sum + claim, 0n);
    const available = minMinor(left, wanted);
    left -= available;
    return wanted === 0n ? claims.map(() => 0n) : allocate(available, claims);
  });
  return { paid, surplusMinor: left };
}

const at = (paid: readonly (readonly bigint[])[], rank: number, claim = 0): bigint => paid[rank]?.[claim] ?? 0n;

/**
 * Splits everything received so far. Later receipts and corrections run it again over the new totals; the differences
 * to the shares before are what is posted (`waterfallDifference`).
 * @throws ArgumentError `NEGATIVE_AMOUNT` naming the amount
 */
export function recoveryWaterfall(input: WaterfallInput): WaterfallShares {
  const { receivedMinor, costsMinor, insurerPaidMinor, insuredUncompensatedMinor } = input;
  requireNotNegative(receivedMinor, 'receivedMinor');
  requireNotNegative(costsMinor, 'costsMinor');
  requireNotNegative(insurerPaidMinor, 'insurerPaidMinor');
  requireNotNegative(insuredUncompensatedMinor, 'insuredUncompensatedMinor');
  switch (input.rule) {
    case 'INSURER_FIRST': {
      const { paid, surplusMinor } = payInRanks(receivedMinor, [
        [costsMinor],
        [insurerPaidMinor],
        [insuredUncompensatedMinor],
      ]);
      return {
        costsMinor: at(paid, 0),
        insurerMinor: at(paid, 1),
        insuredMinor: at(paid, 2),
        obligorSurplusMinor: surplusMinor,
      };
    }
    case 'INSURED_MADE_WHOLE_FIRST': {
      const { paid, surplusMinor } = payInRanks(receivedMinor, [
        [costsMinor],
        [insuredUncompensatedMinor],
        [insurerPaidMinor],
      ]);
      return {
        costsMinor: at(paid, 0),
        insurerMinor: at(paid, 2),
        insuredMinor: at(paid, 1),
        obligorSurplusMinor: surplusMinor,
      };
    }
    case 'COSTS_THEN_PRO_RATA': {
      const { paid, surplusMinor } = payInRanks(receivedMinor, [
        [costsMinor],
        [insurerPaidMinor, insuredUncompensatedMinor],
      ]);
      return {
        costsMinor: at(paid, 0),
        insurerMinor: at(paid, 1),
        insuredMinor: at(paid, 1, 1),
        obligorSurplusMinor: surplusMinor,
      };
    }
    default:
      return unreachable(input.rule);
  }
}

/** What must be posted to move from one allocation to another; negative parts are taken back. */
export function waterfallDifference(before: WaterfallShares, after: WaterfallShares): WaterfallShares {
  return {
    costsMinor: after.costsMinor - before.costsMinor,
    insurerMinor: after.insurerMinor - before.insurerMinor,
    insuredMinor: after.insuredMinor - before.insuredMinor,
    obligorSurplusMinor: after.obligorSurplusMinor - before.obligorSurplusMinor,
  };
}

/** @throws ArgumentError `UNKNOWN_RULE` */
export function waterfallRule(text: string): WaterfallRule {
  const rule = WATERFALL_RULES.find((known) => known === text);
  if (!rule) throw new ArgumentError('UNKNOWN_RULE', 'rule', `${text} is not a recovery waterfall rule`);
  return rule;
}
