import fc from 'fast-check';
import {
  type BaselExposure,
  baselCapital,
  baselCorrelation,
  concentration,
  concentrationRatio,
  conditionalDefaultRate,
  type GranularExposure,
  granularityAdjustment,
  hallTideman,
  hannahKay,
  homogeneousGranularityAdjustment,
  hooverIndex,
  lorenzCurve,
  renyiEntropy,
  shannonEntropy,
  sharesOf,
  theilIndex,
  unexpectedLoss,
  vasicekCdf,
  vasicekDensity,
  vasicekQuantile,
} from '../../../src/finance/risk-index.js';
import { seed } from '../vectors.js';

const refused = (code: string, argument: string) => expect.objectContaining({ name: 'ArgumentError', code, argument });

describe('Vasicek', () => {
  // Reference values by arbitrary-precision arithmetic (mpmath).
  it('distribution and density', () => {
    expect(vasicekCdf(0.05, 0.02, 0.1)).toBeCloseTo(0.940615736949984, 13);
    expect(vasicekDensity(0.05, 0.02, 0.1)).toBeCloseTo(3.43714464506939, 11);
    expect([vasicekCdf(0, 0.02, 0.1), vasicekCdf(1, 0.02, 0.1), vasicekDensity(0, 0.02, 0.1)]).toEqual([0, 1, 0]);
  });

  it('the quantile inverts the distribution', () => {
    const within = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(within, within, within, (pd, correlation, confidence) => {
        const rate = vasicekQuantile(pd, correlation, confidence);
        fc.pre(rate > 1e-9 && rate < 1 - 1e-9);
        expect(vasicekCdf(rate, pd, correlation)).toBeCloseTo(confidence, 6);
      }),
      { seed },
    );
  });

  it('without correlation the rate is the PD; certain outcomes stay certain', () => {
    expect(vasicekQuantile(0.03, 0, 0.999)).toBeCloseTo(0.03, 15);
    expect([vasicekQuantile(0, 0.2, 0.999), vasicekQuantile(1, 0.2, 0.999)]).toEqual([0, 1]);
    expect(conditionalDefaultRate(0.03, 0.2, -2)).toBeGreaterThan(conditionalDefaultRate(0.03, 0.2, 2));
    const terms = { correlation: 0.15, confidence: 0.999 };
    expect(unexpectedLoss(0.01, 0.45, terms)).toBeCloseTo(0.45 * (0.1102647566 - 0.01), 10);
  });

  it.each<[string, () => unknown, string]>([
    ['pd', () => vasicekQuantile(1.2, 0.1, 0.999), 'pd'],
    ['correlation', () => vasicekQuantile(0.1, 1, 0.999), 'correlation'],
    ['correlation', () => vasicekQuantile(0.1, Number.NaN, 0.999), 'correlation'],
    ['confidence', () => vasicekQuantile(0.1, 0.1, 1), 'confidence'],
    ['rate', () => vasicekCdf(-0.1, 0.1, 0.1), 'rate'],
    ['lossGivenDefault', () => unexpectedLoss(0.1, 1.1, { correlation: 0.1, confidence: 0.9 }), 'lossGivenDefault'],
  ])('refuses a wrong %s', (_name, call, argument) => {
    expect(call).toThrow(refused('OUT_OF_RANGE', argument));
  });
});

describe('granularity adjustment', () => {
  const mixed: readonly GranularExposure[] = [
    { weight: 0.5, pd: 0.01, correlation: 0.12, lossGivenDefault: 0.45, lossVariance: 0.05 },
    { weight: 0.3, pd: 0.03, correlation: 0.2, lossGivenDefault: 0.6 },
    { weight: 0.2, pd: 0.1, correlation: 0.15, lossVariance: 0.02 },
  ];

  it('of unlike obligors equals the definition differentiated numerically', () => {
    expect(granularityAdjustment(mixed, 0.999)).toBeCloseTo(0.433511125743465, 12);
  });

  it('halves when every name is split in two', () => {
    const halves = mixed.flatMap((exposure) => [0, 1].map(() => ({ ...exposure, weight: exposure.weight / 2 })));
    expect(granularityAdjustment(halves, 0.999)).toBeCloseTo(0.433511125743465 / 2, 12);
  });

  it.each<[string, () => unknown, string, string]>([
    ['weights that do not add up', () => granularityAdjustment(mixed.slice(1), 0.999), 'WEIGHT_SUM', 'exposures'],
    ['no exposure', () => granularityAdjustment([], 0.999), 'EMPTY', 'exposures'],
    [
      'a PD of 0',
      () => homogeneousGranularityAdjustment([0.5, 0.5], { pd: 0, correlation: 0.1, confidence: 0.999 }),
      'OUT_OF_RANGE',
      'exposures[0].pd',
    ],
    [
      'nothing to lose',
      () => granularityAdjustment([{ weight: 1, pd: 0.1, correlation: 0.1, lossGivenDefault: 0 }], 0.999),
      'NO_LOSS',
      'exposures',
    ],
  ])('refuses %s', (_name, call, code, argument) => {
    expect(call).toThrow(refused(code, argument));
  });
});

