import { ArgumentError, type Decimal } from '../kernel/index.js';
import { requireRateNotNegative } from './arguments.js';
import { type Premium, type PremiumLoadings, singlePremium } from './premium.js';
import { addRatios, multiplyRatios, type Rate, type Ratio, ratio } from './ratio.js';

/** A named change of the premium before tax: times `multiplier`, or by `addMinor` minor units (negative is a discount). */
export type PremiumAdjustment =
  | { readonly code: string; readonly multiplier: Rate }
  | { readonly code: string; readonly addMinor: bigint };

/** How far all adjustments together may go, as shares of the premium without them. */
export interface AdjustmentBounds {
  /** 0 to 1. */
  readonly minimum: Rate;
  /** 1 or more. */
  readonly maximum: Rate;
}

export interface AdjustedPremium<Adjustment extends PremiumAdjustment> {
  readonly premium: Premium;
  /** Before adjustments and tax, fees included. */
  readonly unadjustedMinor: bigint;
  /** In the order they apply; with `unadjustedMinor` they add up to the premium before tax exactly. */
  readonly applied: readonly (Adjustment & { readonly minor: bigint })[];
}

const isLess = (a: Ratio, b: Ratio): boolean => a.numerator * b.denominator < b.numerator * a.denominator;

function within(value: Ratio, lowest: Ratio, highest: Ratio): Ratio {
  if (isLess(value, lowest)) return lowest;
  return isLess(highest, value) ? highest : value;
}

const adjusted = (gross: Ratio, adjustment: PremiumAdjustment): Ratio =>
  'multiplier' in adjustment
    ? multiplyRatios(gross, requireRateNotNegative(adjustment.multiplier, `adjustments.${adjustment.code}`))
    : addRatios(gross, ratio(adjustment.addMinor, 1n));

function requireBounds({ minimum, maximum }: AdjustmentBounds): { readonly lowest: Ratio; readonly highest: Ratio } {
  const lowest = requireRateNotNegative(minimum, 'bounds.minimum');
  const highest = requireRateNotNegative(maximum, 'bounds.maximum');
  if (lowest.numerator > lowest.denominator || highest.numerator < highest.denominator) {
    throw new ArgumentError('OUT_OF_RANGE', 'bounds', 'minimum must be at most 1 and maximum at least 1');
  }
  return { lowest, highest };
}

/**
 * The single premium with adjustments: multipliers first, then amounts, so that the order in which they were found does
 * not change the price; the sum of them bounded, then the product's floor and cap, then rounded once. What an adjustment
 * is shown to cost is what the rounded premium before tax moved by it, so an adjustment the floor swallows shows zero.
 * @throws ArgumentError as `singlePremium`; `OUT_OF_RANGE`, `NEGATIVE_RATE` naming the adjustment or bound
 */
export function adjustedSinglePremium<Adjustment extends PremiumAdjustment>(
  expectedLossMinor: number | Decimal,
  loadings: PremiumLoadings,
  { adjustments, bounds }: { readonly adjustments: readonly Adjustment[]; readonly bounds: AdjustmentBounds },
): AdjustedPremium<Adjustment> {
  let premium = singlePremium(expectedLossMinor, loadings);
  const unadjustedMinor = premium.grossMinor;
  if (adjustments.length === 0) return { premium, unadjustedMinor, applied: [] };
  const { lowest, highest } = requireBounds(bounds);
  const ordered = [
    ...adjustments.filter((adjustment) => 'multiplier' in adjustment),
    ...adjustments.filter((adjustment) => !('multiplier' in adjustment)),
  ];
  const applied = ordered.map((adjustment, at) => {
    const next = singlePremium(expectedLossMinor, loadings, (gross) =>
      within(
        ordered.slice(0, at + 1).reduce<Ratio>(adjusted, gross),
        multiplyRatios(gross, lowest),
        multiplyRatios(gross, highest),
      ),
    );
    const minor = next.grossMinor - premium.grossMinor;
    premium = next;
    return { ...adjustment, minor };
  });
  return { premium, unadjustedMinor, applied };
}
