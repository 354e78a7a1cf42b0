import type { Ports, PropertyValuation, VehicleValuation } from '../scenarios/contract/index.js';
import { absentBureau, type CreditBureau, simulatedBureau } from './bureau.js';

/** Where underwriting learns what the request does not say. */
export interface FactSources {
  readonly bureau: CreditBureau;
  readonly ports: Ports;
}

const DEADLINE_MS = 800;

/** The source's answer, or undefined when it is slow or broken: absence is a fact, never an error of the request. */
export async function withinDeadline<T>(answer: Promise<T | undefined>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), DEADLINE_MS);
  });
  try {
    return await Promise.race([answer.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Every source with the deadline in front of it. */
export const guarded = ({ bureau, ports }: FactSources): FactSources => ({
  bureau: { report: (question) => withinDeadline(bureau.report(question)) },
  ports: {
    vehicleValuation: (vehicle) => withinDeadline(ports.vehicleValuation(vehicle)),
    propertyValuation: (property) => withinDeadline(ports.propertyValuation(property)),
  },
});

/** Nothing is connected: requests that need a source are referred to a person. */
export const absentSources: FactSources = {
  bureau: absentBureau,
  ports: { vehicleValuation: async () => undefined, propertyValuation: async () => undefined },
};

/** A stable fraction from -1 to 1 drawn from a text, so that the same thing is always worth the same. */
function drift(text: string): number {
  let hash = 0;
  for (const letter of text) hash = (hash * 31 + letter.charCodeAt(0)) % 2_003;
  return hash / 1_001 - 1;
}

const near = (minor: bigint, text: string, spread: number): bigint =>
  (minor * BigInt(Math.round(10_000 * (1 + spread * drift(text))))) / 10_000n;

const vehicleValuation: Ports['vehicleValuation'] = async ({ vin, priceMinor, currency }) =>
  ({
    marketValueMinor: near(priceMinor, vin, 0.06),
    currency,
    valuedBy: 'Sandbox vehicle values',
  }) satisfies VehicleValuation;

const propertyValuation: Ports['propertyValuation'] = async ({ titleNumber, priceMinor, currency }) =>
  ({
    marketValueMinor: near(priceMinor, titleNumber, 0.08),
    currency,
    uncertainty: 0.07,
    valuedBy: 'Sandbox property values',
  }) satisfies PropertyValuation;

/** The sandbox's world: deterministic people, and things worth about their price. */
export const simulatedSources: FactSources = {
  bureau: simulatedBureau,
  ports: { vehicleValuation, propertyValuation },
};
