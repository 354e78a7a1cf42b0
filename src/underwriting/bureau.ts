import { createHash } from 'node:crypto';

/** What a credit bureau knows about an obligor. */
export interface CreditReport {
  /** Payments 30 days late or more in the last 24 months. */
  readonly delinquencies24Months: number;
  /** Applications for credit in the last six months. */
  readonly inquiries6Months: number;
  /** Share of revolving limits in use, 0.35 for 35 %; null without revolving credit. */
  readonly revolvingUtilisation: number | null;
  readonly openAccounts: number;
}

export interface BureauQuestion {
  readonly kind: 'PERSON' | 'COMPANY';
  readonly country: string;
  readonly identityNumber: string;
}

/** Where credit reports come from. Undefined: slow, broken, or nobody by that identity. */
export interface CreditBureau {
  report(question: BureauQuestion): Promise<CreditReport | undefined>;
}

/** A bureau that never answers: every request without its own report is referred to a person. */
export const absentBureau: CreditBureau = { report: async () => undefined };

const IDENTITIES: Readonly<Record<string, CreditReport | undefined>> = {
  'SANDBOX-GOOD': { delinquencies24Months: 0, inquiries6Months: 0, revolvingUtilisation: 0.12, openAccounts: 6 },
  'SANDBOX-FAIR': { delinquencies24Months: 1, inquiries6Months: 3, revolvingUtilisation: 0.55, openAccounts: 9 },
  'SANDBOX-BAD': { delinquencies24Months: 6, inquiries6Months: 9, revolvingUtilisation: 0.99, openAccounts: 21 },
  'SANDBOX-UNKNOWN': undefined,
};

/**
 * The sandbox's bureau: the same identity always has the same report. `SANDBOX-GOOD`, `-FAIR`, `-BAD` and `-UNKNOWN`
 * have known ones; any other identity draws one from its own hash, most of them clean.
 */
export const simulatedBureau: CreditBureau = {
  report: async ({ kind, country, identityNumber }) => {
    if (identityNumber in IDENTITIES) return IDENTITIES[identityNumber];
    const bytes = createHash('sha256').update(`${kind}|${country}|${identityNumber}`).digest();
    const draw = (at: number): number => (bytes[at] ?? 0) / 256;
    return {
      delinquencies24Months: draw(0) < 0.8 ? 0 : Math.floor(draw(1) * 4),
      inquiries6Months: Math.floor(draw(2) * draw(3) * 7),
      revolvingUtilisation: Math.round(draw(4) * 100) / 100,
      openAccounts: 1 + Math.floor(draw(5) * 14),
    };
  },
};
