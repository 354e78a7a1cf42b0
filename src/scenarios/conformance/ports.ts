import type { CurrencyCode } from '../../kernel/index.js';
import type { Ports } from '../contract/index.js';

/** Nobody answers. */
export const silentPorts: Ports = {
  vehicleValuation: async () => undefined,
  propertyValuation: async () => undefined,
};

export const portsOf = (answers: Partial<Ports> = {}): Ports => ({ ...silentPorts, ...answers });

const valued = (marketValueMinor: bigint, currency: CurrencyCode, uncertainty: number): Ports => {
  const answer = { marketValueMinor, currency, uncertainty, valuedBy: 'conformance kit' };
  return { vehicleValuation: async () => answer, propertyValuation: async () => answer };
};

/** Answers a source may give on a bad day: nothing, less than nothing, too much, other money. */
export function oddPorts(currency: CurrencyCode): readonly Ports[] {
  const other = (currency === 'JPY' ? 'BHD' : 'JPY') as CurrencyCode;
  return [
    silentPorts,
    valued(0n, currency, 0),
    valued(-1n, currency, Number.NaN),
    valued(1n, currency, 1e308),
    valued(10n ** 17n, currency, -1),
    valued(100_000n, other, 0.1),
  ];
}
