import type { Consent, CreditReport as ReportRow } from '../entities/index.js';
import { type Clock, newId } from '../kernel/index.js';
import type { BureauQuestion, CreditReport, IdentityOutcome, IdentityQuestion } from './bureau.js';
import { type CreditData, withoutReport } from './credit-data.js';
import type { CreditReportStore } from './credit-report-store.js';
import type { FactSources } from './fact-sources.js';
import type { ReadBorrower } from './obligor.js';

export interface CreditQuestion {
  readonly partnerId: string;
  readonly idempotencyKey: string;
  readonly obligor: ReadBorrower;
  /** Reports older than this are asked for again. */
  readonly maxAgeDays: number;
}

/** Credit data with the rows that must be stored beside the quote. */
export interface GatheredCredit {
  readonly data: CreditData;
  readonly consentId: string | null;
  readonly newConsent: Consent | null;
  readonly newReport: ReportRow | null;
}

export interface CreditReportsOptions {
  readonly store: CreditReportStore;
  readonly sources: FactSources;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;
const REMEMBERED = 10_000;

const fromRow = (row: ReportRow): CreditData => ({
  report: row.figures as CreditReport,
  source: 'CACHE',
  gap: null,
  reportedBy: row.reportedBy,
  obtainedAt: row.obtainedAt,
  identity: row.identity as IdentityOutcome | null,
});

/**
 * Gets a credit report by the cheapest way that is allowed: from the request, from this partner's own recent reports,
 * from the bureau. Without the obligor's consent nobody is asked; with it, it is stored before. Holds no database
 * connection while the bureau is asked.
 */
export class CreditReports {
  /** Newest last; figures only, by partner and blind index. */
  private readonly recent = new Map<string, ReportRow>();
  private readonly underWay = new Map<string, Promise<Pick<GatheredCredit, 'data' | 'newReport'>>>();

  constructor(private readonly options: CreditReportsOptions) {}

  /** Undefined: the idempotency key was used before. */
  async gather(question: CreditQuestion): Promise<GatheredCredit | undefined> {
    const { obligor } = question;
    const consent = this.consentRow(question);
    const carried = { consentId: consent?.id ?? null, newConsent: consent, newReport: null };
    if (obligor.suppliedReport) return { data: this.supplied(obligor.suppliedReport), ...carried };
    if (consent?.purpose !== 'CREDIT_ASSESSMENT') return { data: withoutReport('CONSENT_MISSING'), ...carried };
    if (!obligor.identityNumber) return { data: withoutReport('IDENTITY_NUMBER_MISSING'), ...carried };
    const notBefore = new Date(this.options.clock.now().getTime() - question.maxAgeDays * DAY_MS);
    const name = `${question.partnerId}|${obligor.key}`;
    const known = this.known(name, notBefore);
    if (known) return { data: fromRow(known), ...carried };
    const permission = await this.options.store.prepareCall({
      partnerId: question.partnerId,
      idempotencyKey: question.idempotencyKey,
      obligorKey: obligor.key,
      notBefore,
      consent,
    });
    if (permission === 'KEY_TAKEN') return undefined;
    if (permission !== 'CALL') {
      this.remember(name, permission);
      return { ...carried, data: fromRow(permission) };
    }
    // Another request for the same obligor may have been answered meanwhile.
    const brought = this.known(name, notBefore);
    if (brought) return { ...carried, newConsent: null, data: fromRow(brought) };
    const { kind, country } = obligor.obligor;
    const identity = { kind, country, identityNumber: obligor.identityNumber };
    return { consentId: consent.id, newConsent: null, ...(await this.askOnce(name, identity, consent)) };
  }

  private known(name: string, notBefore: Date): ReportRow | undefined {
    const row = this.recent.get(name);
    return row && row.obtainedAt >= notBefore ? row : undefined;
  }

  private consentRow({ partnerId, obligor }: CreditQuestion): Consent | null {
    if (!obligor.consent) return null;
    return {
      id: newId('consent'),
      partnerId,
      obligorKey: obligor.key,
      obligorReference: obligor.obligor.reference,
      ...obligor.consent,
      recordedAt: this.options.clock.now(),
    };
  }

  private supplied(report: CreditReport): CreditData {
    const obtainedAt = this.options.clock.now();
    return { report, source: 'PARTNER', gap: null, reportedBy: null, obtainedAt, identity: null };
  }

  /** Requests for the same obligor that arrive together share one call; the first of them stores what it brought. */
  private async askOnce(name: string, identity: IdentityQuestion, consent: Consent) {
    const shared = this.underWay.get(name);
    if (shared) return { ...(await shared), newReport: null };
    const asked = this.ask(name, identity, consent);
    this.underWay.set(name, asked);
    try {
      return await asked;
    } finally {
      this.underWay.delete(name);
    }
  }

  private async ask(name: string, identity: IdentityQuestion, consent: Consent) {
    const { bureau, register } = this.options.sources;
    const { id, givenAt, until } = consent;
    const question: BureauQuestion = { ...identity, consent: { id, purpose: 'CREDIT_ASSESSMENT', givenAt, until } };
    const [answer, checked] = await Promise.all([bureau.report(question), register?.check(identity) ?? null]);
    if (answer.kind !== 'REPORT') {
      const gap = answer.kind === 'UNKNOWN' ? 'NOT_KNOWN_TO_BUREAU' : 'BUREAU_UNAVAILABLE';
      return { data: withoutReport(gap, checked), newReport: null };
    }
    const { partnerId, obligorKey } = consent;
    const newReport: ReportRow = {
      id: newId('creditReport'),
      partnerId,
      obligorKey,
      consentId: id,
      reportedBy: bureau.name,
      figures: answer.report,
      identity: checked,
      obtainedAt: this.options.clock.now(),
    };
    // An identity nobody could check is asked again next time, and so is the bureau.
    if (checked === 'UNAVAILABLE')
      return { data: { ...fromRow(newReport), source: 'BUREAU' as const }, newReport: null };
    this.remember(name, newReport);
    return { data: { ...fromRow(newReport), source: 'BUREAU' as const }, newReport };
  }

  private remember(name: string, report: ReportRow): void {
    this.recent.delete(name);
    this.recent.set(name, report);
    if (this.recent.size <= REMEMBERED) return;
    const [oldest] = this.recent.keys();
    if (oldest !== undefined) this.recent.delete(oldest);
  }
}
