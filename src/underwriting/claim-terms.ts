import { z } from 'zod';
import { minorText } from './terms-text.js';

const evidence = z.strictObject({
  kind: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{1,39}$/, 'must be SCREAMING_CASE')
    .describe("A kind of the scenario, or one of the product's own, in SCREAMING_CASE."),
  label: z.string().min(1).max(200).nullable().describe("For people, 1 to 200 characters; null keeps the scenario's."),
  ask: z.enum(['REQUIRED', 'OPTIONAL', 'NOT_ASKED']).describe('Whether a claim needs it.'),
});

/** How a product handles claims. */
export const claimTermsShape = z.strictObject({
  evidence: z
    .array(evidence)
    .max(30)
    .refine((rows) => new Set(rows.map(({ kind }) => kind)).size === rows.length, 'names a kind twice')
    .describe('What the product asks for beyond its scenario, or leaves out; 30 kinds at most.'),
  automaticUpToMinor: minorText
    .nullable()
    .describe('The machine approves a claim without flags up to this indemnity; null: a person decides every claim.'),
  decisionDays: z.int().min(1).max(365).describe('Calendar days from complete evidence to the decision, 1 to 365.'),
  paymentDays: z.int().min(1).max(365).describe('Calendar days from the decision to the payment, 1 to 365.'),
  complaintDays: z.int().min(1).max(365).describe('Calendar days from a complaint to its answer, 1 to 365.'),
  collateralWaterfall: z
    .enum(['INSURER_FIRST', 'INSURED_MADE_WHOLE_FIRST', 'COSTS_THEN_PRO_RATA'])
    .nullable()
    .default(null)
    .describe('Who is paid first from collateral sold after the indemnity; null: as from any other recovery.'),
  warningDays: z.int().min(0).max(60).describe('How many days before a deadline it is said to approach, 0 to 60.'),
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
  collateralWaterfall: null,
  warningDays: 3,
};
