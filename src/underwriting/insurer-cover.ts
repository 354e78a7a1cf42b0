import type { RepaymentSchedule } from '../finance/schedule.js';
import { type CurrencyCode, Decimal, decimal, minMinor, multiplyMinor, parseAmount } from '../kernel/index.js';
import type { LoanRequest, UnderwritingFlag } from '../scenarios/contract/index.js';
import {
  type InsurerAnswer,
  type InsurerAnswers,
  type InsurerFailure,
  loanHashOf,
  type QuotedCover,
} from './external-insurer.js';
import { insuredAmount } from './pricing.js';
import type { InsurerReply } from './sources/insurer-contract.js';
import type { ProductTerms } from './terms.js';

type InsurerOffer = Extract<InsurerReply, { outcome: 'OFFER' }>;

/** What an insurer's own system makes of a request. */
export interface InsurerView {
  /** The insurer's own name of the quote. */
  readonly reference?: string;
  readonly flags: readonly UnderwritingFlag[];
  readonly quoted?: QuotedCover;
  readonly unavailable?: InsurerFailure;
}

const minorOf = (text: string, currency: CurrencyCode): bigint | undefined => {
  const parsed = parseAmount(text, currency);
  return parsed.ok ? parsed.value.minor : undefined;
};

/** The most that a product pays on a loan, at a share of its loss. */
export const mostInsured = (
  loan: LoanRequest,
  schedule: RepaymentSchedule,
  terms: ProductTerms,
  percentage = terms.insuredPercentage,
): bigint => multiplyMinor(insuredAmount(loan, schedule, { mode: 'SINGLE' }, terms), decimal(percentage));

/** The lines in minor units; undefined unless each kind is there once, RISK among them, and they add up to the total. */
function linesOf({ premium }: InsurerOffer, currency: CurrencyCode): Map<string, bigint> | undefined {
  if (premium.currency !== currency) return undefined;
  const lines = new Map<string, bigint>();
  let left = minorOf(premium.total, currency);
  for (const { kind, amount } of premium.lines) {
    const minor = minorOf(amount, currency);
    if (minor === undefined || left === undefined || lines.has(kind)) return undefined;
    lines.set(kind, minor);
    left -= minor;
  }
  return left === 0n && lines.has('RISK') ? lines : undefined;
}

const isFrom = (minor: bigint, least: bigint, most: string | null): boolean =>
  minor >= least && (most === null || minor <= BigInt(most));

/**
 * Floor and cap of the product hold, and its bounds on commission; tax is the product's to the minor unit, and nobody pays
 * more than is insured.
 */
function isWithinPricing(
  lines: ReadonlyMap<string, bigint>,
  sumInsuredMinor: bigint,
  { pricing }: ProductTerms,
): boolean {
  const { floorMinor, capMinor, commissionBounds, taxRate } = pricing;
  const lineOf = (kind: string): bigint => lines.get(kind) ?? 0n;
  const totalMinor = [...lines.values()].reduce((sum, minor) => sum + minor, 0n);
  const grossMinor = totalMinor - lineOf('TAX');
  const taxError = new Decimal(String(grossMinor)).times(taxRate).minus(String(lineOf('TAX')));
  const { minimumMinor, maximumMinor } = commissionBounds ?? { minimumMinor: '0', maximumMinor: null };
  return (
    isFrom(grossMinor - lineOf('FEE'), BigInt(floorMinor), capMinor) &&
    isFrom(lineOf('COMMISSION'), minMinor(BigInt(minimumMinor), grossMinor), maximumMinor) &&
    taxError.abs().lessThan(1) &&
    totalMinor <= sumInsuredMinor
  );
}

/** An offer within what was asked for and what the product's terms allow; undefined for any other. */
function coverOf(
  offer: InsurerOffer,
  { loan, schedule }: { readonly loan: LoanRequest; readonly schedule: RepaymentSchedule },
  terms: ProductTerms,
): QuotedCover | undefined {
  const insuredPercentage = offer.insuredPercentage ?? terms.insuredPercentage;
  const sumInsuredMinor = minorOf(offer.sumInsured, loan.currency);
  const lines = linesOf(offer, loan.currency);
  if (sumInsuredMinor === undefined || lines === undefined || sumInsuredMinor === 0n) return undefined;
  if (decimal(insuredPercentage).isZero()) return undefined;
  if (decimal(insuredPercentage).greaterThan(decimal(terms.insuredPercentage))) return undefined;
  if (sumInsuredMinor > mostInsured(loan, schedule, terms, insuredPercentage)) return undefined;
  if (!isWithinPricing(lines, sumInsuredMinor, terms)) return undefined;
  return {
    sumInsuredMinor: String(sumInsuredMinor),
    insuredPercentage,
    premiumLines: offer.premium.lines
      .map(({ kind }) => ({ kind, minor: String(lines.get(kind) ?? 0n) }))
      .filter(({ kind, minor }) => kind === 'RISK' || minor !== '0'),
  };
}

const unavailable = (failure: InsurerFailure): InsurerView => ({
  unavailable: failure,
  flags: [
    {
      severity: 'DECLINE',
      code: 'INSURER_UNAVAILABLE',
      message: 'The insurer could not be asked now.',
      curable: 'Ask again later.',
    },
  ],
});

const NOT_ASKED: InsurerView = {
  flags: [
    {
      severity: 'DECLINE',
      code: 'INSURER_NOT_ASKED',
      message: 'The insurer decides in its own system and was not asked about this.',
      curable: 'Ask for a quote on these terms.',
    },
  ],
};

function viewOf(answer: InsurerAnswer, asked: Parameters<typeof coverOf>[1], terms: ProductTerms): InsurerView {
  switch (answer.outcome) {
    case 'UNAVAILABLE':
      return unavailable(answer.failure);
    case 'OFFER': {
      const quoted = coverOf(answer, asked, terms);
      return quoted ? { reference: answer.reference, flags: [], quoted } : unavailable('OUTSIDE_TERMS');
    }
    default: {
      const severity = answer.outcome === 'DECLINE' ? 'DECLINE' : 'REFER';
      const flags = answer.reasons.map(({ code, message }) => ({ severity, code, message }) as const);
      return { reference: answer.reference, flags };
    }
  }
}

/** What the insurer's own system said about exactly this loan; an answer about another loan says nothing about it. Pure. */
export function insurerView(
  rated: {
    readonly loan: LoanRequest;
    readonly schedule: RepaymentSchedule;
    readonly insurerAnswers: InsurerAnswers;
  },
  insurerId: string,
  terms: ProductTerms,
): InsurerView {
  const stored = rated.insurerAnswers[insurerId];
  if (stored?.loanHash !== loanHashOf(rated.loan)) return NOT_ASKED;
  return viewOf(stored.answer, rated, terms);
}
