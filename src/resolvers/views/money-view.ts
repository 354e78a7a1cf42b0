import { type CurrencyCode, formatMinor } from '../../kernel/index.js';

/** Money as the API shows it. */
export const moneyView = (minor: bigint, currency: string) => ({
  amount: formatMinor(minor, currency as CurrencyCode),
  currency,
});
