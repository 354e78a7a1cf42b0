import { ArgumentError } from './errors.js';

declare const currencyBrand: unique symbol;
/** An ISO 4217 alphabetic code of a currency in use, e.g. `EUR`. */
export type CurrencyCode = string & { readonly [currencyBrand]: true };

// ISO 4217 list one (2026): active currencies whose minor unit is not two decimals; every other active code has two.
const ZERO_DECIMALS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const THREE_DECIMALS = 'BHD IQD JOD KWD LYD OMR TND';
const FOUR_DECIMALS = 'CLF UYW';
const TWO_DECIMALS =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY ' +
  'COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS ' +
  'INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR ' +
  'MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP ' +
  'STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG';

const MINOR_UNITS: ReadonlyMap<string, number> = new Map(
  (
    [
      [ZERO_DECIMALS, 0],
      [TWO_DECIMALS, 2],
      [THREE_DECIMALS, 3],
      [FOUR_DECIMALS, 4],
    ] as const
  ).flatMap(([codes, decimals]) => codes.split(' ').map((code): [string, number] => [code, decimals])),
);

export const isCurrencyCode = (value: string): value is CurrencyCode => MINOR_UNITS.has(value);

/** @throws ArgumentError `UNKNOWN_CURRENCY` */
export function currencyCode(value: string): CurrencyCode {
  if (!isCurrencyCode(value))
    throw new ArgumentError('UNKNOWN_CURRENCY', 'currency', `${value} is not an ISO 4217 code`);
  return value;
}

/** Decimals of the currency's minor unit: 2 for EUR, 0 for JPY. */
export function minorUnitDecimals(currency: CurrencyCode): number {
  const decimals = MINOR_UNITS.get(currency);
  if (decimals === undefined) throw new ArgumentError('UNKNOWN_CURRENCY', 'currency', `${currency} is not known`);
  return decimals;
}
