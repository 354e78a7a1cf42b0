import { z } from 'zod';
import { REFUND_METHODS, type RefundTerms, returnedShare } from '../finance/refund.js';
import type { ShortRate } from '../finance/refund-methods.js';
import { ArgumentError, addDays, calendarDate, decimal } from '../kernel/index.js';
import { decimalText, minorText } from './terms-text.js';

const earnedByDay = z.strictObject({
  upToDays: z
    .int()
    .min(1)
    .max(366)
    .describe('Up to and including this day of a 365-day cover; the last row reaches 365.'),
  earnedRate: decimalText.describe('Share of the premium that is kept.'),
});

const shortRate = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('TABLE'),
    rows: z.array(earnedByDay).min(1).max(400).describe('TABLE: what is kept by day, 1 to 400 rows.'),
  }),
  z.strictObject({
    kind: z.literal('PERCENTAGE'),
    penaltyRate: decimalText.describe(
      'PERCENTAGE: kept of the unearned premium beside what is earned by days, 0.10 for the 90 % short rate.',
    ),
  }),
]);

const fields = z.strictObject({
  method: z.enum(REFUND_METHODS).describe('How what is unearned is computed.'),
  freeLookDays: z.int().min(0).max(60).describe('Days after bind in which everything goes back, 0 to 60.'),
  minimumMinor: minorText.describe('Smaller refunds are not given.'),
  shortRate: shortRate
    .optional()
    .describe('For SHORT_RATE. When the insurer cancels, the refund is by days all the same.'),
  factors: z
    .array(decimalText)
    .min(1)
    .max(40)
    .optional()
    .describe('For CUMULATIVE_FACTORS: share earned at the end of each policy year, the last 1.'),
  discountAnnual: decimalText
    .optional()
    .describe('For ACTUARIAL: nominal yearly rate at which insured balances are discounted.'),
});

type Fields = Readonly<z.infer<typeof fields>>;

/** What a method needs of the terms, as `finance` takes it. */
export const refundMethodOf = (
  terms: Fields,
): Pick<RefundTerms, 'method' | 'shortRate' | 'factors' | 'annualRate'> => ({
  method: terms.method,
  ...(terms.shortRate ? { shortRate: shortRateOf(terms.shortRate) } : {}),
  ...(terms.factors ? { factors: terms.factors.map(decimal) } : {}),
  ...(terms.discountAnnual === undefined ? {} : { annualRate: decimal(terms.discountAnnual) }),
});

function shortRateOf(terms: z.infer<typeof shortRate>): ShortRate {
  if (terms.kind === 'PERCENTAGE') return { kind: terms.kind, penaltyRate: decimal(terms.penaltyRate) };
  return {
    kind: terms.kind,
    rows: terms.rows.map(({ upToDays, earnedRate }) => ({ upToDays, earnedRate: decimal(earnedRate) })),
  };
}

const STARTS_ON = calendarDate('2025-01-01');
const DAYS = 365;
const YEAR = {
  startsOn: STARTS_ON,
  endsOn: addDays(STARTS_ON, DAYS),
  openingBalancesMinor: Array.from({ length: 12 }, (_, at) => BigInt(12 - at)),
};

/** Tries the terms on every day of a year's cover: what the method misses or cannot use comes out. */
function problemOf(terms: Fields): ArgumentError | undefined {
  const method = refundMethodOf(terms);
  try {
    for (let day = 0; day < DAYS; day += 1) {
      returnedShare({ ...method, ...YEAR, cancelledOn: addDays(STARTS_ON, day) });
    }
    return undefined;
  } catch (error) {
    if (error instanceof ArgumentError) return error;
    throw error;
  }
}

const PATHS: Readonly<Record<string, readonly string[]>> = { annualRate: ['discountAnnual'] };

/** How premium goes back when cover ends or shrinks before its time. */
export const refundTermsShape = fields.superRefine((terms, context) => {
  const problem = problemOf(terms);
  if (!problem) return;
  const path = PATHS[problem.argument] ?? [problem.argument.replace(/[.[].*$/, '')];
  context.addIssue({ code: 'custom', path: [...path], message: problem.message, params: { code: problem.code } });
});
