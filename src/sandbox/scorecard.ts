import { assignPoints, type Bin, type Characteristic, type Scorecard } from '../finance/scorecard.js';

/** `[below, woe]` in ascending order; the last band is open. */
type WoeBands = readonly (readonly [below: number, woe: number])[];

function ranges(bands: WoeBands, missingWoe: number): Bin[] {
  const ranged = bands.map(
    ([below, woe], at): Bin => ({
      kind: 'RANGE',
      from: bands[at - 1]?.[0] ?? null,
      to: Number.isFinite(below) ? below : null,
      woe,
      points: 0,
    }),
  );
  return [...ranged, { kind: 'MISSING', woe: missingWoe, points: 0 }];
}

const characteristic = (
  named: Pick<Characteristic, 'feature' | 'label' | 'reasonCode' | 'reason'>,
  bands: WoeBands,
  missingWoe: number,
): Characteristic => ({ ...named, coefficient: -1, bins: ranges(bands, missingWoe) });

/**
 * The sandbox's scorecard, written by hand as a starting point, not fitted: a clean, steadily employed obligor comes out
 * near one per cent in twelve months, three recent delinquencies with spent limits above ten. Replace it by one that
 * `covergraph model train` fits on your own loans.
 */
export const sandboxScorecard: Scorecard = assignPoints({
  kind: 'covergraph.scorecard',
  format: 1,
  name: 'sandbox-consumer',
  version: '1',
  baseScore: 600,
  baseOdds: 50,
  pointsToDouble: 20,
  intercept: Math.log(0.03 / 0.97),
  calibration: { slope: 1, offset: 0 },
  characteristics: [
    characteristic(
      {
        feature: 'delinquencies24Months',
        label: 'Late payments in the last two years',
        reasonCode: 'RECENT_DELINQUENCY',
        reason: 'Payments on other credit were late in the last two years.',
      },
      [
        [1, 0.3],
        [2, -0.5],
        [4, -1.0],
        [Infinity, -1.6],
      ],
      -0.1,
    ),
    characteristic(
      {
        feature: 'inquiries6Months',
        label: 'Applications for credit in the last six months',
        reasonCode: 'MANY_RECENT_APPLICATIONS',
        reason: 'There were many applications for credit in the last six months.',
      },
      [
        [1, 0.25],
        [3, 0],
        [6, -0.4],
        [Infinity, -0.9],
      ],
      -0.05,
    ),
    characteristic(
      {
        feature: 'revolvingUtilisation',
        label: 'Use of revolving limits',
        reasonCode: 'LIMITS_NEARLY_USED_UP',
        reason: 'Existing credit limits are nearly used up.',
      },
      [
        [0.3, 0.35],
        [0.6, 0.1],
        [0.9, -0.25],
        [Infinity, -0.6],
      ],
      -0.05,
    ),
    characteristic(
      {
        feature: 'debtToIncome',
        label: 'Payments on debt as a share of income',
        reasonCode: 'HIGH_DEBT_TO_INCOME',
        reason: 'Payments on all debt are high against the income.',
      },
      [
        [0.2, 0.4],
        [0.35, 0.15],
        [0.5, -0.3],
        [Infinity, -1.0],
      ],
      -0.4,
    ),
    characteristic(
      {
        feature: 'employmentMonths',
        label: 'Time in the present employment',
        reasonCode: 'SHORT_EMPLOYMENT',
        reason: 'The present employment has lasted only a short time.',
      },
      [
        [12, -0.35],
        [36, -0.05],
        [120, 0.1],
        [Infinity, 0.25],
      ],
      -0.2,
    ),
    characteristic(
      {
        feature: 'annualRate',
        label: 'Rate the lender charges',
        reasonCode: 'HIGH_LENDER_RATE',
        reason: "The lender's own rate shows an elevated risk.",
      },
      [
        [0.08, 0.4],
        [0.13, 0.1],
        [0.18, -0.3],
        [Infinity, -0.8],
      ],
      0,
    ),
  ],
});
