import type { Features } from '../../src/scenarios/contract/index.js';
import housing from '../../src/scenarios/housing/index.js';
import { apartment, apartmentLoan, housingSamples } from '../support/samples/housing.js';
import { accepted, flagsOf, multipliers, samplePorts } from '../support/scenario-values.js';

describe('housing', () => {
  it('rates an apartment at 80 % of its valuation', async () => {
    const risk = accepted(housing.validate(apartment, apartmentLoan));
    const facts = await housing.gather(risk, samplePorts(housingSamples, 0), apartmentLoan);
    expect(facts).toEqual({ modelValue: '450000.00', modelUncertainty: 0.08, modelValuedBy: 'model' });
    const features = housing.rating.features(risk, facts, apartmentLoan);
    expect(features).toEqual({
      loanToValue: 0.8,
      priceToValuation: 1.021277,
      valuationToModel: 1.044444,
      modelUncertainty: 0.08,
      valuationAgeDays: 14,
      propertyKind: 'APARTMENT',
      propertyOccupancy: 'OWNER',
      propertyCountry: 'DE',
      livingAreaM2: 74.5,
      buildingAgeYears: 28,
      termMonths: 360,
      repaymentMethod: 'LEVEL_PAYMENT',
    });
    expect(multipliers(housing.rating.factors(features))).toEqual({
      LOAN_TO_VALUE: 1,
      TERM: 1,
      VALUATION: 1,
      OCCUPANCY: 1,
      PROPERTY_KIND: 1,
    });
    expect(housing.rating.appetite(features)).toEqual([]);
    // 0.05 + 1 - 0.66 / 0.80
    expect(housing.rating.lossGivenDefault(features)).toBe(0.225);
    expect(housing.purpose.lock(risk, facts)).toEqual({
      key: 'DE-BY:SCHWABING12/3456',
      label: 'title DE-BY SCHWABING12/3456',
      payee: 'Notar Dr. Huber 2026/118',
    });
  });

  it('refers a let house with an old and high valuation', async () => {
    const [, sample] = housingSamples.valid;
    if (sample === undefined) throw new Error('no sample');
    const risk = accepted(housing.validate(sample.input, sample.loan));
    const facts = await housing.gather(risk, samplePorts(housingSamples, 1), sample.loan);
    const features = housing.rating.features(risk, facts, sample.loan);
    expect(features).toMatchObject({ loanToValue: 0.85, valuationToModel: 1.25, valuationAgeDays: 213 });
    expect(flagsOf(housing.rating.appetite(features))).toEqual([
      'REFER LET_LOAN_TO_VALUE_HIGH',
      'REFER VALUATION_STALE',
      'REFER VALUATION_ABOVE_MODEL',
      'REFER INTEREST_ONLY',
    ]);
    expect(multipliers(housing.rating.factors(features))).toEqual({
      LOAN_TO_VALUE: 1.25,
      TERM: 1,
      VALUATION: 1.2,
      OCCUPANCY: 1.2,
      PROPERTY_KIND: 1,
    });
    // 0.05 + 1 - (1 - 0.30 - 0.05 - 0.05) / 0.85
    expect(housing.rating.lossGivenDefault(features)).toBe(0.344118);
  });

  it('says what limit a home passes', () => {
    const flags = (features: Features) =>
      flagsOf(housing.rating.appetite({ valuationToModel: 1, modelUncertainty: 0.1, ...features }));
    expect(flags({ loanToValue: 1.000001 })).toEqual(['DECLINE LOAN_ABOVE_VALUE']);
    expect(flags({ loanToValue: 0.950001 })).toEqual(['REFER LOAN_TO_VALUE_HIGH']);
    expect(flags({ loanToValue: 0.95, propertyOccupancy: 'OWNER' })).toEqual([]);
    expect(flags({ valuationAgeDays: 180 })).toEqual([]);
    expect(flags({ valuationAgeDays: 181 })).toEqual(['REFER VALUATION_STALE']);
    expect(flags({ valuationToModel: null })).toEqual(['INFO MODEL_UNAVAILABLE']);
    expect(flags({ buildingAgeYears: -1, termMonths: 481 })).toEqual(['DECLINE TERM_TOO_LONG', 'REFER OFF_PLAN']);
  });

  it('never expects to lose less than the costs, nor more than 90 %', () => {
    const loss = (loanToValue: number) => housing.rating.lossGivenDefault({ loanToValue, modelUncertainty: 0 });
    expect([0.1, 0.7, 1, 10].map(loss)).toEqual([0.05, 0.05, 0.35, 0.9]);
    expect(housing.rating.lossGivenDefault({})).toBe(0.75);
  });
});
