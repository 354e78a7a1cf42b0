import { z } from 'zod';
import { minorText } from './terms-text.js';

const evidence = z.strictObject({
  /** A kind of the scenario, or one of the product's own. */
  kind: z.string().regex(/^[A-Z][A-Z0-9_]{1,39}$/, 'must be SCREAMING_CASE'),
  /** For people; null keeps the scenario's. */
  label: z.string().min(1).max(200).nullable(),
  ask: z.enum(['REQUIRED', 'OPTIONAL', 'NOT_ASKED']),
});

/** How a product handles claims. */
export const claimTermsShape = z.strictObject({
  /** What the product asks for beyond its scenario, or leaves out. */
  evidence: z
    .array(evidence)
    .max(30)
    .refine((rows) => new Set(rows.map(({ kind }) => kind)).size === rows.length, 'names a kind twice'),
  /** The machine approves a claim without flags up to this indemnity; null: a person decides every claim. */
  automaticUpToMinor: minorText.nullable(),
  /** Calendar days from complete evidence to the decision, and from the decision to the payment. */
  decisionDays: z.int().min(1).max(365),
  paymentDays: z.int().min(1).max(365),
  /** Calendar days from a complaint to its answer. */
  complaintDays: z.int().min(1).max(365),
  /** How many days before a deadline it is said to approach. */
  warningDays: z.int().min(0).max(60),
});

export type ClaimTerms = Readonly<z.infer<typeof claimTermsShape>>;

/**
 * For products that say nothing of claims. 30 days for a decision and 10 for the payment are what Chinese clauses promise
 * after art. 23 to 25 of the Insurance Law; 30 days for a complaint is a promise of ours, not a law's.
 */
export const USUAL_CLAIM_TERMS: ClaimTerms = {
  evidence: [],
  automaticUpToMinor: null,
  decisionDays: 30,
  paymentDays: 10,
  complaintDays: 30,
  warningDays: 3,
};
