import { z } from 'zod';
import type { BureauAnswer, BureauQuestion } from '../bureau.js';
import { CONSENT_PURPOSES } from '../consent.js';

const count = z.int().min(0).max(1_000);

/** What is sent to a credit bureau: `POST` to its URL with `Authorization: Bearer` and `Content-Type: application/json`. */
export const bureauRequest = z
  .strictObject({
    kind: z.enum(['PERSON', 'COMPANY']).describe('Whether a person or a company borrows.'),
    country: z.string().length(2).describe('Country of residence, ISO 3166-1 alpha-2.'),
    identityNumber: z.string().min(1).max(40).describe('National or company identity number.'),
    consent: z
      .strictObject({
        id: z.string().describe("The gateway's record of the consent."),
        purpose: z.enum(CONSENT_PURPOSES).describe('What the obligor agreed to.'),
        givenAt: z.iso.datetime().describe('When, UTC.'),
        until: z.iso.date().describe('Until which day, inclusive.'),
      })
      .describe('Why the bureau may answer.'),
  })
  .describe('Question to a credit bureau.');

const reportShape = {
  delinquencies24Months: count.describe('Payments 30 days late or more in the last 24 months.'),
  inquiries6Months: count.describe('Applications for credit in the last six months.'),
  revolvingUtilisation: z
    .number()
    .min(0)
    .max(10)
    .nullable()
    .describe('Share of revolving limits in use, 0.35 is 35 %; null without revolving credit.'),
  openAccounts: count.describe('Open credit accounts.'),
};

/** The figures of a report and nothing else, as they are passed on. */
export const creditReport = z.strictObject(reportShape);

/** What a bureau answers with status 200. Further members are ignored, so that a bureau may add some. */
export const bureauResponse = z
  .object(reportShape)
  .describe('Credit report. Status 404 instead: nobody by that identity.');

export const requestBody = ({ kind, country, identityNumber, consent }: BureauQuestion): string =>
  JSON.stringify({
    kind,
    country,
    identityNumber,
    consent: { ...consent, givenAt: consent.givenAt.toISOString() },
  } satisfies z.input<typeof bureauRequest>);

/** Reads a report; what does not follow the contract is as good as no answer. */
export function readReport(body: unknown): BureauAnswer {
  const parsed = bureauResponse.safeParse(body);
  return parsed.success ? { kind: 'REPORT', report: parsed.data } : { kind: 'UNAVAILABLE' };
}
