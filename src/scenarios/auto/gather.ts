import { formatMinor } from '../../kernel/index.js';
import { type LoanRequest, minorOf, type Ports } from '../contract/index.js';
import type { AutoFacts, AutoRisk } from './risk.js';

/** Asks for the market value. An answer in another currency, or of nothing, is no answer. */
export async function gather(risk: AutoRisk, ports: Ports, { currency }: LoanRequest): Promise<AutoFacts> {
  const { vin, mileageKm, price } = risk.vehicle;
  const valuation = await ports.vehicleValuation({ vin, mileageKm, priceMinor: minorOf(price, currency), currency });
  if (valuation === undefined || valuation.currency !== currency || valuation.marketValueMinor <= 0n) {
    return { marketValue: null, valuedBy: null };
  }
  return { marketValue: formatMinor(valuation.marketValueMinor, currency), valuedBy: valuation.valuedBy };
}
