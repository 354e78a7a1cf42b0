import { clamp, type Features, numberFeature } from '../contract/index.js';

// Share of vehicles that are found and sold; the rest is hidden, wrecked or exported.
const RECOVERED_SHARE = 0.85;
// What an auction and its costs take from the market value: forced sale 15 %, towing, storage and fees 5 %.
const SALE_DISCOUNT = 0.2;
// Value lost before a typical default, beyond what instalments have repaid by then: a new car loses fastest.
const DEPRECIATION_NEW = 0.15;
const DEPRECIATION_USED = 0.1;
// Basel III's floor for retail loans secured by other physical collateral (BCBS d424, December 2017).
const FLOOR = 0.15;
// Without a value to lean on the loan counts as unsecured, as in a shop order.
const UNSECURED = 0.75;

/**
 * 1 - 0.85 x min(1, value left / loan-to-value), with value left = 1 - 0.20 - depreciation (0.15 new, 0.10 used) and
 * the balloon's share of the value, which is not repaid while the vehicle ages, added to the loan at half its weight;
 * at least 0.15 and at most 0.90. A new car at 90 % gives 1 - 0.85 x 0.65 / 0.9 = 0.386. Starting values of the
 * underwriter, to be replaced by observed recoveries.
 */
export function lossGivenDefault(features: Features): number {
  const loanToValue = numberFeature(features, 'loanToValue');
  if (loanToValue === null || loanToValue <= 0) return UNSECURED;
  const depreciation = features.vehicleCondition === 'NEW' ? DEPRECIATION_NEW : DEPRECIATION_USED;
  const exposure = loanToValue + 0.5 * (numberFeature(features, 'balloonShare') ?? 0);
  const covered = Math.min(1, (1 - SALE_DISCOUNT - depreciation) / exposure);
  return Math.round(clamp(1 - RECOVERED_SHARE * covered, FLOOR, 0.9) * 1e6) / 1e6;
}
