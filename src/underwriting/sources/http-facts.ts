import { z } from 'zod';
import { type CurrencyCode, failure, formatMinor, parseAmount, type Result, success } from '../../kernel/index.js';
import type { OutgoingAnswer } from '../../outgoing/outgoing-client.js';
import type { Ports } from '../../scenarios/contract/index.js';
import type { IdentityRegister } from '../bureau.js';
import { type CallFailure, type CallTarget, RetriedCall, statusFailure } from './retried-call.js';

export interface HttpFactOptions extends Omit<CallTarget, 'onPause'> {
  /** Told when the source is given up and when it is back; no personal data. */
  readonly log: (message: string, details: object) => void;
}

const amount = z.string().regex(/^\d{1,15}(\.\d{1,4})?$/);
const identityAnswer = z.object({ verified: z.boolean() });
const vehicleAnswer = z.object({ marketValue: amount, currency: z.string() });
const propertyAnswer = vehicleAnswer.extend({ uncertainty: z.number().min(0).max(1) });

/** What a source says with status 200, further members ignored; 404 says that it does not know. */
const meaningOf =
  <T>(shape: z.ZodType<T>) =>
  ({ status, body }: OutgoingAnswer): Result<T | null, CallFailure> => {
    if (status === 404) return success(null);
    if (status !== 200) return failure(statusFailure(status));
    const parsed = shape.safeParse(JSON.parse(body));
    return parsed.success ? success(parsed.data) : failure('MALFORMED');
  };

function callTo(what: string, { log, ...target }: HttpFactOptions) {
  const source = new URL(target.url).hostname;
  const { pauseMs } = target;
  const onPause = (isPaused: boolean): void => {
    if (isPaused) log(`the ${what} keeps failing and is left alone`, { source, pauseMs });
    else log(`the ${what} answers again`, { source });
  };
  return { source, call: new RetriedCall({ ...target, onPause }) };
}

/** A register of identities over HTTP, by the contract in docs/underwriting.md. Who is unknown to it is not verified. Never throws. */
export function httpRegister(options: HttpFactOptions): IdentityRegister {
  const { source, call } = callTo('register of identities', options);
  return {
    name: source,
    check: async ({ kind, country, identityNumber }) => {
      const answer = await call.post(JSON.stringify({ kind, country, identityNumber }), meaningOf(identityAnswer));
      if (!answer.ok) return 'UNAVAILABLE';
      return answer.value?.verified ? 'VERIFIED' : 'NOT_VERIFIED';
    },
  };
}

interface Valued {
  readonly marketValue: string;
  readonly currency: string;
}

/** A value in the currency that was asked for; what is in another one is as good as none. */
function valueIn(answer: Valued, currency: CurrencyCode): bigint | undefined {
  const parsed = answer.currency === currency ? parseAmount(answer.marketValue, currency) : undefined;
  return parsed?.ok ? parsed.value.minor : undefined;
}

/** Values of vehicles over HTTP, by the contract in docs/underwriting.md. Never throws. */
export function httpVehicleValuation(options: HttpFactOptions): Ports['vehicleValuation'] {
  const { source, call } = callTo('valuation of vehicles', options);
  return async ({ vin, mileageKm, priceMinor, currency }) => {
    const question = { vin, mileageKm, price: formatMinor(priceMinor, currency), currency };
    const answer = await call.post(JSON.stringify(question), meaningOf(vehicleAnswer));
    const marketValueMinor = answer.ok && answer.value ? valueIn(answer.value, currency) : undefined;
    return marketValueMinor === undefined ? undefined : { marketValueMinor, currency, valuedBy: source };
  };
}

/** Values of homes over HTTP, by the contract in docs/underwriting.md. Never throws. */
export function httpPropertyValuation(options: HttpFactOptions): Ports['propertyValuation'] {
  const { source, call } = callTo('valuation of properties', options);
  return async ({ country, postalCode, titleNumber, livingAreaM2, priceMinor, currency }) => {
    const price = formatMinor(priceMinor, currency);
    const question = { country, postalCode, titleNumber, livingAreaM2, price, currency };
    const answer = await call.post(JSON.stringify(question), meaningOf(propertyAnswer));
    if (!answer.ok || !answer.value) return undefined;
    const marketValueMinor = valueIn(answer.value, currency);
    const { uncertainty } = answer.value;
    return marketValueMinor === undefined ? undefined : { marketValueMinor, currency, uncertainty, valuedBy: source };
  };
}
