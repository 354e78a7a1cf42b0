import { type Purpose, verifyEvidence } from '../contract/index.js';
import type { HousingFacts, HousingRisk } from './risk.js';

const evidenceKinds = ['TITLE_DEED', 'LAND_REGISTER_EXTRACT', 'NOTARY_CONFIRMATION'] as const;

/** A title number is unique within its registry, whose code holds no colon. */
export const purpose: Purpose<HousingRisk, HousingFacts> = {
  evidenceKinds,
  lock: (risk) => ({
    key: `${risk.registry}:${risk.titleNumber}`,
    label: `title ${risk.registry} ${risk.titleNumber}`,
    payee: risk.seller,
  }),
  verify: (lock, presented) =>
    verifyEvidence(lock, presented, { evidenceKinds, reference: lock.key.slice(lock.key.indexOf(':') + 1) }),
};
