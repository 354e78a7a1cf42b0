import { currencyCode } from '../../../src/kernel/index.js';
import type { ScenarioSamples } from '../../../src/scenarios/conformance.js';
import type { HousingInput } from '../../../src/scenarios/housing/graphql.js';
import { eur, loanOf } from './loan.js';

/** An apartment in Munich for 480,000 EUR. */
export const apartment: HousingInput = {
  property: {
    titleNumber: 'Schwabing 12/3456',
    registry: 'DE-BY',
    address: { line1: 'Leopoldstraße 100', city: 'München', postalCode: '80802', country: 'DE' },
    kind: 'APARTMENT',
    occupancy: 'OWNER',
    livingAreaM2: 74.5,
    builtYear: 1998,
    price: eur('480000.00'),
    valuation: { amount: eur('470000.00'), valuedOn: '2026-02-16', valuer: 'Gutachterausschuss München' },
  },
  seller: 'Notar Dr. Huber 2026/118',
};

/** A house that will be let, with a valuation from last year. */
export const letHouse: HousingInput = {
  property: {
    titleNumber: 'NGL 123456',
    registry: 'GB',
    address: { line1: '7 Acacia Road', city: 'London', postalCode: 'NW8 6AB', country: 'GB' },
    kind: 'TERRACED_HOUSE',
    occupancy: 'LET',
    livingAreaM2: 96,
    builtYear: 1905,
    price: { amount: '640000.00', currency: 'GBP' },
    valuation: { amount: { amount: '650000.00', currency: 'GBP' }, valuedOn: '2025-08-01', valuer: 'RICS surveyor' },
  },
  seller: 'CONV-88',
};

export const apartmentLoan = loanOf({ principalMinor: 37_600_000n, annualRate: '0.0385', instalments: 360 });

const letHouseLoan = loanOf({
  currency: currencyCode('GBP'),
  principalMinor: 54_400_000n,
  annualRate: '0.0525',
  instalments: 300,
  method: 'INTEREST_ONLY',
});

export const housingSamples: ScenarioSamples<HousingInput> = {
  valid: [
    {
      name: 'an apartment',
      input: apartment,
      loan: apartmentLoan,
      evidence: { reference: 'SCHWABING12/3456', payee: 'Notar Dr. Huber 2026/118', kind: 'LAND_REGISTER_EXTRACT' },
      aliases: [
        {
          ...apartment,
          property: { ...apartment.property, titleNumber: ' schwabing  12 / 3456', registry: 'de-by' },
        },
        { ...apartment, seller: 'Somebody else' },
      ],
      ports: {
        propertyValuation: async () => ({
          marketValueMinor: 45_000_000n,
          currency: currencyCode('EUR'),
          uncertainty: 0.08,
          valuedBy: 'model',
        }),
      },
    },
    {
      name: 'a let house with an old valuation',
      input: letHouse,
      loan: letHouseLoan,
      evidence: { reference: 'NGL123456', payee: 'CONV-88', kind: 'TITLE_DEED' },
      ports: {
        propertyValuation: async () => ({
          marketValueMinor: 52_000_000n,
          currency: currencyCode('GBP'),
          uncertainty: 0.1,
          valuedBy: 'model',
        }),
      },
    },
  ],
  broken: [
    {
      name: 'everything wrong at once',
      input: {
        property: {
          titleNumber: ' - ',
          registry: 'FR',
          address: { line1: '', city: 'x'.repeat(81), postalCode: '\u202E123', country: 'DE' },
          kind: 'HOUSE',
          occupancy: 'OWNER',
          livingAreaM2: 4.99,
          builtYear: 2032,
          price: eur('375999.99'),
          valuation: { amount: eur('0.00'), valuedOn: '2026-03-03', valuer: ' ' },
        },
        seller: '',
      },
      loan: apartmentLoan,
      issues: [
        { path: 'property.titleNumber', code: 'NO_IDENTITY' },
        { path: 'property.registry', code: 'REGISTRY_COUNTRY_MISMATCH' },
        { path: 'property.address.line1', code: 'EMPTY' },
        { path: 'property.address.city', code: 'TOO_LONG' },
        { path: 'property.address.postalCode', code: 'UNPRINTABLE_CHARACTERS' },
        { path: 'property.livingAreaM2', code: 'OUT_OF_RANGE' },
        { path: 'property.builtYear', code: 'OUT_OF_RANGE' },
        { path: 'property.price', code: 'PRINCIPAL_ABOVE_PRICE' },
        { path: 'property.valuation.amount.amount', code: 'MUST_BE_POSITIVE' },
        { path: 'property.valuation.valuedOn', code: 'DATE_IN_FUTURE' },
        { path: 'property.valuation.valuer', code: 'EMPTY' },
        { path: 'seller', code: 'EMPTY' },
      ],
    },
    {
      name: 'a registry nobody keeps, a valuation of another age and currency',
      input: {
        ...apartment,
        property: {
          ...apartment.property,
          registry: 'QQ-1',
          address: { ...apartment.property.address, country: 'Bavaria' },
          valuation: { amount: { amount: '1', currency: 'USD' }, valuedOn: '2023-03-01', valuer: 'A' },
        },
      },
      loan: apartmentLoan,
      issues: [
        { path: 'property.registry', code: 'UNKNOWN_REGISTRY' },
        { path: 'property.address.country', code: 'UNKNOWN_COUNTRY' },
        { path: 'property.valuation.amount.currency', code: 'CURRENCY_MISMATCH' },
        { path: 'property.valuation.valuedOn', code: 'DATE_TOO_EARLY' },
      ],
    },
  ],
};
