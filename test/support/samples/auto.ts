import { currencyCode } from '../../../src/kernel/index.js';
import type { AutoInput } from '../../../src/scenarios/auto/graphql.js';
import type { ScenarioSamples } from '../../../src/scenarios/conformance.js';
import { eur, loanOf } from './loan.js';

/** A new car for 32,900 EUR with 6,900 EUR paid at once. */
export const newCar: AutoInput = {
  vehicle: {
    vin: 'WVWZZZCD3SW000123',
    condition: 'NEW',
    make: 'Volkswagen',
    model: 'Golf 1.5 TSI',
    modelYear: 2026,
    mileageKm: 12,
    price: eur('32900.00'),
  },
  dealer: { reference: 'D-4711', name: 'Autohaus Müller GmbH', country: 'DE' },
  downPayment: eur('6900.00'),
};

/** A used car with a balloon and a trade-in. */
export const usedCar: AutoInput = {
  vehicle: {
    vin: '1HGCM82633A004352',
    condition: 'USED',
    make: 'Honda',
    model: 'Accord',
    modelYear: 2021,
    mileageKm: 88_400,
    price: eur('18500.00'),
    firstRegisteredOn: '2021-03-02',
  },
  dealer: { reference: 'NL/0815', name: 'Van Dijk Occasions', country: 'NL' },
  downPayment: eur('0.00'),
  tradeIn: eur('2500.00'),
};

export const newCarLoan = loanOf({ principalMinor: 2_600_000n, annualRate: '0.0499', instalments: 48 });

const usedCarLoan = loanOf({
  principalMinor: 1_600_000n,
  annualRate: '0.0599',
  instalments: 36,
  method: 'LEVEL_WITH_BALLOON',
  balloonMinor: 600_000n,
});

export const autoSamples: ScenarioSamples<AutoInput> = {
  valid: [
    {
      name: 'a new car',
      input: newCar,
      loan: newCarLoan,
      evidence: { reference: 'WVWZZZCD3SW000123', payee: 'D-4711', kind: 'REGISTRATION' },
      aliases: [
        { ...newCar, vehicle: { ...newCar.vehicle, vin: ' wvw zzz cd3 sw 000123 ' } },
        { ...newCar, dealer: { reference: 'OTHER', name: 'Another dealer', country: 'AT' } },
      ],
      ports: {
        vehicleValuation: async () => ({
          marketValueMinor: 3_250_000n,
          currency: currencyCode('EUR'),
          valuedBy: 'market',
        }),
      },
    },
    {
      name: 'a used car with a balloon',
      input: usedCar,
      loan: usedCarLoan,
      evidence: { reference: '1HGCM82633A004352', payee: 'NL/0815', kind: 'TITLE' },
      ports: {
        vehicleValuation: async () => ({
          marketValueMinor: 1_400_000n,
          currency: currencyCode('EUR'),
          valuedBy: 'market',
        }),
      },
    },
  ],
  broken: [
    {
      name: 'everything wrong at once',
      input: {
        vehicle: {
          vin: '1HGCM82633A004353',
          condition: 'NEW',
          make: '',
          model: 'A\u0000ccord',
          modelYear: 2028,
          mileageKm: 201,
          price: eur('16000.00'),
          firstRegisteredOn: '2026-03-03',
        },
        dealer: { reference: 'x'.repeat(65), name: '\u200b', country: 'Germany' },
        downPayment: eur('-1.00'),
        tradeIn: { amount: '0.00', currency: 'USD' },
      },
      loan: newCarLoan,
      issues: [
        { path: 'vehicle.vin', code: 'VIN_CHECK_DIGIT' },
        { path: 'vehicle.make', code: 'EMPTY' },
        { path: 'vehicle.model', code: 'UNPRINTABLE_CHARACTERS' },
        { path: 'vehicle.modelYear', code: 'OUT_OF_RANGE' },
        { path: 'vehicle.mileageKm', code: 'MILEAGE_NOT_NEW' },
        { path: 'vehicle.firstRegisteredOn', code: 'DATE_IN_FUTURE' },
        { path: 'dealer.reference', code: 'TOO_LONG' },
        { path: 'dealer.name', code: 'EMPTY' },
        { path: 'dealer.country', code: 'UNKNOWN_COUNTRY' },
        { path: 'downPayment.amount', code: 'MUST_NOT_BE_NEGATIVE' },
        { path: 'tradeIn.currency', code: 'CURRENCY_MISMATCH' },
      ],
    },
    {
      name: 'a car that is not new, registered before it was built, paid more than it costs',
      input: {
        ...newCar,
        vehicle: { ...newCar.vehicle, vin: 'WVWZZZCD3SW00012O', modelYear: 2025, firstRegisteredOn: '2025-09-02' },
        tradeIn: eur('0.01'),
      },
      loan: newCarLoan,
      issues: [
        { path: 'vehicle.vin', code: 'VIN_MALFORMED' },
        { path: 'vehicle.firstRegisteredOn', code: 'REGISTRATION_NOT_NEW' },
        { path: 'vehicle.price', code: 'FINANCED_ABOVE_PRICE' },
      ],
    },
    {
      name: 'a registration before the model year could begin',
      input: { ...usedCar, vehicle: { ...usedCar.vehicle, firstRegisteredOn: '2019-12-31' } },
      loan: usedCarLoan,
      issues: [{ path: 'vehicle.firstRegisteredOn', code: 'DATE_TOO_EARLY' }],
    },
  ],
};
