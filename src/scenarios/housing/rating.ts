import { REPAYMENT_METHODS } from '../../finance/schedule-terms.js';
import { calendarDate, daysBetween, yearOf } from '../../kernel/index.js';
import {
  type Bands,
  bandedFactor,
  type FeatureKinds,
  type Features,
  type LoanRequest,
  minorOf,
  numberFeature,
  type Rating,
  type RatingFactor,
  shareOf,
} from '../contract/index.js';
import { appetite } from './appetite.js';
import { lossGivenDefault } from './loss-given-default.js';
import { type HousingFacts, type HousingRisk, PropertyKind, PropertyOccupancy, securityMinor } from './risk.js';

function features(risk: HousingRisk, facts: HousingFacts, loan: LoanRequest): Features {
  const { currency } = loan;
  const valuation = minorOf(risk.valuation.amount, currency);
  return {
    loanToValue: shareOf(loan.principalMinor, securityMinor(risk, currency)),
    priceToValuation: shareOf(minorOf(risk.price, currency), valuation),
    valuationToModel: facts.modelValue === null ? null : shareOf(valuation, minorOf(facts.modelValue, currency)),
    modelUncertainty: facts.modelUncertainty,
    valuationAgeDays: daysBetween(calendarDate(risk.valuation.valuedOn), loan.requestedOn),
    propertyKind: risk.kind,
    propertyOccupancy: risk.occupancy,
    propertyCountry: risk.address.country,
    livingAreaM2: risk.livingAreaM2,
    /** Negative before the home is finished. */
    buildingAgeYears: yearOf(loan.requestedOn) - risk.builtYear,
    termMonths: loan.instalments,
    repaymentMethod: loan.method,
  };
}

const featureKinds: FeatureKinds = {
  loanToValue: 'NUMBER',
  priceToValuation: 'NUMBER',
  valuationToModel: 'NUMBER',
  modelUncertainty: 'NUMBER',
  valuationAgeDays: 'NUMBER',
  propertyKind: Object.keys(PropertyKind),
  propertyOccupancy: Object.keys(PropertyOccupancy),
  propertyCountry: 'CATEGORY',
  livingAreaM2: 'NUMBER',
  buildingAgeYears: 'NUMBER',
  termMonths: 'NUMBER',
  repaymentMethod: REPAYMENT_METHODS,
};

// The underwriter's starting values, to be replaced by a fit on the programme's own defaults. Loan-to-value leads: it
// is what the borrower would lose by not paying, and what a sale would leave after the loan.
const LOAN_TO_VALUE: Bands = [
  [0.500001, 0.75],
  [0.700001, 0.9],
  [0.800001, 1],
  [0.900001, 1.25],
  [0.950001, 1.5],
  [Infinity, 1.8],
];
const TERM_MONTHS: Bands = [
  [241, 0.95],
  [361, 1],
  [Infinity, 1.15],
];
const VALUATION_TO_MODEL: Bands = [
  [1.1, 1],
  [1.2, 1.1],
  [Infinity, 1.2],
];

function factors(of: Features): readonly RatingFactor[] {
  const banded = (code: string, label: string, name: string, terms: { bands: Bands; unknown: number }): RatingFactor =>
    bandedFactor({ code, label }, numberFeature(of, name), terms);
  return [
    banded('LOAN_TO_VALUE', 'Loan to value', 'loanToValue', { bands: LOAN_TO_VALUE, unknown: 1.8 }),
    banded('TERM', 'Term in months', 'termMonths', { bands: TERM_MONTHS, unknown: 1.15 }),
    banded('VALUATION', 'Valuation to model', 'valuationToModel', { bands: VALUATION_TO_MODEL, unknown: 1.05 }),
    {
      code: 'OCCUPANCY',
      label: 'Lived in by the borrower or let',
      multiplier: of.propertyOccupancy === 'OWNER' ? 1 : 1.2,
    },
    {
      code: 'PROPERTY_KIND',
      label: 'Kind of home',
      multiplier: of.propertyKind === 'MULTI_FAMILY_HOUSE' ? 1.1 : 1,
    },
  ];
}

export const rating: Rating<HousingRisk, HousingFacts> = {
  features,
  featureKinds,
  factors,
  appetite,
  lossGivenDefault,
};
