import type { CalendarDate } from '../kernel/index.js';

/** What each kind of notice says besides whom it concerns. Amounts are exact text with their currency. */
export interface NoticeFigures {
  readonly PREMIUM_REMINDER: {
    readonly level: number;
    readonly unpaid: string;
    readonly dueOn: CalendarDate;
    readonly daysOverdue: number;
    /** Null where cover stays although nobody pays. */
    readonly lapsesOn: CalendarDate | null;
  };
  readonly CANCELLATION_NOTICE: {
    readonly reason: string;
    readonly lastDayOfCover: string;
    readonly note: string | null;
  };
  readonly CANCELLATION_WITHDRAWN: { readonly noticeGivenOn: string; readonly lastDayOfCover: string };
  readonly CANCELLATION: {
    readonly reason: string;
    readonly lastDayOfCover: CalendarDate;
    /** Premium that goes back; null when none does. */
    readonly refund: string | null;
    readonly refundTo: 'PAYER' | 'LENDER' | null;
  };
  readonly LAPSE: {
    readonly unpaidSince: CalendarDate;
    readonly lastDayOfCover: CalendarDate;
    /** Premium for the days after, which is no longer asked for; null when there is none. */
    readonly refund: string | null;
  };
  readonly REINSTATEMENT: {
    readonly inForceFrom: CalendarDate;
    /** Premium that is due again; null when there is none. */
    readonly charge: string | null;
  };
  readonly OVERDUE_NOTICE: {
    readonly overdueSince: CalendarDate;
    readonly daysPastDue: number;
    readonly note: string | null;
  };
}

export type NoticeKind = keyof NoticeFigures;

/** A notice as it is given. */
export type GivenNotice = {
  readonly [Kind in NoticeKind]: {
    readonly kind: Kind;
    readonly policyId: string;
    /** What it is about: an id, or a due date of premium. */
    readonly about: string;
    /** From 1; a higher one about the same thing takes its place. */
    readonly version: number;
    /** Business date of the programme. */
    readonly on: CalendarDate;
    /** The organisation that gives it; the policy's insurer when absent. */
    readonly from?: string;
    readonly figures: NoticeFigures[Kind];
  };
}[NoticeKind];

/** By whom the roles are played that a kind of notice goes to. */
export const ADDRESSEES: Readonly<Record<NoticeKind, readonly string[]>> = {
  PREMIUM_REMINDER: ['POLICYHOLDER'],
  CANCELLATION_NOTICE: ['POLICYHOLDER', 'INSURED'],
  CANCELLATION_WITHDRAWN: ['POLICYHOLDER', 'INSURED'],
  CANCELLATION: ['POLICYHOLDER', 'INSURED'],
  LAPSE: ['POLICYHOLDER', 'INSURED'],
  REINSTATEMENT: ['POLICYHOLDER', 'INSURED'],
  OVERDUE_NOTICE: ['INSURER'],
};

/** Somebody a notice comes from or goes to: an organisation, or the obligor by the partner's reference. */
export interface NoticeParty {
  readonly roles: readonly string[];
  readonly name: string;
  /** ISO 3166-1; null for an obligor. */
  readonly country: string | null;
}

/** What is printed. */
export type NoticePaper = {
  readonly [Kind in NoticeKind]: {
    readonly kind: Kind;
    readonly id: string;
    readonly version: number;
    readonly givenOn: string;
    readonly policyNumber: string;
    /** Null before activation. */
    readonly loanReference: string | null;
    readonly from: NoticeParty;
    readonly to: readonly NoticeParty[];
    /** Who passes it on to those without a key. */
    readonly through: NoticeParty;
    readonly figures: NoticeFigures[Kind];
    readonly madeAt: string;
  };
}[NoticeKind];

const IN_CHINESE: readonly string[] = ['CN', 'HK', 'MO', 'TW'];

/** The language that stands first: of the first addressee's country, for an obligor that of who passes it on. */
export function firstLanguage({ to, through }: Pick<NoticePaper, 'to' | 'through'>): 'zh' | 'en' {
  const country = to[0]?.country ?? through.country;
  return country !== null && IN_CHINESE.includes(country) ? 'zh' : 'en';
}
