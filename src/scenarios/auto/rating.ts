import { REPAYMENT_METHODS, type RepaymentMethod } from '../../finance/schedule-terms.js';
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
import { type AutoFacts, type AutoRisk, securityMinor, VehicleCondition } from './risk.js';

const BALLOON_METHODS: readonly RepaymentMethod[] = ['LEVEL_WITH_BALLOON', 'LEVEL_TO_RESIDUAL'];

function features(risk: AutoRisk, facts: AutoFacts, loan: LoanRequest): Features {
  const { currency, principalMinor, instalments } = loan;
  const price = minorOf(risk.vehicle.price, currency);
  const security = securityMinor(risk, facts, currency);
  const paidAtOnce = minorOf(risk.downPayment, currency) + minorOf(risk.tradeIn, currency);
  const balloon = BALLOON_METHODS.includes(loan.method) ? (loan.balloonMinor ?? 0n) : 0n;
  const ageYears = ageInYears(risk, loan);
  return {
    loanToValue: shareOf(principalMinor, security),
    priceToMarketValue: facts.marketValue === null ? null : shareOf(price, minorOf(facts.marketValue, currency)),
    paidAtOnceShare: shareOf(paidAtOnce, price),
    balloonShare: shareOf(balloon, security),
    vehicleCondition: risk.vehicle.condition,
    vehicleAgeYears: ageYears,
    vehicleAgeAtEndYears: Math.round((ageYears + instalments / 12) * 100) / 100,
    mileageKm: risk.vehicle.mileageKm,
    dealerCountry: risk.dealer.country,
    termMonths: instalments,
    repaymentMethod: loan.method,
  };
}

/** Since first registration, or since the middle of the model year; two decimals, never negative. */
function ageInYears(risk: AutoRisk, loan: LoanRequest): number {
  const { condition, firstRegisteredOn, modelYear } = risk.vehicle;
  if (condition === 'NEW') return 0;
  const since = calendarDate(firstRegisteredOn ?? `${Math.min(modelYear, yearOf(loan.requestedOn))}-07-01`);
  return Math.max(0, Math.round((daysBetween(since, loan.requestedOn) / 365.25) * 100) / 100);
}

const featureKinds: FeatureKinds = {
  loanToValue: 'NUMBER',
  priceToMarketValue: 'NUMBER',
  paidAtOnceShare: 'NUMBER',
  balloonShare: 'NUMBER',
  vehicleCondition: Object.keys(VehicleCondition),
  vehicleAgeYears: 'NUMBER',
  vehicleAgeAtEndYears: 'NUMBER',
  mileageKm: 'NUMBER',
  dealerCountry: 'CATEGORY',
  termMonths: 'NUMBER',
  repaymentMethod: REPAYMENT_METHODS,
};

// The underwriter's starting values, to be replaced by a fit on the programme's own defaults. Loan-to-value leads: a
// borrower with money in the car sells it rather than default. What was paid at once is its mirror and not rated twice.
const LOAN_TO_VALUE: Bands = [
  [0.6, 0.8],
  [0.8, 0.9],
  [0.900001, 1],
  [1.000001, 1.15],
  [1.100001, 1.35],
  [Infinity, 1.6],
];
const TERM_MONTHS: Bands = [
  [37, 0.9],
  [61, 1],
  [73, 1.15],
  [85, 1.25],
  [Infinity, 1.4],
];
const BALLOON_SHARE: Bands = [
  [0.000001, 1],
  [0.3, 1.05],
  [0.5, 1.15],
  [Infinity, 1.3],
];
const MILEAGE_KM: Bands = [
  [100_000, 1],
  [150_000, 1.05],
  [Infinity, 1.15],
];
const PRICE_TO_MARKET_VALUE: Bands = [
  [1.1, 1],
  [1.2, 1.1],
  [Infinity, 1.2],
];

function factors(of: Features): readonly RatingFactor[] {
  const banded = (code: string, label: string, name: string, terms: { bands: Bands; unknown: number }): RatingFactor =>
    bandedFactor({ code, label }, numberFeature(of, name), terms);
  return [
    banded('LOAN_TO_VALUE', 'Loan to value', 'loanToValue', { bands: LOAN_TO_VALUE, unknown: 1.6 }),
    banded('TERM', 'Term in months', 'termMonths', { bands: TERM_MONTHS, unknown: 1.4 }),
    banded('BALLOON', 'Final balloon to value', 'balloonShare', { bands: BALLOON_SHARE, unknown: 1 }),
    banded('MILEAGE', 'Kilometres on the clock', 'mileageKm', { bands: MILEAGE_KM, unknown: 1.05 }),
    banded('PRICE', 'Price to market value', 'priceToMarketValue', { bands: PRICE_TO_MARKET_VALUE, unknown: 1.05 }),
    {
      code: 'CONDITION',
      label: 'New or used vehicle',
      multiplier: of.vehicleCondition === 'NEW' ? 0.95 : 1.05,
    },
  ];
}

export const rating: Rating<AutoRisk, AutoFacts> = { features, featureKinds, factors, appetite, lossGivenDefault };
