import {
  addMonths,
  type FieldIssue,
  failure,
  formatMinor,
  isCountryCode,
  type Result,
  success,
  yearOf,
} from '../../kernel/index.js';
import { InputCheck, type LoanRequest } from '../contract/index.js';
import type { HousingInput, HousingPropertyInput } from './graphql.js';
import type { HousingRisk } from './risk.js';

// ISO 3166-2: the country, and its subdivision where land registries are regional.
const REGISTRY_PATTERN = /^([A-Z]{2})(-[A-Z0-9]{1,3})?$/;
const OLDEST_BUILT_YEAR = 1000;
// A home bought off plan is finished a few years later.
const MAX_YEARS_AHEAD = 5;
const MAX_VALUATION_AGE_MONTHS = 36;
const MAX_AREA_M2 = 10_000;

export function validate(input: HousingInput, loan: LoanRequest): Result<HousingRisk, readonly FieldIssue[]> {
  const check = new InputCheck();
  const { property } = input;
  const { currency, principalMinor } = loan;
  const country = check.country('property.address.country', property.address.country);
  const priceMinor = check.amount('property.price', property.price, currency);
  if (priceMinor !== undefined && principalMinor > priceMinor) {
    const message = `is less than the principal of ${formatMinor(principalMinor, currency)}`;
    check.add('property.price', 'PRINCIPAL_ABOVE_PRICE', message);
  }
  const builtLimits = { from: OLDEST_BUILT_YEAR, to: yearOf(loan.requestedOn) + MAX_YEARS_AHEAD };
  const risk: HousingRisk = {
    registry: readRegistry(check, property.registry, country),
    titleNumber: check.reference('property.titleNumber', property.titleNumber, { maxLength: 80 }),
    address: {
      line1: check.text('property.address.line1', property.address.line1, { maxLength: 120 }),
      city: check.text('property.address.city', property.address.city, { maxLength: 80 }),
      postalCode: check.text('property.address.postalCode', property.address.postalCode, { maxLength: 16 }),
      country,
    },
    kind: property.kind,
    occupancy: property.occupancy,
    livingAreaM2: check.number('property.livingAreaM2', property.livingAreaM2, {
      from: 5,
      to: MAX_AREA_M2,
      unit: 'm²',
    }),
    builtYear: check.number('property.builtYear', property.builtYear, builtLimits),
    price: formatMinor(priceMinor ?? 0n, currency),
    valuation: readValuation(check, property.valuation, loan),
    seller: check.text('seller', input.seller, { maxLength: 64 }),
  };
  return check.issues.length === 0 ? success(risk) : failure(check.issues);
}

function readRegistry(check: InputCheck, value: string, country: string): string {
  const path = 'property.registry';
  const before = check.issues.length;
  const registry = check.reference(path, value, { maxLength: 6 });
  if (check.issues.length > before) return '';
  const registryCountry = REGISTRY_PATTERN.exec(registry)?.[1];
  if (registryCountry === undefined || !isCountryCode(registryCountry)) {
    check.add(path, 'UNKNOWN_REGISTRY', 'must be a country code, with a region code where registries are regional');
  } else if (country !== '' && registryCountry !== country) {
    check.add(path, 'REGISTRY_COUNTRY_MISMATCH', `must be a registry of ${country}, the country of the address`);
  }
  return registry;
}

function readValuation(
  check: InputCheck,
  input: HousingPropertyInput['valuation'],
  loan: LoanRequest,
): HousingRisk['valuation'] {
  const path = 'property.valuation';
  const limits = { today: loan.requestedOn, notBefore: addMonths(loan.requestedOn, -MAX_VALUATION_AGE_MONTHS) };
  return {
    amount: formatMinor(check.amount(`${path}.amount`, input.amount, loan.currency) ?? 0n, loan.currency),
    valuedOn: check.date(`${path}.valuedOn`, input.valuedOn, limits) ?? loan.requestedOn,
    valuer: check.text(`${path}.valuer`, input.valuer, { maxLength: 120 }),
  };
}
