import {
  addDays,
  calendarDate,
  type FieldIssue,
  failure,
  formatMinor,
  type Result,
  success,
  yearOf,
} from '../../kernel/index.js';
import { InputCheck, type LoanRequest } from '../contract/index.js';
import type { AutoInput, AutoVehicleInput } from './graphql.js';
import type { AutoRisk } from './risk.js';
import { vinProblem } from './vin.js';

const OLDEST_MODEL_YEAR = 1950;
const MAX_MILEAGE_KM = 2_000_000;
// Delivery runs and test drives; beyond this and after this time on the road the trade calls a car used.
const NEW_MAX_MILEAGE_KM = 200;
const NEW_MAX_REGISTERED_DAYS = 180;

const VIN_MESSAGES = {
  VIN_MALFORMED: 'must have 17 letters and digits without I, O and Q',
  VIN_CHECK_DIGIT: 'has a wrong check digit in position 9: one of the 17 characters is mistyped',
} as const;

export function validate(input: AutoInput, loan: LoanRequest): Result<AutoRisk, readonly FieldIssue[]> {
  const check = new InputCheck();
  const { currency, principalMinor } = loan;
  const priceMinor = check.amount('vehicle.price', input.vehicle.price, currency);
  const downPaymentMinor = check.amountOrZero('downPayment', input.downPayment, currency);
  const tradeInMinor = check.amountOrZero('tradeIn', input.tradeIn, currency);
  if (priceMinor !== undefined && downPaymentMinor !== undefined && tradeInMinor !== undefined) {
    const paid = principalMinor + downPaymentMinor + tradeInMinor;
    if (paid > priceMinor) {
      const message = `is less than principal, down payment and trade-in together, ${formatMinor(paid, currency)}`;
      check.add('vehicle.price', 'FINANCED_ABOVE_PRICE', message);
    }
  }
  const risk: AutoRisk = {
    vehicle: { ...readVehicle(check, input.vehicle, loan), price: formatMinor(priceMinor ?? 0n, currency) },
    dealer: {
      reference: check.text('dealer.reference', input.dealer.reference, { maxLength: 64 }),
      name: check.text('dealer.name', input.dealer.name, { maxLength: 120 }),
      country: check.country('dealer.country', input.dealer.country),
    },
    downPayment: formatMinor(downPaymentMinor ?? 0n, currency),
    tradeIn: formatMinor(tradeInMinor ?? 0n, currency),
  };
  return check.issues.length === 0 ? success(risk) : failure(check.issues);
}

function readVehicle(
  check: InputCheck,
  input: AutoVehicleInput,
  loan: LoanRequest,
): Omit<AutoRisk['vehicle'], 'price'> {
  const thisYear = yearOf(loan.requestedOn);
  const modelYear = check.number('vehicle.modelYear', input.modelYear, { from: OLDEST_MODEL_YEAR, to: thisYear + 1 });
  const mileageKm = check.number('vehicle.mileageKm', input.mileageKm, { from: 0, to: MAX_MILEAGE_KM, unit: 'km' });
  const firstRegisteredOn = readRegistration(check, input, { loan, modelYear });
  if (input.condition === 'NEW' && mileageKm > NEW_MAX_MILEAGE_KM) {
    const message = `is ${mileageKm} km; a NEW vehicle has run at most ${NEW_MAX_MILEAGE_KM} km`;
    check.add('vehicle.mileageKm', 'MILEAGE_NOT_NEW', message);
  }
  return {
    vin: readVin(check, input.vin),
    condition: input.condition,
    make: check.text('vehicle.make', input.make, { maxLength: 60 }),
    model: check.text('vehicle.model', input.model, { maxLength: 60 }),
    modelYear,
    mileageKm,
    firstRegisteredOn,
  };
}

function readVin(check: InputCheck, value: string): string {
  const before = check.issues.length;
  const vin = check.reference('vehicle.vin', value, { maxLength: 64 });
  const problem = check.issues.length > before ? undefined : vinProblem(vin);
  if (problem !== undefined) check.add('vehicle.vin', problem, VIN_MESSAGES[problem]);
  return vin;
}

function readRegistration(
  check: InputCheck,
  input: AutoVehicleInput,
  { loan, modelYear }: { readonly loan: LoanRequest; readonly modelYear: number },
): string | null {
  const path = 'vehicle.firstRegisteredOn';
  if (input.firstRegisteredOn === null || input.firstRegisteredOn === undefined) return null;
  const limits = {
    today: loan.requestedOn,
    // A model year may start on 2 January of the year before it (40 CFR 85.2303).
    notBefore: calendarDate(`${modelYear - 1}-01-01`),
  };
  const date = check.date(path, input.firstRegisteredOn, limits);
  if (date === undefined) return null;
  if (input.condition === 'NEW' && date < addDays(loan.requestedOn, -NEW_MAX_REGISTERED_DAYS)) {
    const message = `a NEW vehicle has been registered for at most ${NEW_MAX_REGISTERED_DAYS} days`;
    check.add(path, 'REGISTRATION_NOT_NEW', message);
  }
  return date;
}