describe('Basel capital', () => {
  const corporate: BaselExposure = { assetClass: 'CORPORATE', pd: 0.01, lossGivenDefault: 0.45 };

  // Reference values by arbitrary-precision arithmetic (mpmath).
  it.each<[string, Partial<BaselExposure>, number]>([
    ['one year', { maturityYears: 1 }, 0.732783816318],
    ['below one year counts as one', { maturityYears: 0.2 }, 0.732783816318],
    ['five years', { maturityYears: 5 }, 1.24047500992],
    ['beyond five years counts as five', { maturityYears: 9 }, 1.24047500992],
    ['a large financial institution', { isFinancialInstitution: true }, 1.17949390009],
  ])('%s', (_name, terms, expected) => {
    expect(baselCapital({ ...corporate, ...terms }).riskWeight).toBeCloseTo(expected, 10);
  });

  it('turnover counts between 5 and 50 million', () => {
    const at = (turnoverMillionEuro: number): number => baselCapital({ ...corporate, turnoverMillionEuro }).riskWeight;
    expect(at(1)).toBe(at(5));
    expect(at(80)).toBe(at(50));
    expect(at(20)).toBeGreaterThan(at(5));
    expect(baselCorrelation(corporate, 0.01)).toBeCloseTo(0.192783679166, 11);
  });

  it('floors the PD, scales the capital, and weighs the exposure', () => {
    const retail: BaselExposure = {
      assetClass: 'OTHER_RETAIL',
      pd: 0,
      lossGivenDefault: 0.45,
      exposureAtDefault: 1000,
    };
    const floored = baselCapital(retail);
    expect(floored.capital).toBe(baselCapital({ ...retail, pd: 0.0003 }).capital);
    expect(floored.riskWeightedAssets).toBeCloseTo(floored.capital * 12_500, 10);
    expect(floored.expectedLoss).toBeCloseTo(0.135, 12);
    expect(baselCapital(retail, { pdFloor: 0 }).capital).toBe(0);
    expect(baselCapital(retail, { scalingFactor: 1.06 }).capital).toBeCloseTo(1.06 * floored.capital, 15);
  });

  it('a defaulted exposure needs LGD less best estimate', () => {
    const defaulted: BaselExposure = { assetClass: 'RESIDENTIAL_MORTGAGE', pd: 1, lossGivenDefault: 0.3 };
    expect(baselCapital({ ...defaulted, bestEstimateLoss: 0.25 }).capital).toBeCloseTo(0.05, 15);
    expect(baselCapital({ ...defaulted, bestEstimateLoss: 0.4 }).capital).toBe(0);
  });

  it.each<[string, () => unknown, string, string]>([
    ['a PD above 1', () => baselCapital({ ...corporate, pd: 1.01 }), 'OUT_OF_RANGE', 'exposure.pd'],
    [
      'an LGD below 0',
      () => baselCapital({ ...corporate, lossGivenDefault: -1 }),
      'OUT_OF_RANGE',
      'exposure.lossGivenDefault',
    ],
    ['no maturity', () => baselCapital({ ...corporate, maturityYears: 0 }), 'OUT_OF_RANGE', 'exposure.maturityYears'],
    [
      'the maturity of a mortgage',
      () => baselCapital({ ...corporate, assetClass: 'RESIDENTIAL_MORTGAGE', maturityYears: 20 }),
      'WRONG_CLASS',
      'exposure.maturityYears',
    ],
    ['a PD floor above 1', () => baselCapital(corporate, { pdFloor: 2 }), 'OUT_OF_RANGE', 'options.pdFloor'],
  ])('refuses %s', (_name, call, code, argument) => {
    expect(call).toThrow(refused(code, argument));
  });
});

describe('concentration', () => {
  it('of equal names and of one name', () => {
    expect(concentration([0.25, 0.25, 0.25, 0.25])).toEqual({
      hhi: 0.25,
      normalizedHhi: 0,
      effectiveNumber: 4,
      largest: 0.25,
    });
    expect(concentration([1])).toEqual({ hhi: 1, normalizedHhi: 1, effectiveNumber: 1, largest: 1 });
  });

  it('the indices agree on n equal names', () => {
    const equal = [0.2, 0.2, 0.2, 0.2, 0.2];
    expect(hallTideman(equal)).toBeCloseTo(0.2, 14);
    expect(hannahKay(equal, 2)).toBeCloseTo(5, 12);
    expect(hannahKay(equal, 0.5)).toBeCloseTo(5, 12);
    expect(shannonEntropy(equal)).toBeCloseTo(Math.log(5), 14);
    expect(renyiEntropy(equal, 3)).toBeCloseTo(Math.log(5), 14);
    expect([theilIndex([3, 3, 3]), hooverIndex([3, 3, 3])]).toEqual([0, 0]);
  });

  it('by hand', () => {
    expect(sharesOf([1, 3])).toEqual([0.25, 0.75]);
    expect(hooverIndex([0, 1])).toBe(0.5);
    expect(theilIndex([0, 1])).toBeCloseTo(Math.LN2, 15);
    expect(lorenzCurve([3, 1])).toEqual([0, 0.25, 1]);
    expect(hannahKay([0.75, 0.25], 2)).toBeCloseTo(1 / concentration([0.75, 0.25]).hhi, 14);
    expect(hallTideman([0.75, 0.25])).toBeCloseTo(1 / (2 * (0.75 + 0.5) - 1), 14);
  });

  it.each<[string, () => unknown, string, string]>([
    ['weights that add up to 0.9', () => concentration([0.5, 0.4]), 'WEIGHT_SUM', 'weights'],
    ['a negative weight', () => concentration([1.5, -0.5]), 'OUT_OF_RANGE', 'weights[1]'],
    ['no weights', () => concentration([]), 'EMPTY', 'weights'],
    ['CR4 of three names', () => concentrationRatio([0.5, 0.3, 0.2], 4), 'OUT_OF_RANGE', 'largest'],
    ['order 1', () => renyiEntropy([1], 1), 'OUT_OF_RANGE', 'order'],
    ['a negative amount', () => sharesOf([1, -1]), 'OUT_OF_RANGE', 'amounts[1]'],
    ['amounts of 0', () => sharesOf([0, 0]), 'OUT_OF_RANGE', 'amounts'],
  ])('refuses %s', (_name, call, code, argument) => {
    expect(call).toThrow(refused(code, argument));
  });
});
