import { z } from 'zod';

/** What a product does when a policy changes, ends early or comes back. */
export const changeTermsShape = z.strictObject({
  /** Whether sum insured and premium shrink when the borrower prepays; unearned premium then goes back. */
  prepayment: z.enum(['COVER_STAYS', 'COVER_FOLLOWS']),
  /**
   * What another schedule costs: nothing, or the unearned premium grows and shrinks with the sum of what is still owed,
   * each amount times the days it is owed.
   */
  schedulePremium: z.enum(['UNCHANGED', 'BY_BALANCE_TIME']),
  /** By how many months all extensions together may move a due date; 0: none. */
  maximumExtensionMonths: z.int().min(0).max(36),
  /** Waiting period of a loan with a new schedule; null: as before. */
  waitingDaysAfterRescheduling: z.int().min(1).max(720).nullable(),
  /** Days between the insurer's notice of cancellation and the end of cover. */
  insurerNoticeDays: z.int().min(0).max(180),
  /** Who is given a refund: whoever paid the premium, or the lender as long as the loan is owed. */
  refundTo: z.enum(['PAYER', 'LENDER_WHILE_OPEN']),
  /** Days after the due date of an unpaid premium on which cover ends; null: it does not end for that. */
  lapseAfterDays: z.int().min(1).max(365).nullable(),
  /** Whether a hold or moratorium keeps claims from opening by themselves. */
  holdStopsClaims: z.boolean(),
  /** How many days after cover ended for unpaid premium or was cancelled it can be put back in force; 0: never. */
  reinstatementDays: z.int().min(0).max(365),
});

export type ChangeTerms = Readonly<z.infer<typeof changeTermsShape>>;

/** For products that say nothing of changes. The days are promises of ours, not a law's. */
export const USUAL_CHANGE_TERMS: ChangeTerms = {
  prepayment: 'COVER_STAYS',
  schedulePremium: 'BY_BALANCE_TIME',
  maximumExtensionMonths: 12,
  waitingDaysAfterRescheduling: null,
  insurerNoticeDays: 30,
  refundTo: 'PAYER',
  lapseAfterDays: 30,
  holdStopsClaims: false,
  reinstatementDays: 60,
};
