import { createHmac } from 'node:crypto';
import type { FeatureValue } from '../finance/scorecard-types.js';
import { type CalendarDate, type CurrencyCode, dayOf, formatMinor, monthOf, yearOf } from '../kernel/index.js';
import {
  type FeatureKinds,
  InputCheck,
  type JsonObject,
  type LoanRequest,
  minorOf,
  normaliseReference,
} from '../scenarios/contract/index.js';
import type { CreditReport } from './bureau.js';
import { type Consent, type ConsentInputShape, readConsent } from './consent.js';

interface AmountText {
  readonly amount: string;
  readonly currency: string;
}

/** The head of a group of related parties, or the partner's own name of the group. */
export interface ObligorGroupShape {
  readonly reference: string;
  readonly country?: string | null | undefined;
  readonly identityNumber?: string | null | undefined;
}

/** A person or company that borrows, as the API takes it. */
export interface BorrowerInputShape {
  readonly reference: string;
  readonly kind: 'PERSON' | 'COMPANY';
  readonly country: string;
  readonly region?: string | null | undefined;
  readonly group?: ObligorGroupShape | null | undefined;
  readonly identityNumber?: string | null | undefined;
  readonly birthDate?: string | null | undefined;
  readonly annualIncome: AmountText;
  readonly monthlyDebtService?: AmountText | null | undefined;
  readonly employmentMonths?: number | null | undefined;
  readonly consent?: ConsentInputShape | null | undefined;
  readonly creditReport?: CreditReport | null | undefined;
}

/** Who borrows, with those who owe all of it too. */
export interface ObligorInputShape extends BorrowerInputShape {
  readonly coObligors?: readonly BorrowerInputShape[] | null | undefined;
}

/** What is kept of a borrower: a pseudonym and figures, no name and no identity number. */
export interface Borrower extends JsonObject {
  readonly reference: string;
  readonly kind: 'PERSON' | 'COMPANY';
  readonly country: string;
  readonly ageYears: number | null;
  readonly annualIncome: string;
  readonly monthlyDebtService: string;
  readonly employmentMonths: number | null;
  /** Region of the country, ISO 3166-2, when it was given. */
  readonly region: string | null;
  /** Blind index of the group of related parties, when one was named. */
  readonly groupKey: string | null;
}

/** One who owes the loan with the obligor; `key` is its blind index. */
export interface CoObligor extends Borrower {
  readonly key: string;
}

/** What is kept of who borrows; the members of a borrower are the obligor's own. */
export type Obligor = Borrower & {
  /** Jointly and severally liable, in the order of the request. Absent: nobody else is. */
  readonly coObligors?: readonly CoObligor[];
};

export interface ReadBorrower {
  readonly obligor: Borrower;
  /** Keyed hash that recognises the same obligor across partners without storing who it is. */
  readonly key: string;
  /** For the bureau call only; never stored. */
  readonly identityNumber: string | undefined;
  readonly consent: Consent | undefined;
  readonly suppliedReport: CreditReport | undefined;
}

export interface ReadObligor extends ReadBorrower {
  readonly obligor: Obligor;
  /** Absent: there are none. */
  readonly coObligors?: readonly ReadBorrower[];
}

export interface ObligorSetting {
  readonly currency: CurrencyCode;
  readonly now: Date;
  readonly today: CalendarDate;
  readonly partner: string;
  /** Secret of the installation for the keyed hash. */
  readonly secret: string;
}

function ageOn(birthDate: CalendarDate, today: CalendarDate): number {
  const hadBirthday = monthOf(today) * 100 + dayOf(today) >= monthOf(birthDate) * 100 + dayOf(birthDate);
  return yearOf(today) - yearOf(birthDate) - (hadBirthday ? 0 : 1);
}

function readAge(check: InputCheck, input: BorrowerInputShape, today: CalendarDate): number | null {
  if (!input.birthDate) return null;
  const birthDate = check.date('birthDate', input.birthDate, { today });
  if (birthDate === undefined) return null;
  return check.number('birthDate', ageOn(birthDate, today), { from: 0, to: 120, unit: 'years of age' });
}

function readReport(check: InputCheck, input: BorrowerInputShape): CreditReport | undefined {
  const report = input.creditReport;
  if (!report) return undefined;
  return {
    delinquencies24Months: check.number('creditReport.delinquencies24Months', report.delinquencies24Months, COUNT),
    inquiries6Months: check.number('creditReport.inquiries6Months', report.inquiries6Months, COUNT),
    revolvingUtilisation:
      report.revolvingUtilisation === null
        ? null
        : check.number('creditReport.revolvingUtilisation', report.revolvingUtilisation, { from: 0, to: 10 }),
    openAccounts: check.number('creditReport.openAccounts', report.openAccounts, COUNT),
  };
}
const COUNT = { from: 0, to: 1_000 } as const;

/** Recognises an identity without storing it: a hash keyed with the secret of the installation. */
export const blindIndexOf =
  (secret: string) =>
  (identity: string): string =>
    createHmac('sha256', secret).update(identity).digest('hex').slice(0, 40);

interface Identified {
  readonly kind: 'PERSON' | 'COMPANY';
  readonly country: string;
  readonly identityNumber: string | undefined;
  readonly reference: string;
}

/** What the blind index of an obligor is made of: its identity number everywhere, else the partner's own reference. */
export const obligorIdentity = ({ kind, country, identityNumber, reference }: Identified, partner: string): string =>
  identityNumber ? `${kind}|${country}|${identityNumber}` : `PARTNER|${partner}|${normaliseReference(reference)}`;

