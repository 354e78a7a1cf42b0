import { requireFinite, requirePositive } from './risk-arguments.js';
import type { Bin, Scorecard } from './scorecard-types.js';

/** Points = offset + factor x ln(odds good : bad). */
export interface PointsScale {
  readonly factor: number;
  readonly offset: number;
}

/**
 * Points-to-double-the-odds scaling: factor = pointsToDouble / ln 2, offset = baseScore - factor x ln(baseOdds).
 * 600 points at 50 : 1 doubling every 20 give factor 28.8539 and offset 487.1229.
 * @param baseOdds goods for one bad, above 0
 * @throws ArgumentError `OUT_OF_RANGE`, `NOT_FINITE`
 * @see Siddiqi, Credit Risk Scorecards (2006), chapter 6
 */
export function pointsScale(baseScore: number, baseOdds: number, pointsToDouble: number): PointsScale {
  requireFinite(baseScore, 'baseScore');
  const factor = requirePositive(pointsToDouble, 'pointsToDouble') / Math.LN2;
  return { factor, offset: baseScore - factor * Math.log(requirePositive(baseOdds, 'baseOdds')) };
}

/**
 * Points at the odds good : bad.
 * @throws ArgumentError `OUT_OF_RANGE` when the odds are not above 0
 */
export const scoreFromOdds = (scale: PointsScale, odds: number): number =>
  scale.offset + scale.factor * Math.log(requirePositive(odds, 'odds'));

/**
 * Points of one bin of a card with `count` characteristics, unrounded: the offset and the intercept are spread evenly,
 * so a card's points add up to offset - factor x log-odds of bad.
 */
export const binPoints = (
  scale: PointsScale,
  terms: { readonly intercept: number; readonly count: number; readonly coefficient: number; readonly woe: number },
): number =>
  scale.offset / terms.count - scale.factor * (terms.intercept / terms.count + terms.coefficient * terms.woe);

/**
 * The card with every bin's points computed from its WoE, coefficient and the card's scale, rounded to whole points
 * unless `decimals` says otherwise (0 to 6). For cards written by hand, which may leave points at 0.
 * @throws ArgumentError `OUT_OF_RANGE`, `NOT_FINITE` for a scale that is none
 */
export function assignPoints(card: Scorecard, decimals = 0): Scorecard {
  const scale = pointsScale(card.baseScore, card.baseOdds, card.pointsToDouble);
  const unit = 10 ** decimals;
  const count = card.characteristics.length;
  return {
    ...card,
    characteristics: card.characteristics.map((characteristic) => ({
      ...characteristic,
      bins: characteristic.bins.map((bin): Bin => {
        const { intercept } = card;
        const exact = binPoints(scale, { intercept, count, coefficient: characteristic.coefficient, woe: bin.woe });
        return { ...bin, points: Math.round(exact * unit) / unit };
      }),
    })),
  };
}
