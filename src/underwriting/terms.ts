import { z } from 'zod';
import { type Scorecard, validateScorecard } from '../finance/scorecard.js';
import { type FieldIssue, failure, isCurrencyCode, type Result, success } from '../kernel/index.js';
import { changeTermsShape, USUAL_CHANGE_TERMS } from './change-terms.js';
import { claimTermsShape, USUAL_CLAIM_TERMS } from './claim-terms.js';
import { collectionTermsShape, USUAL_COLLECTION_TERMS } from './collection-terms.js';
import { paymentTermsShape, USUAL_PAYMENT_TERMS } from './payment-terms.js';
import { refundTermsShape } from './refund-terms.js';
import { tablesShape } from './rules/table.js';
import { problemsOf } from './terms-problems.js';
import { decimalText, minorText } from './terms-text.js';

const fraction = z.number().min(0).max(1);

const scorecard = z.custom<Scorecard>().superRefine((value, context) => {
  for (const { path, code, message } of validateScorecard(value)) {
    context.addIssue({ code: 'custom', path: path === '' ? [] : [path], message, params: { code } });
  }
});

interface AuthorityStep {
  readonly level: number;
  readonly upToMinor: string;
}

const risesAbove = (last: AuthorityStep | undefined, step: AuthorityStep): boolean =>
  last === undefined || (step.level > last.level && BigInt(step.upToMinor) > BigInt(last.upToMinor));

const authorityLevels = z
  .array(
    z.strictObject({
      level: z.int().min(1).max(9).describe('Level of a key, 1 to 9.'),
      upToMinor: minorText.describe('What a person of this level may decide, at most.'),
    }),
  )
  .max(9)
  .refine((levels) => levels.every((step, at) => risesAbove(levels[at - 1], step)), {
    error: 'levels and their amounts must rise',
    params: { code: 'NOT_RISING' },
  });

/** Nobody's authority is limited and one person is enough. */
const UNLIMITED_AUTHORITY = {
  underwriting: [],
  twoPersonsAboveMinor: null,
  claims: [],
  claimsTwoPersonsAboveMinor: null,
};

const pricing = z.strictObject({
  mode: z
    .enum(['SINGLE', 'SINGLE_FINANCED', 'LEVEL_MONTHLY', 'MONTHLY_ON_OUTSTANDING'])
    .optional()
    .describe(
      'Paid at once, financed into the loan, the same every month, or monthly on what is owed. SINGLE when absent.',
    ),
  discountAnnual: fraction.describe('Yearly rate at which expected losses are discounted, 0.03 is 3 %.'),
  accruedInterestMonths: z.number().min(0).max(24).describe('Months of unpaid interest in a loss, 0 to 24.'),
  riskMargin: z.number().min(0).max(5).describe('On top of the expected loss, 0.2 is a fifth; 0 to 5.'),
  expense: fraction.describe('Share of the premium before tax for expenses. With commission and profit below 1.'),
  commission: fraction.describe("Share of the premium before tax that is the partner's commission."),
  profit: fraction.describe('Share of the premium before tax that is profit.'),
  taxRate: fraction.describe('Premium tax on the premium before tax.'),
  floorMinor: minorText.describe('Least premium before tax.'),
  capMinor: minorText.nullable().describe('Greatest premium before tax; null: none.'),
  commissionBounds: z
    .strictObject({
      minimumMinor: minorText.describe('Least commission of a policy; never more than its premium before tax.'),
      maximumMinor: minorText.nullable().describe('Greatest commission of a policy; null: none.'),
    })
    .optional()
    .describe(
      "The partner's commission of a policy, within bounds; what it takes or leaves is the insurer's. None when absent.",
    ),
  seasoning: z
    .array(z.number().positive())
    .min(1)
    .max(600)
    .describe('Relative intensity of default by month since disbursement, 1 to 600 values; the last one repeats.'),
});