/** Reads who a limit on one obligor is about, and knows them by what quotes know them by. */
export const obligorKeyReader =
  (secret: string) =>
  ({ kind, ...input }: Omit<Identified, 'identityNumber' | 'reference'> & { readonly identityNumber: string }) => {
    const check = new InputCheck();
    const country = check.country('country', input.country);
    const identityNumber = check.reference('identityNumber', input.identityNumber, { maxLength: 40 });
    const key = blindIndexOf(secret)(obligorIdentity({ kind, country, identityNumber, reference: '' }, ''));
    return { key, issues: check.issues };
  };

function readRegion(check: InputCheck, input: BorrowerInputShape, country: string): string | undefined {
  if (!input.region) return undefined;
  if (/^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(input.region) && input.region.startsWith(`${country}-`)) return input.region;
  check.add('region', 'NOT_A_REGION', 'must be an ISO 3166-2 code of the country, e.g. US-IL');
  return undefined;
}

/** A group is known by its head, a company like any other, so that the head's own loans count with its members'. */
function readGroup(check: InputCheck, { group }: BorrowerInputShape, { partner }: ObligorSetting): string | undefined {
  if (!group) return undefined;
  const reference = check.text('group.reference', group.reference, { maxLength: 100 });
  if (!group.identityNumber) return `PARTNER GROUP|${partner}|${normaliseReference(reference)}`;
  const identityNumber = check.reference('group.identityNumber', group.identityNumber, { maxLength: 40 });
  const country = check.country('group.country', group.country ?? '');
  return obligorIdentity({ kind: 'COMPANY', country, identityNumber, reference }, partner);
}

/** Reads one borrower; problems are added to `check`, and neutral values stand in for what is wrong. */
export function readBorrower(check: InputCheck, input: BorrowerInputShape, setting: ObligorSetting): ReadBorrower {
  const { currency, today, partner, secret } = setting;
  const reference = check.text('reference', input.reference, { maxLength: 100 });
  const identityNumber = input.identityNumber
    ? check.reference('identityNumber', input.identityNumber, { maxLength: 40 })
    : undefined;
  const country = check.country('country', input.country);
  const income = check.amountOrZero('annualIncome', input.annualIncome, currency) ?? 0n;
  const debt = check.amountOrZero('monthlyDebtService', input.monthlyDebtService, currency) ?? 0n;
  const blindIndex = blindIndexOf(secret);
  const region = readRegion(check, input, country);
  const group = readGroup(check, input, setting);
  return {
    obligor: {
      reference,
      kind: input.kind,
      country,
      ageYears: readAge(check, input, today),
      annualIncome: formatMinor(income, currency),
      monthlyDebtService: formatMinor(debt, currency),
      employmentMonths:
        input.employmentMonths === null || input.employmentMonths === undefined
          ? null
          : check.number('employmentMonths', input.employmentMonths, { from: 0, to: 720, unit: 'months' }),
      region: region ?? null,
      groupKey: group === undefined ? null : blindIndex(group),
    },
    key: blindIndex(obligorIdentity({ kind: input.kind, country, identityNumber, reference }, partner)),
    identityNumber,
    consent: readConsent(check, input.consent, setting),
    suppliedReport: readReport(check, input),
  };
}

const WORST_RATIO = 1_000;

/** To four decimals. No income at all is the worst ratio, not an unknown one. */
const ratioToIncome = (amount: number, income: number): number =>
  income > 0 ? Math.min(WORST_RATIO, Math.round((amount / income) * 10_000) / 10_000) : WORST_RATIO;

/** What `obligorFeatures` gives. */
export const OBLIGOR_FEATURE_KINDS = {
  obligorKind: ['PERSON', 'COMPANY'],
  obligorCountry: 'CATEGORY',
  ageYears: 'NUMBER',
  employmentMonths: 'NUMBER',
  debtToIncome: 'NUMBER',
  loanToIncome: 'NUMBER',
  annualRate: 'NUMBER',
  delinquencies24Months: 'NUMBER',
  inquiries6Months: 'NUMBER',
  revolvingUtilisation: 'NUMBER',
  openAccounts: 'NUMBER',
  coObligors: 'NUMBER',
} as const satisfies FeatureKinds;

/** The obligor's own features for scoring; null is unknown. `debtToIncome` counts the new loan's first instalment. */
export function obligorFeatures(
  obligor: Obligor,
  report: CreditReport | null,
  loan: LoanRequest,
  firstPaymentMinor: bigint,
): Readonly<Record<keyof typeof OBLIGOR_FEATURE_KINDS, FeatureValue>> {
  const income = Number(minorOf(obligor.annualIncome, loan.currency));
  const debtService = Number(minorOf(obligor.monthlyDebtService, loan.currency) + firstPaymentMinor) * 12;
  return {
    obligorKind: obligor.kind,
    obligorCountry: obligor.country,
    ageYears: obligor.ageYears,
    employmentMonths: obligor.employmentMonths,
    debtToIncome: ratioToIncome(debtService, income),
    loanToIncome: ratioToIncome(Number(loan.principalMinor), income),
    annualRate: Number(loan.annualRate),
    delinquencies24Months: report?.delinquencies24Months ?? null,
    inquiries6Months: report?.inquiries6Months ?? null,
    revolvingUtilisation: report?.revolvingUtilisation ?? null,
    openAccounts: report?.openAccounts ?? null,
    coObligors: obligor.coObligors?.length ?? 0,
  };
}
