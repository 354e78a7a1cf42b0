/**
 * The mathematics of instalment-credit insurance: pure functions over kernel types, without I/O, clock or globals.
 * Amounts are minor units (bigint), rates are shares of one (0.12 is 12 %).
 */
export * from './day-count.js';
export * from './earning.js';
export * from './expected-loss.js';
export * from './indemnity.js';
export { levelPaymentMinor } from './level-payment.js';
export * from './premium.js';
export type { Rate, Ratio } from './ratio.js';
export { decimalOfRatio, ratioOf } from './ratio.js';
export * from './schedule.js';
export { dueDates } from './schedule-dates.js';
export * from './settlement.js';
export * from './subsidy.js';
export * from './waterfall.js';
