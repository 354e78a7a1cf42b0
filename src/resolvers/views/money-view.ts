import { type CurrencyCode, formatMinor, formatMinorText } from '../../kernel/index.js';

/** Money as the API shows it. */
export const moneyView = (minor: bigint, currency: string) => ({
  amount: formatMinor(minor, currency as CurrencyCode),
  currency,
});

/** The same of minor units that are text, as SQL writes them into JSON. */
export const minorTextView = (minorText: string, currency: string) => ({
  amount: formatMinorText(minorText, currency as CurrencyCode),
  currency,
});
