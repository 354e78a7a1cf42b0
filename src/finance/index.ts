/**
 * The mathematics of instalment-credit insurance: pure functions over kernel types, without I/O, clock or globals.
 * Amounts are minor units (bigint), rates are shares of one (0.12 is 12 %).
 */
export * from './all-in-cost.js';
export * from './amounts.js';
export * from './apr.js';
export * from './balance-time.js';
export * from './break-even-rate.js';
export * from './commission.js';
export * from './contingency-reserve.js';
export * from './contract-margin.js';
export * from './day-count.js';
export * from './double-insurance.js';
export * from './earning.js';
export * from './excess-of-loss.js';
export * from './expected-loss.js';
export * from './fha-rate-card.js';
export * from './held-days.js';
export * from './in-force-premium.js';
export * from './indemnity.js';
export { levelPaymentMinor } from './level-payment.js';
export * from './mortgage-insurance.js';
export * from './payment-allocation.js';
export * from './percentage-option.js';
export * from './premium.js';
export * from './premium-adjustment.js';
export * from './prima-facie.js';
export * from './rate-card.js';
export type { Rate, Ratio } from './ratio.js';
export { decimalOfRatio, ratioOf } from './ratio.js';
export * from './refund.js';
export * from './refund-methods.js';
export * from './reinsurance.js';
export * from './risk-index.js';
export * from './schedule.js';
export { dueDates } from './schedule-dates.js';
export * from './settlement.js';
export * from './subsidy.js';
export * from './time-value.js';
export * from './unit-period.js';
export * from './waterfall.js';
