import { currencyCode } from '../../src/kernel/index.js';
import auto from '../../src/scenarios/auto/index.js';
import { vinCheckDigit, vinProblem } from '../../src/scenarios/auto/vin.js';
import { silentPorts } from '../../src/scenarios/conformance/ports.js';
import type { Features, Ports } from '../../src/scenarios/contract/index.js';
import { autoSamples, newCar, newCarLoan, usedCar } from '../support/samples/auto.js';
import { accepted, flagsOf, multipliers, samplePorts } from '../support/scenario-values.js';

describe('auto', () => {
  it.each([
    ['1M8GDM9AXKP042788', undefined],
    ['1HGCM82633A004352', undefined],
    ['11111111111111111', undefined],
    ['1M8GDM9A1KP042788', 'VIN_CHECK_DIGIT'],
    ['1M8GDM9AXKP04278', 'VIN_MALFORMED'],
    ['1M8GDM9AXKP0427881', 'VIN_MALFORMED'],
    ['IM8GDM9AXKP042788', 'VIN_MALFORMED'],
    ['1m8gdm9axkp042788', 'VIN_MALFORMED'],
  ])('finds in the VIN %s: %s', (vin, problem) => expect(vinProblem(vin)).toBe(problem));

  it('computes the sample check digit of 49 CFR 565', () => {
    // Table V of the rule: 411 divided by 11 leaves 4.
    expect(vinCheckDigit('1G4AH59H05G118341')).toBe('4');
  });

  it('notices every single mistyped character but those of equal value', () => {
    const vin = '1HGCM82633A004352';
    const alphabet = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';
    const missed = [...vin].flatMap((right, at) =>
      [...alphabet].filter((wrong) => {
        return wrong !== right && at !== 8 && vinProblem(vin.slice(0, at) + wrong + vin.slice(at + 1)) === undefined;
      }),
    );
    // Letters share the values of digits: A, J and 1 are one value, so such slips pass. Digit for digit never does.
    expect(missed.length).toBeLessThan(17 * 3);
    const digits = [...vin].flatMap((right, at) =>
      /\d/.test(right) && at !== 8
        ? [...'0123456789'].filter(
            (wrong) => wrong !== right && vinProblem(vin.slice(0, at) + wrong + vin.slice(at + 1)) === undefined,
          )
        : [],
    );
    expect(digits).toEqual([]);
  });

  it('rates a new car at 80 % of its value', async () => {
    const risk = accepted(auto.validate(newCar, newCarLoan));
    const facts = await auto.gather(risk, samplePorts(autoSamples, 0), newCarLoan);
    expect(facts).toEqual({ marketValue: '32500.00', valuedBy: 'market' });
    const features = auto.rating.features(risk, facts, newCarLoan);
    expect(features).toEqual({
      loanToValue: 0.8,
      priceToMarketValue: 1.012308,
      paidAtOnceShare: 0.209726,
      balloonShare: 0,
      vehicleCondition: 'NEW',
      vehicleAgeYears: 0,
      vehicleAgeAtEndYears: 4,
      mileageKm: 12,
      dealerCountry: 'DE',
      termMonths: 48,
      repaymentMethod: 'LEVEL_PAYMENT',
    });
    expect(multipliers(auto.rating.factors(features))).toEqual({
      LOAN_TO_VALUE: 1,
      TERM: 1,
      BALLOON: 1,
      MILEAGE: 1,
      PRICE: 1,
      CONDITION: 0.95,
    });
    expect(auto.rating.appetite(features)).toEqual([]);
    // 1 - 0.85 x 0.65 / 0.8
    expect(auto.rating.lossGivenDefault(features)).toBe(0.309375);
    expect(auto.purpose.lock(risk, facts)).toEqual({
      key: 'WVWZZZCD3SW000123',
      label: 'Volkswagen Golf 1.5 TSI, VIN WVWZZZCD3SW000123',
      payee: 'D-4711',
    });
  });

  it('refers a used car priced far above the market, with a balloon', async () => {
    const loan = autoSamples.valid[1]?.loan ?? newCarLoan;
    const risk = accepted(auto.validate(usedCar, loan));
    const facts = await auto.gather(risk, samplePorts(autoSamples, 1), loan);
    const features = auto.rating.features(risk, facts, loan);
    expect(features).toMatchObject({
      loanToValue: 1.142857,
      balloonShare: 0.428571,
      vehicleAgeYears: 5,
      vehicleAgeAtEndYears: 8,
    });
    expect(flagsOf(auto.rating.appetite(features))).toEqual(['REFER LOAN_ABOVE_VALUE', 'REFER PRICE_ABOVE_MARKET']);
    expect(multipliers(auto.rating.factors(features))).toEqual({
      LOAN_TO_VALUE: 1.6,
      TERM: 0.9,
      BALLOON: 1.15,
      MILEAGE: 1,
      PRICE: 1.2,
      CONDITION: 1.05,
    });
    // 1 - 0.85 x 0.7 / (1.142857 + 0.5 x 0.428571)
    expect(auto.rating.lossGivenDefault(features)).toBe(0.561579);
  });

  it('says what limit a car passes, the stricter one first', () => {
    const flags = (features: Features) => flagsOf(auto.rating.appetite({ priceToMarketValue: 1, ...features }));
    expect(flags({ loanToValue: 1.2 })).toEqual(['REFER LOAN_ABOVE_VALUE']);
    expect(flags({ loanToValue: 1.200001 })).toEqual(['DECLINE LOAN_TO_VALUE_TOO_HIGH']);
    expect(flags({ vehicleAgeAtEndYears: 15.01 })).toEqual(['REFER VEHICLE_OLD']);
    expect(flags({ vehicleAgeAtEndYears: 20.01 })).toEqual(['DECLINE VEHICLE_TOO_OLD']);
    expect(flags({ mileageKm: 250_001, balloonShare: 0.51 })).toEqual(['REFER MILEAGE_HIGH', 'REFER BALLOON_HIGH']);
    expect(flags({ termMonths: 96, repaymentMethod: 'LEVEL_TO_RESIDUAL' })).toEqual([]);
    expect(flags({ termMonths: 97, repaymentMethod: 'INTEREST_ONLY' })).toEqual([
      'DECLINE TERM_TOO_LONG',
      'DECLINE METHOD_NOT_OFFERED',
    ]);
    expect(flags({ priceToMarketValue: null })).toEqual(['INFO VALUATION_UNAVAILABLE']);
  });

  it('leans on the price when nobody knows the value, and treats foreign money as no answer', async () => {
    const risk = accepted(auto.validate(newCar, newCarLoan));
    const inYen: Ports = {
      ...silentPorts,
      vehicleValuation: async () => ({
        marketValueMinor: 1n,
        currency: currencyCode('JPY'),
        valuedBy: 'x',
      }),
    };
    for (const ports of [silentPorts, inYen]) {
      const facts = await auto.gather(risk, ports, newCarLoan);
      expect(facts).toEqual({ marketValue: null, valuedBy: null });
      expect(auto.rating.features(risk, facts, newCarLoan)).toMatchObject({
        loanToValue: 0.790274,
        priceToMarketValue: null,
      });
    }
  });
});
