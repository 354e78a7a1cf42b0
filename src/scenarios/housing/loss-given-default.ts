import { clamp, type Features, numberFeature } from '../contract/index.js';

// Basel III's floor for retail mortgages (BCBS d424, December 2017): costs remain even when the sale covers the loan.
const FLOOR = 0.05;
// What a forced sale takes from the value: discount 20 %, costs of court, agent and empty months 10 %.
const SALE_DISCOUNT = 0.3;
// A let home is sold with its tenants.
const LET_DISCOUNT = 0.05;
// How far the value may be off when no model gave its own standard error.
const DEFAULT_UNCERTAINTY = 0.1;
// No value to lean on: as good as unsecured.
const UNSECURED = 0.75;

/**
 * 0.05 + max(0, 1 - (1 - 0.30 - 0.05 if let - half the uncertainty of the value) / loan-to-value), at most 0.90. The
 * uncertainty counts half because an error upwards helps nobody while one downwards is lost. At 80 % with the default
 * uncertainty of 0.10: 0.05 + 1 - 0.65 / 0.80 = 0.2375. Starting values of the underwriter, to be replaced by observed
 * recoveries.
 */
export function lossGivenDefault(features: Features): number {
  const loanToValue = numberFeature(features, 'loanToValue');
  if (loanToValue === null || loanToValue <= 0) return UNSECURED;
  const uncertainty = clamp(numberFeature(features, 'modelUncertainty') ?? DEFAULT_UNCERTAINTY, 0, 1);
  const discount = SALE_DISCOUNT + (features.propertyOccupancy === 'LET' ? LET_DISCOUNT : 0) + uncertainty / 2;
  const shortfall = Math.max(0, 1 - (1 - discount) / loanToValue);
  return Math.round(clamp(FLOOR + shortfall, FLOOR, 0.9) * 1e6) / 1e6;
}
