import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ports, PropertyValuation, VehicleValuation } from '../../scenarios/contract/index.js';
import type { BureauAnswer, BureauQuestion, CreditBureau, IdentityRegister } from '../bureau.js';
import { readReport } from './bureau-contract.js';

/** Longer than anybody waits for a source. */
const SLOW_MS = 2_000;

const report =
  (delinquencies24Months: number, inquiries6Months: number, revolvingUtilisation: number, openAccounts: number) =>
  async (): Promise<BureauAnswer> =>
    readReport({ delinquencies24Months, inquiries6Months, revolvingUtilisation, openAccounts });

/** Identities with a known outcome, one for each that a bureau can have. */
const IDENTITIES: ReadonlyMap<string, () => Promise<BureauAnswer>> = new Map([
  ['SANDBOX-GOOD', report(0, 0, 0.12, 6)],
  ['SANDBOX-FAIR', report(1, 3, 0.55, 9)],
  ['SANDBOX-BAD', report(6, 9, 0.99, 21)],
  ['SANDBOX-UNKNOWN', async () => ({ kind: 'UNKNOWN' })],
  ['SANDBOX-SLOW', () => pause(SLOW_MS, undefined, { ref: false }).then(report(0, 0, 0.12, 6))],
  ['SANDBOX-BROKEN', () => Promise.reject(new Error('the simulated bureau breaks for this identity'))],
  ['SANDBOX-GARBAGE', async () => readReport({ delinquencies24Months: 'many', openAccounts: -1 })],
]);

/** Somebody else's report from the hash of the identity, most of them clean. */
function drawn({ kind, country, identityNumber }: BureauQuestion): () => Promise<BureauAnswer> {
  const bytes = createHash('sha256').update(`${kind}|${country}|${identityNumber}`).digest();
  const draw = (at: number): number => (bytes[at] ?? 0) / 256;
  return report(
    draw(0) < 0.8 ? 0 : Math.floor(draw(1) * 4),
    Math.floor(draw(2) * draw(3) * 7),
    Math.round(draw(4) * 100) / 100,
    1 + Math.floor(draw(5) * 14),
  );
}

/** The sandbox's bureau: the same identity always has the same report. */
export const simulatedBureau: CreditBureau = {
  name: 'Sandbox bureau',
  report: (question) => (IDENTITIES.get(question.identityNumber) ?? drawn(question))(),
};

/** Everybody is who they say they are, but `SANDBOX-IMPOSTOR`. */
export const simulatedRegister: IdentityRegister = {
  name: 'Sandbox register',
  check: async ({ identityNumber }) => (identityNumber === 'SANDBOX-IMPOSTOR' ? 'NOT_VERIFIED' : 'VERIFIED'),
};

/** A stable fraction from -1 to 1 drawn from a text, so that the same thing is always worth the same. */
function drift(text: string): number {
  let hash = 0;
  for (const letter of text) hash = (hash * 31 + letter.charCodeAt(0)) % 2_003;
  return hash / 1_001 - 1;
}

const near = (minor: bigint, text: string, spread: number): bigint =>
  (minor * BigInt(Math.round(10_000 * (1 + spread * drift(text))))) / 10_000n;

/** Things are worth about their price. */
export const simulatedPorts: Ports = {
  vehicleValuation: async ({ vin, priceMinor, currency }) =>
    ({
      marketValueMinor: near(priceMinor, vin, 0.06),
      currency,
      valuedBy: 'Sandbox vehicle values',
    }) satisfies VehicleValuation,
  propertyValuation: async ({ titleNumber, priceMinor, currency }) =>
    ({
      marketValueMinor: near(priceMinor, titleNumber, 0.08),
      currency,
      uncertainty: 0.07,
      valuedBy: 'Sandbox property values',
    }) satisfies PropertyValuation,
};
