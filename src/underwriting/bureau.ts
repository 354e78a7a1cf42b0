import type { ConsentPurpose } from './consent.js';

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

/** Who is asked about. Never stored or logged. */
export interface IdentityQuestion {
  readonly kind: 'PERSON' | 'COMPANY';
  readonly country: string;
  readonly identityNumber: string;
}

export interface BureauQuestion extends IdentityQuestion {
  /** What the obligor agreed to; stored before the bureau is asked. */
  readonly consent: {
    readonly id: string;
    readonly purpose: ConsentPurpose;
    readonly givenAt: Date;
    readonly until: string;
  };
}

/** UNKNOWN: nobody by that identity. UNAVAILABLE: slow, broken, or an answer that makes no sense. */
export type BureauAnswer =
  | { readonly kind: 'REPORT'; readonly report: CreditReport }
  | { readonly kind: 'UNKNOWN' }
  | { readonly kind: 'UNAVAILABLE' };

/** Where credit reports come from. */
export interface CreditBureau {
  /** Kept with each report, so that a decision says where its facts came from. */
  readonly name: string;
  report(question: BureauQuestion): Promise<BureauAnswer>;
}

/** A bureau that never answers: every request without its own report is referred to a person. */
export const absentBureau: CreditBureau = { name: 'none', report: async () => ({ kind: 'UNAVAILABLE' }) };

/** Whether the identity number is that of who borrows. UNAVAILABLE: slow or broken. */
export type IdentityOutcome = 'VERIFIED' | 'NOT_VERIFIED' | 'UNAVAILABLE';

/** Where identities are checked; asked together with the bureau, under the same consent. */
export interface IdentityRegister {
  readonly name: string;
  check(question: IdentityQuestion): Promise<IdentityOutcome>;
}
