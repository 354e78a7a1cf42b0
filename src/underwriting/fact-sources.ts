import type { Ports } from '../scenarios/contract/index.js';
import { absentBureau, type CreditBureau, type IdentityRegister } from './bureau.js';
import type { ExternalInsurers } from './external-insurer.js';
import { simulatedBureau, simulatedPorts, simulatedRegister } from './sources/simulated.js';

/** Where underwriting learns what the request does not say. */
export interface FactSources {
  readonly bureau: CreditBureau;
  /** Undefined: nobody checks identities, and decisions do not depend on it. */
  readonly register?: IdentityRegister | undefined;
  readonly ports: Ports;
  /** Insurers that decide in their own systems, by the id of their organisation; absent: none. */
  readonly insurers?: ExternalInsurers | undefined;
}

/** Longest wait for any source. */
export const SOURCE_DEADLINE_MS = 800;

/** The source's answer, or `otherwise` when it is slow or broken: absence is a fact, never an error of the request. */
export async function withinDeadline<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), SOURCE_DEADLINE_MS);
  });
  try {
    return await Promise.race([ask().catch(() => otherwise), late]);
  } finally {
    clearTimeout(timer);
  }
}

const TOO_LATE = { outcome: 'UNAVAILABLE', failure: 'TIMED_OUT' } as const;

/** Every source with the deadline in front of it. */
export const guarded = ({ bureau, register, ports, insurers }: FactSources): FactSources => ({
  bureau: {
    name: bureau.name,
    report: (question) => withinDeadline(() => bureau.report(question), { kind: 'UNAVAILABLE' }),
  },
  register: register && {
    name: register.name,
    check: (question) => withinDeadline(() => register.check(question), 'UNAVAILABLE'),
  },
  ports: {
    vehicleValuation: (vehicle) => withinDeadline(() => ports.vehicleValuation(vehicle), undefined),
    propertyValuation: (property) => withinDeadline(() => ports.propertyValuation(property), undefined),
  },
  insurers: insurers && {
    get: (insurerId) => {
      const insurer = insurers.get(insurerId);
      return insurer && { ask: (question) => withinDeadline(() => insurer.ask(question), TOO_LATE) };
    },
  },
});

/** Nothing is connected: requests that need a source are referred to a person. */
export const absentSources: FactSources = {
  bureau: absentBureau,
  ports: { vehicleValuation: async () => undefined, propertyValuation: async () => undefined },
};

/** The sandbox's world: deterministic people, and things worth about their price. */
export const simulatedSources: FactSources = {
  bureau: simulatedBureau,
  register: simulatedRegister,
  ports: simulatedPorts,
};
