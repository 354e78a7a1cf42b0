/** Why a claim is refused, for statistics and for the person who reads the letter. */
export const REJECTION_CODES = [
  'NOT_IN_DEFAULT',
  'COVER_NOT_IN_FORCE',
  'PURPOSE_NOT_PROVEN',
  'EVIDENCE_INSUFFICIENT',
  'LENDER_BREACH',
  'EXCLUDED',
  'FRAUD',
  'DUPLICATE',
  'OTHER',
] as const;

export type RejectionCode = (typeof REJECTION_CODES)[number];

export const isRejectionCode = (text: string | null): text is RejectionCode =>
  (REJECTION_CODES as readonly (string | null)[]).includes(text);
