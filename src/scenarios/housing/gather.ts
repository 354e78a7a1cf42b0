import { formatMinor } from '../../kernel/index.js';
import { clamp, type LoanRequest, minorOf, type Ports } from '../contract/index.js';
import type { HousingFacts, HousingRisk } from './risk.js';

const NOTHING: HousingFacts = { modelValue: null, modelUncertainty: null, modelValuedBy: null };

/** Asks a valuation model for a second opinion. An answer in another currency, or of nothing, is no answer. */
export async function gather(risk: HousingRisk, ports: Ports, { currency }: LoanRequest): Promise<HousingFacts> {
  const model = await ports.propertyValuation({
    country: risk.address.country,
    postalCode: risk.address.postalCode,
    titleNumber: risk.titleNumber,
    livingAreaM2: risk.livingAreaM2,
    priceMinor: minorOf(risk.price, currency),
    currency,
  });
  if (model === undefined || model.currency !== currency || model.marketValueMinor <= 0n) return NOTHING;
  return {
    modelValue: formatMinor(model.marketValueMinor, currency),
    modelUncertainty: Number.isFinite(model.uncertainty) ? clamp(model.uncertainty, 0, 1) : null,
    modelValuedBy: model.valuedBy,
  };
}
