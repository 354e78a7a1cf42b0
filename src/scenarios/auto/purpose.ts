import { type Purpose, verifyEvidence } from '../contract/index.js';
import type { AutoFacts, AutoRisk } from './risk.js';

const evidenceKinds = ['REGISTRATION', 'TITLE', 'DELIVERY_CONFIRMATION'] as const;

/** The VIN names the vehicle whoever sells it, so the key is the VIN alone. */
export const purpose: Purpose<AutoRisk, AutoFacts> = {
  evidenceKinds,
  lock: ({ vehicle, dealer }) => ({
    key: vehicle.vin,
    label: `${vehicle.make} ${vehicle.model}, VIN ${vehicle.vin}`,
    payee: dealer.reference,
  }),
  verify: (lock, presented) => verifyEvidence(lock, presented, { evidenceKinds }),
};
