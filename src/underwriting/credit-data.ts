import type { UnderwritingFlag } from '../scenarios/contract/index.js';
import type { CreditReport, IdentityOutcome } from './bureau.js';

/** PARTNER: came with the request. BUREAU: asked for it. CACHE: this partner's earlier report, still young enough. */
export type ReportSource = 'PARTNER' | 'BUREAU' | 'CACHE' | 'NONE';

/** Why there is no report. */
export type ReportGap = 'CONSENT_MISSING' | 'IDENTITY_NUMBER_MISSING' | 'NOT_KNOWN_TO_BUREAU' | 'BUREAU_UNAVAILABLE';

/** What is known of an obligor's credit, and where it came from. */
export interface CreditData {
  readonly report: CreditReport | null;
  readonly source: ReportSource;
  readonly gap: ReportGap | null;
  /** Who reported; null without a bureau's report. */
  readonly reportedBy: string | null;
  readonly obtainedAt: Date | null;
  /** Null: nobody was asked. */
  readonly identity: IdentityOutcome | null;
}

export const withoutReport = (gap: ReportGap, identity: IdentityOutcome | null = null): CreditData => ({
  report: null,
  source: 'NONE',
  gap,
  reportedBy: null,
  obtainedAt: null,
  identity,
});

const refer = (code: string, message: string, curable?: string): UnderwritingFlag => ({
  severity: 'REFER',
  code,
  message: `${message}; a person must look at the request.`,
  ...(curable === undefined ? {} : { curable }),
});

const GAP_FLAGS: Readonly<Record<ReportGap, UnderwritingFlag>> = {
  CONSENT_MISSING: refer(
    'CONSENT_MISSING',
    'The obligor has not agreed to a credit report',
    "Send the obligor's consent, or a credit report you hold.",
  ),
  IDENTITY_NUMBER_MISSING: refer(
    'IDENTITY_NUMBER_MISSING',
    'Without an identity number no credit report can be had',
    'Send the identity number, or a credit report you hold.',
  ),
  NOT_KNOWN_TO_BUREAU: refer('NOT_KNOWN_TO_BUREAU', 'The credit bureau knows nobody by this identity'),
  BUREAU_UNAVAILABLE: refer('BUREAU_UNAVAILABLE', 'No credit report could be had'),
};

const IDENTITY_FLAGS: Readonly<Record<IdentityOutcome, readonly UnderwritingFlag[]>> = {
  VERIFIED: [],
  NOT_VERIFIED: [refer('IDENTITY_NOT_VERIFIED', 'The identity number is not that of who borrows')],
  UNAVAILABLE: [refer('IDENTITY_UNAVAILABLE', 'The identity could not be checked')],
};

/** Whether a flag only says that there is no credit report. */
export const isReportGap = ({ code }: UnderwritingFlag): boolean => code in GAP_FLAGS;

/** What missing credit data means for the decision: a person looks, nothing is approved by itself. */
export const creditFlags = (gap: ReportGap | null, identity: IdentityOutcome | null): UnderwritingFlag[] => [
  ...(gap ? [GAP_FLAGS[gap]] : []),
  ...(identity ? IDENTITY_FLAGS[identity] : []),
];
