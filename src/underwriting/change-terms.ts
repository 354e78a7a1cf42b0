import { z } from 'zod';

/** Why a policy is held. */
export const HOLD_REASONS = ['MORATORIUM', 'DISPUTE', 'DISASTER', 'DECEASED', 'HARDSHIP'] as const;

/** What a product does when a policy changes, ends early or comes back. */
export const changeTermsShape = z.strictObject({
  prepayment: z
    .enum(['COVER_STAYS', 'COVER_FOLLOWS'])
    .describe('Whether sum insured and premium shrink when the borrower prepays; unearned premium then goes back.'),
  schedulePremium: z
    .enum(['UNCHANGED', 'BY_BALANCE_TIME'])
    .describe(
      'What another schedule costs: nothing, or the unearned premium grows and shrinks with the sum of what is still owed, each amount times the days it is owed.',
    ),
  maximumExtensionMonths: z
    .int()
    .min(0)
    .max(36)
    .describe('By how many months an extension may move a due date, 0 to 36; 0: there is none.'),
  maximumInstalments: z
    .int()
    .min(1)
    .max(600)
    .nullable()
    .default(null)
    .describe('How many instalments a rescheduling may make at most, 1 to 600; null: as many as a new loan may have.'),
  lastDueWithinMonths: z
    .int()
    .min(1)
    .max(720)
    .nullable()
    .default(null)
    .describe(
      "How many months after a loan's first due date an extension or a rescheduling may put its last one, 1 to 720; null: where the longest loan of the product, extended as far as it may be, would end.",
    ),
  waitingDaysAfterRescheduling: z
    .int()
    .min(1)
    .max(720)
    .nullable()
    .describe('Waiting period of a loan with a new schedule, 1 to 720 days; null: as before.'),
  insurerNoticeDays: z
    .int()
    .min(0)
    .max(180)
    .describe("Days between the insurer's notice of cancellation and the end of cover, 0 to 180."),
  refundTo: z
    .enum(['PAYER', 'LENDER_WHILE_OPEN'])
    .describe('Who is given a refund: whoever paid the premium, or the lender as long as the loan is owed.'),
  unpaidPremium: z
    .enum(['COVER_STAYS', 'COVER_LAPSES'])
    .describe(
      'Whether cover ends when its premium is not paid within the days of grace. A lender that does not pay it may rely on cover that stays.',
    ),
  holdStopsClaims: z
    .array(z.enum(HOLD_REASONS))
    .max(HOLD_REASONS.length)
    .default([])
    .describe(
      "Holds for these reasons also stop the overdue: while they run no day counts towards the waiting period and no claim opens by itself. A partner's holds never do.",
    ),
  reinstatementDays: z
    .int()
    .min(0)
    .max(365)
    .describe(
      'How many days after cover ended for unpaid premium or was cancelled it can be put back in force; 0: never.',
    ),
});

export type ChangeTerms = Readonly<z.infer<typeof changeTermsShape>>;

/** For products that say nothing of changes. The days are promises of ours, not a law's. */
export const USUAL_CHANGE_TERMS: ChangeTerms = {
  prepayment: 'COVER_STAYS',
  schedulePremium: 'BY_BALANCE_TIME',
  maximumExtensionMonths: 12,
  maximumInstalments: null,
  lastDueWithinMonths: null,
  waitingDaysAfterRescheduling: null,
  insurerNoticeDays: 30,
  refundTo: 'PAYER',
  unpaidPremium: 'COVER_STAYS',
  holdStopsClaims: [],
  reinstatementDays: 60,
};
