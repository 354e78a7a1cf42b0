import type { RepaymentMethod } from '../../finance/schedule-terms.js';
import { type Features, methodFlags, numberFeature, termFlags, type UnderwritingFlag } from '../contract/index.js';

const MAX_TERM_MONTHS = 96;
const METHODS: readonly RepaymentMethod[] = [
  'LEVEL_PAYMENT',
  'EQUAL_PRINCIPAL',
  'LEVEL_WITH_BALLOON',
  'LEVEL_TO_RESIDUAL',
  'ZERO_INTEREST',
];
const LARGER_DOWN_PAYMENT = 'Make a larger down payment, or choose a cheaper vehicle.';

type Limit = UnderwritingFlag & { readonly feature: string; readonly above: number };

// Of several limits on one feature the first that is passed speaks.
const LIMITS: readonly Limit[] = [
  {
    feature: 'loanToValue',
    above: 1.2,
    severity: 'DECLINE',
    code: 'LOAN_TO_VALUE_TOO_HIGH',
    message: 'The loan is more than 120 % of what the vehicle is worth.',
    curable: LARGER_DOWN_PAYMENT,
  },
  {
    feature: 'loanToValue',
    above: 1,
    severity: 'REFER',
    code: 'LOAN_ABOVE_VALUE',
    message: 'The loan is more than the vehicle is worth.',
    curable: LARGER_DOWN_PAYMENT,
  },
  {
    feature: 'vehicleAgeAtEndYears',
    above: 20,
    severity: 'DECLINE',
    code: 'VEHICLE_TOO_OLD',
    message: 'The vehicle would be more than 20 years old when the loan ends.',
    curable: 'Choose a shorter term or a younger vehicle.',
  },
  {
    feature: 'vehicleAgeAtEndYears',
    above: 15,
    severity: 'REFER',
    code: 'VEHICLE_OLD',
    message: 'The vehicle would be more than 15 years old when the loan ends.',
    curable: 'Choose a shorter term or a younger vehicle.',
  },
  {
    feature: 'mileageKm',
    above: 250_000,
    severity: 'REFER',
    code: 'MILEAGE_HIGH',
    message: 'The vehicle has run more than 250,000 km.',
  },
  {
    feature: 'priceToMarketValue',
    above: 1.25,
    severity: 'REFER',
    code: 'PRICE_ABOVE_MARKET',
    message: 'The price is more than 25 % above the market value.',
    curable: 'Agree a price nearer the market value.',
  },
  {
    feature: 'balloonShare',
    above: 0.5,
    severity: 'REFER',
    code: 'BALLOON_HIGH',
    message: 'The final balloon is more than half of what the vehicle is worth today.',
    curable: 'Choose a smaller balloon.',
  },
];

export function appetite(features: Features): readonly UnderwritingFlag[] {
  const flags: UnderwritingFlag[] = [...termFlags(features, MAX_TERM_MONTHS), ...methodFlags(features, METHODS)];
  const settled = new Set<string>();
  for (const { feature, above, ...flag } of LIMITS) {
    const value = numberFeature(features, feature);
    if (value === null || value <= above || settled.has(feature)) continue;
    settled.add(feature);
    flags.push(flag);
  }
  if (numberFeature(features, 'priceToMarketValue') === null) {
    flags.push({
      severity: 'INFO',
      code: 'VALUATION_UNAVAILABLE',
      message: 'No source knew the market value; the price stands in for it.',
    });
  }
  return flags;
}
