import { ArgumentError } from '../kernel/index.js';
import type {
  Bin,
  Characteristic,
  Features,
  FeatureValue,
  RangeBin,
  Scorecard,
  ScoreReason,
  ScoreResult,
} from './scorecard-types.js';

export { assignPoints, binPoints, type PointsScale, pointsScale, scoreFromOdds } from './scorecard-points.js';
export type * from './scorecard-types.js';
export { validateScorecard } from './scorecard-validation.js';

const MAX_REASONS = 4;

/** 1 / (1 + e^-x), without overflow. */
export function logistic(logOdds: number): number {
  if (logOdds >= 0) return 1 / (1 + Math.exp(-logOdds));
  const odds = Math.exp(logOdds);
  return odds / (1 + odds);
}

const holds = (bin: RangeBin, value: number): boolean =>
  (bin.from === null || value >= bin.from) && (bin.to === null || value < bin.to);

/**
 * The bin a value falls into. Null, undefined and NaN are missing; so is text where the characteristic has ranges.
 * Numbers match categories by their decimal text.
 * @throws ArgumentError `NO_BIN` when the card has no bin for the value (`validateScorecard` finds such cards)
 */
export function binOf(characteristic: Characteristic, value: FeatureValue | undefined): Bin {
  const missing = value === null || value === undefined || Number.isNaN(value);
  let text: string | undefined;
  let missingBin: Bin | undefined;
  let otherBin: Bin | undefined;
  for (const bin of characteristic.bins) {
    switch (bin.kind) {
      case 'RANGE':
        if (typeof value === 'number' && holds(bin, value)) return bin;
        break;
      case 'CATEGORIES':
        if (!missing) {
          text ??= String(value);
          if (bin.values.includes(text)) return bin;
        }
        break;
      case 'MISSING':
        if (missing) return bin;
        missingBin = bin;
        break;
      case 'OTHER':
        otherBin = bin;
        break;
    }
  }
  const fallback = missing ? undefined : (otherBin ?? missingBin);
  if (fallback) return fallback;
  throw new ArgumentError('NO_BIN', `features.${characteristic.feature}`, `the scorecard has no bin for ${value}`);
}

function bestPoints(characteristic: Characteristic): number {
  let best = Number.NEGATIVE_INFINITY;
  for (const bin of characteristic.bins) if (bin.points > best) best = bin.points;
  return best;
}

/**
 * Scores one applicant. Features the card does not name are ignored; features it names and the applicant lacks are
 * missing values with a bin of their own.
 * @returns points (sum of the bins' points), calibrated 12-month PD and at most four adverse action reasons
 * @throws ArgumentError `NO_BIN` on a card that `validateScorecard` would refuse
 */
export function score(card: Scorecard, features: Features): ScoreResult {
  let points = 0;
  let logOdds = card.intercept;
  const reasons: ScoreReason[] = [];
  for (const characteristic of card.characteristics) {
    const bin = binOf(characteristic, features[characteristic.feature]);
    points += bin.points;
    logOdds += characteristic.coefficient * bin.woe;
    const pointsLost = bestPoints(characteristic) - bin.points;
    if (pointsLost > 0) insertReason(reasons, characteristic, pointsLost);
  }
  const { slope, offset } = card.calibration;
  return { points, probabilityOfDefault: logistic(offset + slope * logOdds), reasons };
}

/** Keeps `reasons` sorted by points lost and at most four long. */
function insertReason(reasons: ScoreReason[], characteristic: Characteristic, pointsLost: number): void {
  let position = reasons.length;
  while (position > 0 && (reasons[position - 1]?.pointsLost ?? 0) < pointsLost) position -= 1;
  if (position >= MAX_REASONS) return;
  const { reasonCode, feature, reason } = characteristic;
  reasons.splice(position, 0, { code: reasonCode, feature, message: reason, pointsLost });
  if (reasons.length > MAX_REASONS) reasons.pop();
}