const authority = z.strictObject({
  underwriting: authorityLevels.describe('Who decides requests, by sum insured; without levels everybody everything.'),
  twoPersonsAboveMinor: minorText.nullable().describe('Sums insured above this need a second person; null: never.'),
  claims: authorityLevels.describe('Who decides claims, by indemnity; without levels everybody everything.'),
  claimsTwoPersonsAboveMinor: minorText
    .nullable()
    .describe('Indemnities above this need a second person; null: never.'),
});

const priceAdjustmentBounds = z
  .strictObject({
    minimum: decimalText.describe('Above 0, at most 1.'),
    maximum: decimalText.describe('At least 1.'),
  })
  .refine(({ minimum, maximum }) => 0 < Number(minimum) && Number(minimum) <= 1 && 1 <= Number(maximum), {
    error: 'minimum must be above 0 and at most 1, maximum at least 1',
    params: { code: 'OUT_OF_RANGE' },
  });

/** The API makes its types from this shape: `describe` what a field is, its unit and its range. */
export const termsShape = z.strictObject({
  cover: z
    .enum(['PERFORMANCE_GUARANTEE', 'CREDIT_INSURANCE'])
    .describe(
      'Who takes the cover: PERFORMANCE_GUARANTEE the obligor for the lender, CREDIT_INSURANCE the lender for itself.',
    ),
  currency: z
    .string()
    .refine(isCurrencyCode, 'must be an ISO 4217 code')
    .meta({ api: 'CURRENCY' })
    .describe('Currency of every amount in the terms and of every loan.'),
  insuredPercentage: decimalText.describe('Share of the covered loss that is paid, above 0, at most 1.'),
  insures: z.enum(['PRINCIPAL', 'PRINCIPAL_AND_INTEREST']).describe('What of the loan is covered.'),
  deductible: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('RATE'), rate: decimalText.describe('RATE: share of each loss, below 1.') }),
      z.strictObject({ kind: z.literal('AMOUNT'), amountMinor: minorText.describe('AMOUNT: of each loss.') }),
    ])
    .nullable()
    .describe('What the insured bears of each loss first; null: nothing.'),
  noticeDays: z
    .int()
    .min(1)
    .max(365)
    .describe('Calendar days after the oldest unpaid due date when notice is due, 1 to 365.'),
  waitingDays: z
    .int()
    .min(1)
    .max(720)
    .describe('Calendar days after the oldest unpaid due date when a claim opens, 1 to 720, at least noticeDays.'),
  interestCapAnnual: decimalText
    .nullable()
    .describe('Interest above this yearly rate is not covered; null when the law sets no cap.'),
  quoteValidityHours: z
    .int()
    .min(1)
    .max(24 * 90)
    .describe('Hours an offer can be taken, 1 to 2160.'),
  activationDays: z.int().min(1).max(365).describe('Days from bind to activation at most, 1 to 365.'),
  principal: z
    .strictObject({
      minimumMinor: minorText.describe('Smallest loan.'),
      maximumMinor: minorText.describe('Largest loan.'),
    })
    .describe('Loans the product insures, by amount.'),
  instalments: z
    .strictObject({
      minimum: z.int().min(1).describe('Fewest, from 1.'),
      maximum: z.int().max(600).describe('Most, to 600.'),
    })
    .describe('Loans the product insures, by number of monthly instalments.'),
  maximumAnnualRate: decimalText
    .optional()
    .describe(
      'Loans the product insures, by their nominal rate a year at most: 0.36 is 36 %, 0 to 10. Any when absent.',
    ),
  creditReportMaxAgeDays: z
    .int()
    .min(0)
    .max(365)
    .default(30)
    .describe("A bureau's report is used again for the same partner up to this age, 0 to 365; 0 always asks."),
  obligorCapMinor: minorText.describe("Cap on one obligor's exposure with this insurer."),
  pricing: pricing.describe('How an expected loss becomes a premium.'),
  appetite: z
    .strictObject({
      approveUpTo: fraction.describe('Approved up to this probability.'),
      referUpTo: fraction.describe('Referred to a person up to this probability; above, declined.'),
    })
    .describe('What is made of the twelve-month probability of default.'),
  scorecard: scorecard.describe(
    'The scorecard, as `covergraph model train` writes it; a draft may name a registered one as {"registered": "scd_..."}, whose copy it keeps.',
  ),
  earning: z
    .enum(['PRO_RATA', 'RULE_OF_78', 'SUM_OF_BALANCES'])
    .optional()
    .describe('How a single premium is earned: by days, or by the periods of the loan. PRO_RATA when absent.'),
  payment: paymentTermsShape
    .default(USUAL_PAYMENT_TERMS)
    .describe('When premium is due, when the partner is reminded, and how long cover stands without it.'),
  refund: refundTermsShape.describe('How premium goes back when cover ends or shrinks before its time.'),
  waterfall: z
    .enum(['INSURER_FIRST', 'INSURED_MADE_WHOLE_FIRST', 'COSTS_THEN_PRO_RATA'])
    .describe('Who gets what is recovered after a paid claim.'),
  authority: authority.default(UNLIMITED_AUTHORITY).describe('Who may decide by hand, up to what amount.'),
  rules: tablesShape
    .meta({ api: 'JSON' })
    .default([])
    .describe('Decision tables over the features of a request, beside appetite and score: docs/underwriting.md.'),
  priceAdjustmentBounds: priceAdjustmentBounds
    .default({ minimum: '0.5', maximum: '2' })
    .describe('How far all price adjustments together may move the premium: shares of the premium without them.'),
  claims: claimTermsShape.default(USUAL_CLAIM_TERMS).describe('How claims are handled.'),
  changes: changeTermsShape
    .default(USUAL_CHANGE_TERMS)
    .describe('What happens when a policy changes, ends early or comes back.'),
  collections: collectionTermsShape
    .default(USUAL_COLLECTION_TERMS)
    .describe('When and how often a borrower who is behind may be contacted.'),
  decidedBy: z
    .enum(['GATEWAY', 'INSURER'])
    .optional()
    .describe(
      'Who decides and prices requests: GATEWAY by these terms, INSURER in its own system within them, when the operator connected it. GATEWAY when absent.',
    ),
  jointScore: z
    .enum(['WEAKEST', 'STRONGEST'])
    .optional()
    .describe(
      'Whose score decides and prices a loan that several owe jointly: of the highest or of the lowest probability of default. WEAKEST when absent.',
    ),
  coObligorCures: z
    .boolean()
    .optional()
    .describe(
      'Whether a request that is not approved is told what somebody who owes the loan too must bring for it to be. Not when absent; not with decidedBy INSURER.',
    ),
  coInsures: z
    .boolean()
    .optional()
    .describe(
      'Whether the insurer carries a part of a risk for which no insurer of the programme has room alone; with decidedBy INSURER behind another that leads, as its own system says.',
    ),
  referral: z
    .strictObject({
      decideWithinHours: z
        .int()
        .min(1)
        .max(24 * 30)
        .describe('Hours until its deadline, 1 to 720.'),
      atDeadline: z.enum(['EXPIRE', 'DECLINE']).describe('What the deadline does to a referral nobody decided.'),
    })
    .default({ decideWithinHours: 48, atDeadline: 'EXPIRE' })
    .describe('Requests that a person must look at.'),
  counterOffers: z
    .strictObject({
      insuredPercentages: z
        .array(decimalText)
        .max(5)
        .describe(
          'Lower insured percentages to try when there is too little room or the loan would cost too much with the premium, 0.8 is 80 %; at most five.',
        ),
    })
    .default({ insuredPercentages: [] })
    .describe('What may be offered instead of a request that is declined.'),
});

/** Everything a product version fixes. Amounts are minor units of `currency` as text, rates are decimal fractions. */
export type ProductTerms = Readonly<z.infer<typeof termsShape>>;

/** Reads stored or submitted terms; lists every problem at once. */
export function parseTerms(value: unknown): Result<ProductTerms, readonly FieldIssue[]> {
  const parsed = termsShape.safeParse(value);
  if (parsed.success) return success(parsed.data);
  return failure(problemsOf(parsed.error));
}
