import { z } from 'zod';
import { type Scorecard, validateScorecard } from '../finance/scorecard.js';
import { type FieldIssue, failure, isCurrencyCode, type Result, success } from '../kernel/index.js';
import { changeTermsShape, USUAL_CHANGE_TERMS } from './change-terms.js';
import { claimTermsShape, USUAL_CLAIM_TERMS } from './claim-terms.js';
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
  .array(z.strictObject({ level: z.int().min(1).max(9), upToMinor: minorText }))
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

const termsShape = z.strictObject({
  /** Who takes the cover: PERFORMANCE_GUARANTEE by the obligor for the lender, CREDIT_INSURANCE by the lender for itself. */
  cover: z.enum(['PERFORMANCE_GUARANTEE', 'CREDIT_INSURANCE']),
  currency: z.string().refine(isCurrencyCode, 'must be an ISO 4217 code'),
  /** Share of the covered loss that is paid, above 0 to 1, decimal text. */
  insuredPercentage: decimalText,
  insures: z.enum(['PRINCIPAL', 'PRINCIPAL_AND_INTEREST']),
  deductible: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('RATE'), rate: decimalText }),
      z.strictObject({ kind: z.literal('AMOUNT'), amountMinor: minorText }),
    ])
    .nullable(),
  /** Calendar days after the oldest unpaid due date: notice is due, a claim opens. */
  noticeDays: z.int().min(1).max(365),
  waitingDays: z.int().min(1).max(720),
  /** Interest above this yearly rate is not covered; null when the law sets no cap. */
  interestCapAnnual: decimalText.nullable(),
  quoteValidityHours: z
    .int()
    .min(1)
    .max(24 * 90),
  activationDays: z.int().min(1).max(365),
  principal: z.strictObject({ minimumMinor: minorText, maximumMinor: minorText }),
  instalments: z.strictObject({ minimum: z.int().min(1), maximum: z.int().max(600) }),
  /** A bureau's report is used again for requests of the same partner up to this age; 0 always asks. */
  creditReportMaxAgeDays: z.int().min(0).max(365).default(30),
  /** Cap on one obligor's exposure with this insurer. */
  obligorCapMinor: minorText,
  pricing: z.strictObject({
    discountAnnual: fraction,
    accruedInterestMonths: z.number().min(0).max(24),
    riskMargin: z.number().min(0).max(5),
    expense: fraction,
    commission: fraction,
    profit: fraction,
    taxRate: fraction,
    floorMinor: minorText,
    capMinor: minorText.nullable(),
    /** Relative default intensity by month since disbursement; the last value repeats. */
    seasoning: z.array(z.number().positive()).min(1).max(600),
  }),
  /** Twelve-month probability of default up to which a request is approved, then referred; above, declined. */
  appetite: z.strictObject({ approveUpTo: fraction, referUpTo: fraction }),
  scorecard,
  /** How a single premium is earned: by days, or by the periods of the loan. PRO_RATA when absent. */
  earning: z.enum(['PRO_RATA', 'RULE_OF_78', 'SUM_OF_BALANCES']).optional(),
  refund: refundTermsShape,
  waterfall: z.enum(['INSURER_FIRST', 'INSURED_MADE_WHOLE_FIRST', 'COSTS_THEN_PRO_RATA']),
  /**
   * Who may decide by hand. A person of `level` decides sums insured (claims: indemnities) up to `upToMinor`, above the
   * last level nobody; without levels everybody decides everything. Above `twoPersonsAboveMinor` a second person agrees.
   */
  authority: z
    .strictObject({
      underwriting: authorityLevels,
      twoPersonsAboveMinor: minorText.nullable(),
      claims: authorityLevels,
      claimsTwoPersonsAboveMinor: minorText.nullable(),
    })
    .default(UNLIMITED_AUTHORITY),
  /** Decision tables over the features of a request, on top of the scenario's appetite and the score. */
  rules: tablesShape.default([]),
  /** How far all price adjustments together may move the premium: shares of the premium without them. */
  priceAdjustmentBounds: z
    .strictObject({ minimum: decimalText, maximum: decimalText })
    .refine(({ minimum, maximum }) => 0 < Number(minimum) && Number(minimum) <= 1 && 1 <= Number(maximum), {
      error: 'minimum must be above 0 and at most 1, maximum at least 1',
      params: { code: 'OUT_OF_RANGE' },
    })
    .default({ minimum: '0.5', maximum: '2' }),
  claims: claimTermsShape.default(USUAL_CLAIM_TERMS),
  changes: changeTermsShape.default(USUAL_CHANGE_TERMS),
});

/** Everything a product version fixes. Amounts are minor units of `currency` as text, rates are decimal fractions. */
export type ProductTerms = Readonly<z.infer<typeof termsShape>>;

/** Reads stored or submitted terms; lists every problem at once. */
export function parseTerms(value: unknown): Result<ProductTerms, readonly FieldIssue[]> {
  const parsed = termsShape.safeParse(value);
  if (parsed.success) return success(parsed.data);
  return failure(problemsOf(parsed.error));
}
