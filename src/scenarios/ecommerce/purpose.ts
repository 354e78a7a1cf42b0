import { type Purpose, verifyEvidence } from '../contract/index.js';
import type { EcommerceFacts, EcommerceRisk } from './risk.js';

const evidenceKinds = ['DELIVERY_CONFIRMATION', 'ORDER_CONFIRMATION', 'INVOICE'] as const;

/** Order numbers are the merchant's own, so the key starts with the partner; its id holds no colon. */
export const purpose: Purpose<EcommerceRisk, EcommerceFacts> = {
  evidenceKinds,
  lock: (risk) => ({
    key: `${risk.partner}:${risk.merchantReference}`,
    label: `order ${risk.merchantReference}`,
    payee: risk.seller ?? risk.partner,
  }),
  verify: (lock, presented) =>
    verifyEvidence(lock, presented, { evidenceKinds, reference: lock.key.slice(lock.key.indexOf(':') + 1) }),
};
