import type { CurrencyCode } from '../../kernel/index.js';

/** What a vehicle is worth on the market, in minor units of `currency`. */
export interface VehicleValuation {
  readonly marketValueMinor: bigint;
  readonly currency: CurrencyCode;
  readonly valuedBy: string;
}

export interface PropertyValuation {
  readonly marketValueMinor: bigint;
  readonly currency: CurrencyCode;
  /** Standard error of the valuation model as a fraction of the value. */
  readonly uncertainty: number;
  readonly valuedBy: string;
}

/**
 * What a module may ask the outside world. Each call has its own deadline and answers undefined when the source is
 * slow, broken or does not know the thing: absence is a fact that rating must handle.
 */
export interface Ports {
  vehicleValuation(vehicle: {
    readonly vin: string;
    readonly mileageKm: number;
    readonly priceMinor: bigint;
    readonly currency: CurrencyCode;
  }): Promise<VehicleValuation | undefined>;
  propertyValuation(property: {
    readonly country: string;
    readonly postalCode: string;
    readonly titleNumber: string;
    readonly livingAreaM2: number;
    readonly priceMinor: bigint;
    readonly currency: CurrencyCode;
  }): Promise<PropertyValuation | undefined>;
}
