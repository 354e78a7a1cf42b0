import { type CurrencyCode, minMinor } from '../../kernel/index.js';
import { minorOf } from '../contract/index.js';

export const PropertyKind = {
  APARTMENT: 'APARTMENT',
  HOUSE: 'HOUSE',
  TERRACED_HOUSE: 'TERRACED_HOUSE',
  MULTI_FAMILY_HOUSE: 'MULTI_FAMILY_HOUSE',
} as const;
export type PropertyKind = keyof typeof PropertyKind;

export const PropertyOccupancy = { OWNER: 'OWNER', LET: 'LET' } as const;
export type PropertyOccupancy = keyof typeof PropertyOccupancy;

/** Amounts are decimal text in the loan's currency. */
export type HousingRisk = {
  /** Land registry: country, with a region where registries are regional; `DE-BY`. */
  readonly registry: string;
  /** Upper case, without spaces. */
  readonly titleNumber: string;
  readonly address: {
    readonly line1: string;
    readonly city: string;
    readonly postalCode: string;
    readonly country: string;
  };
  readonly kind: PropertyKind;
  readonly occupancy: PropertyOccupancy;
  readonly livingAreaM2: number;
  readonly builtYear: number;
  readonly price: string;
  readonly valuation: { readonly amount: string; readonly valuedOn: string; readonly valuer: string };
  /** Who sells and may be paid: a notary's or conveyancer's escrow reference, or the seller's. */
  readonly seller: string;
};

export type HousingFacts = {
  /** What a valuation model says; null when no source knows the property. */
  readonly modelValue: string | null;
  /** Standard error of the model as a fraction of the value. */
  readonly modelUncertainty: number | null;
  readonly modelValuedBy: string | null;
};

/** What secures the loan: the valuation, but never more than was paid. Minor units. */
export const securityMinor = (risk: HousingRisk, currency: CurrencyCode): bigint =>
  minMinor(minorOf(risk.price, currency), minorOf(risk.valuation.amount, currency));
