import type { JsonObject } from './json.js';

/**
 * The real thing a loan is for. Two policies with equal `key` cannot be in force at once, whoever sold them: the key
 * must name the thing itself (a VIN, a land title), in one normal form, and nothing about the people.
 */
export interface PurposeLockProposal {
  /** Normalised identity of the thing, unique within the scenario, at most 200 characters. */
  readonly key: string;
  /** What a person calls it; may be shown to the partner that owns the lock. */
  readonly label: string;
  /** Who may be paid with the loan: merchant, dealer or seller reference. */
  readonly payee: string;
}

/** What the lender shows when the loan is paid out. */
export interface PurposeEvidence {
  /** The identity as it stands on the evidence: order reference, VIN, title number. */
  readonly reference: string;
  readonly payee: string;
  /** Kind of paper, e.g. `DELIVERY_CONFIRMATION`, `REGISTRATION`, `TITLE_DEED`. */
  readonly kind: string;
}

/** `code` and `message` say why not, in words the partner can act on. */
export type Verdict =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly code: string; readonly message: string };

export interface Purpose<Risk extends JsonObject, Facts extends JsonObject> {
  lock(risk: Risk, facts: Facts): PurposeLockProposal;
  verify(lock: PurposeLockProposal, presented: PurposeEvidence): Verdict;
  /** Evidence kinds accepted at activation. */
  readonly evidenceKinds: readonly string[];
}
