import { type CurrencyCode, formatMinor, minMinor } from '../../kernel/index.js';
import { minorOf } from '../contract/index.js';

export const VehicleCondition = { NEW: 'NEW', USED: 'USED' } as const;
export type VehicleCondition = keyof typeof VehicleCondition;

/** Amounts are decimal text in the loan's currency. */
export type AutoRisk = {
  readonly vehicle: {
    /** Upper case, without spaces. */
    readonly vin: string;
    readonly condition: VehicleCondition;
    readonly make: string;
    readonly model: string;
    readonly modelYear: number;
    readonly mileageKm: number;
    readonly firstRegisteredOn: string | null;
    readonly price: string;
  };
  readonly dealer: { readonly reference: string; readonly name: string; readonly country: string };
  readonly downPayment: string;
  readonly tradeIn: string;
};

export type AutoFacts = {
  /** What the vehicle would bring on the market; null when no source knows it. */
  readonly marketValue: string | null;
  readonly valuedBy: string | null;
};

/** What secures the loan: the market value, but never more than was paid. Minor units. */
export function securityMinor(risk: AutoRisk, facts: AutoFacts, currency: CurrencyCode): bigint {
  const price = minorOf(risk.vehicle.price, currency);
  return facts.marketValue === null ? price : minMinor(price, minorOf(facts.marketValue, currency));
}

/** The same purchase with `extraMinor` more paid at once. */
export const withDownPayment = (risk: AutoRisk, extraMinor: bigint, currency: CurrencyCode): AutoRisk => ({
  ...risk,
  downPayment: formatMinor(minorOf(risk.downPayment, currency) + extraMinor, currency),
});
