import type { PurposeEvidence, PurposeLockProposal, Verdict } from './purpose.js';
import { sameReference } from './text.js';

const refused = (code: string, message: string): Verdict => ({ accepted: false, code, message });

/**
 * The usual check of activation evidence: an accepted kind of paper, about the locked thing, paying the locked payee.
 * References and payees are compared in the normal form of `normaliseReference`. Codes, in this order:
 * `EVIDENCE_KIND_NOT_ACCEPTED`, `REFERENCE_MISMATCH`, `PAYEE_MISMATCH`.
 * @param reference what the evidence must name; the lock's key unless the key holds more than the thing's own number
 */
export function verifyEvidence(
  lock: PurposeLockProposal,
  presented: PurposeEvidence,
  terms: { readonly evidenceKinds: readonly string[]; readonly reference?: string },
): Verdict {
  const { evidenceKinds, reference = lock.key } = terms;
  if (!evidenceKinds.includes(presented.kind)) {
    return refused('EVIDENCE_KIND_NOT_ACCEPTED', `Send one of ${evidenceKinds.join(', ')}.`);
  }
  if (!sameReference(reference, presented.reference)) {
    return refused('REFERENCE_MISMATCH', `The evidence is not about ${lock.label}.`);
  }
  if (!sameReference(lock.payee, presented.payee)) {
    return refused('PAYEE_MISMATCH', `The loan for ${lock.label} must be paid to ${lock.payee}.`);
  }
  return { accepted: true };
}
