import { type CurrencyCode, divideHalfUp, formatMinor, parseAmount } from '../../kernel/index.js';
import type { Features, RatingFactor } from './rating.js';

/** An amount of a stored risk (`"12.34"`) in minor units; text that is no amount of the currency counts as zero. */
export function minorOf(text: string, currency: CurrencyCode): bigint {
  const parsed = parseAmount(text, currency);
  return parsed.ok ? parsed.value.minor : 0n;
}

/** Money as the API shows it. */
export const moneyView = (amount: string, currency: CurrencyCode): { amount: string; currency: CurrencyCode } => ({
  amount: formatMinor(minorOf(amount, currency), currency),
  currency,
});

/** `part / whole` to six decimals; null when the whole is not above zero. For features, never money. */
export const shareOf = (part: bigint, whole: bigint): number | null =>
  whole > 0n ? Number(divideHalfUp(part * 1_000_000n, whole)) / 1_000_000 : null;

/** A numeric feature; null when it is absent or a category. */
export function numberFeature(features: Features, name: string): number | null {
  const value = features[name];
  return typeof value === 'number' ? value : null;
}

/** `[below, multiplier]`, ascending: the multiplier for values under `below`; the last band is open (Infinity). */
export type Bands = readonly (readonly [below: number, multiplier: number])[];

/** The factor for the first band whose limit lies above the feature, or `unknown` when the feature is null. */
export function bandedFactor(
  named: { readonly code: string; readonly label: string },
  value: number | null,
  terms: { readonly bands: Bands; readonly unknown: number },
): RatingFactor {
  const { bands, unknown } = terms;
  const multiplier = value === null ? unknown : (bands.find(([below]) => value < below)?.[1] ?? unknown);
  return { code: named.code, label: named.label, multiplier };
}

export const clamp = (value: number, from: number, to: number): number => Math.min(to, Math.max(from, value));
