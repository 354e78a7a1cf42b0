import { z } from 'zod';
import { REPAYMENT_METHODS } from '../../finance/schedule.js';
import { isCurrencyCode } from '../../kernel/index.js';
import { creditReport } from './bureau-contract.js';

const amount = z.string().regex(/^\d{1,15}(\.\d{1,4})?$/);
const fraction = z.string().regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/);
const currency = z.string().refine(isCurrencyCode, 'must be an ISO 4217 code').describe('ISO 4217.');
const reference = z
  .string()
  .regex(/^[\x21-\x7e]{1,80}$/)
  .describe("The insurer's own name of the quote, 1 to 80 printable characters without spaces.");

const borrower = z
  .strictObject({
    kind: z.enum(['PERSON', 'COMPANY']).describe('Who borrows.'),
    country: z.string().length(2).describe('ISO 3166-1 alpha-2.'),
    region: z.string().nullable().describe('ISO 3166-2, null when unknown.'),
    ageYears: z.int().nullable().describe('Full years of age, null when unknown.'),
    annualIncome: amount.describe('In currency units.'),
    monthlyDebtService: amount.describe('Payments on other debts, in currency units.'),
    employmentMonths: z.number().nullable().describe('With the present employer, null when unknown.'),
    creditReport: creditReport.nullable().describe("The partner's own report, null when it gave none."),
  })
  .describe('Figures of who borrows; no name, no identity number, no reference.');

/** What is sent to an insurer: `POST` to its URL with `Authorization: Bearer` and `Content-Type: application/json`. */
export const insurerRequest = z
  .strictObject({
    requestId: z.string().describe('The same when a request is repeated: answer it the same way.'),
    productVersion: z.string().describe('The version, `prv_...`, whose terms bound the answer.'),
    scenario: z.string().describe('What the loan is for, e.g. ecommerce, auto, housing.'),
    loan: z
      .strictObject({
        currency,
        principal: amount.describe('What is lent, in currency units.'),
        annualRate: z.string().describe('Nominal rate a year, 0.12 is 12 %.'),
        instalments: z.int().min(1).max(600).describe('Monthly instalments.'),
        method: z.enum(REPAYMENT_METHODS).describe('How it is repaid.'),
        disbursedOn: z.iso.date().describe('When it is paid out.'),
        firstDueOn: z.iso.date().describe('When the first instalment is due.'),
        balloon: amount.nullable().describe('Last payment of a loan with a balloon, else null.'),
        requestedOn: z.iso.date().describe("The business date of the request in the programme's time zone."),
      })
      .describe('The loan to be insured.'),
    obligor: borrower,
    coObligors: z.array(borrower).min(1).optional().describe('Who owes all of the loan too; absent: nobody.'),
    risk: z.record(z.string(), z.unknown()).describe('The insured thing, as the scenario describes it.'),
    atMost: z
      .strictObject({
        insuredPercentage: z.string().describe('Share of a loss that is paid, at most.'),
        sumInsured: amount.describe('At that share, in currency units.'),
      })
      .describe('What is asked for: an offer may be for less, never for more.'),
    together: z
      .literal(true)
      .optional()
      .describe('The product lets the insurer carry a part behind another that leads: `part` is heard. Else absent.'),
    validUntil: z.iso.datetime().describe('Until when an offer must stand, UTC.'),
  })
  .describe("Question to an insurer's own system.");

const reason = z.object({
  code: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,39}$/)
    .describe('For programs, e.g. PRICE_UNUSUAL.'),
  message: z
    .string()
    .regex(/^[^\p{C}]{1,300}$/u)
    .describe('For the person who asked, 1 to 300 characters.'),
});
const reasons = z.array(reason).min(1).max(4).describe('Why, one to four, the principal one first.');

const lineKind = z.enum(['RISK', 'RISK_MARGIN', 'EXPENSE', 'COMMISSION', 'PROFIT', 'FEE', 'TAX']);

const validUntil = z.iso.datetime().describe('Not before `validUntil` of the question, UTC.');

const part = z
  .object({
    sumInsured: amount.describe('Of the sum insured, at most, in currency units.'),
    premium: amount.describe('For all of that, before tax, at least; for less of it in proportion. In currency units.'),
  })
  .describe(
    'What the insurer carries when nobody has room for all of it: a part of the cover of the insurer that leads, on its terms, at its price, with what changes and claims make of it.',
  );

const offer = z.object({
  outcome: z.literal('OFFER'),
  reference,
  validUntil,
  sumInsured: amount.describe('The most that will ever be paid, in currency units.'),
  insuredPercentage: fraction.optional().describe('Share of a loss that is paid; what was asked for when left out.'),
  premium: z
    .object({
      currency,
      total: amount.describe('What is paid once, tax included.'),
      lines: z
        .array(
          z.object({
            kind: lineKind.describe('Each at most once; RISK must be there.'),
            amount: amount.describe('In currency units.'),
          }),
        )
        .min(1)
        .max(7)
        .describe('Add up to the total exactly.'),
    })
    .describe('The price of the cover.'),
  part: part.optional(),
});

/** What an insurer answers with status 200. Further members are ignored, so that an insurer may add some. */
export const insurerReply = z
  .discriminatedUnion('outcome', [
    offer.describe('The insurer offers cover.'),
    z
      .object({ outcome: z.literal('PART'), reference, validUntil, part })
      .describe(
        'The insurer covers none of this alone, and a part of it behind another. Only of a question with `together`.',
      ),
    z.object({ outcome: z.literal('DECLINE'), reference, reasons }).describe('The insurer does not cover this.'),
    z
      .object({ outcome: z.literal('REFER'), reference, reasons })
      .describe("A person must look: the request goes to the insurer's desk at the gateway."),
  ])
  .describe("Answer of an insurer's own system.");

export type InsurerRequest = z.input<typeof insurerRequest>;
export type InsurerReply = z.output<typeof insurerReply>;
