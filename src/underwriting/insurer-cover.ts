import type { RepaymentSchedule } from '../finance/schedule.js';
import {
  type CurrencyCode,
  Decimal,
  decimal,
  failure,
  minMinor,
  multiplyMinor,
  parseAmount,
  type Result,
  success,
} from '../kernel/index.js';
import type { LoanRequest, UnderwritingFlag } from '../scenarios/contract/index.js';
import {
  type FollowedPart,
  type InsurerAnswer,
  type InsurerAnswers,
  type InsurerFailure,
  loanHashOf,
  type OfferBreach,
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
  /** What it carries of another's cover. */
  readonly follows?: FollowedPart;
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

const sumOf = (lines: ReadonlyMap<string, bigint>): bigint =>
  [...lines.values()].reduce((sum, minor) => sum + minor, 0n);

const isFrom = (minor: bigint, least: bigint, most: string | null): boolean =>
  minor >= least && (most === null || minor <= BigInt(most));

/** Floor and cap of the product hold, and its bounds on commission; tax is the product's to the minor unit. */
function pricingBreach(lines: ReadonlyMap<string, bigint>, { pricing }: ProductTerms): OfferBreach | undefined {
  const { floorMinor, capMinor, commissionBounds, taxRate } = pricing;
  const lineOf = (kind: string): bigint => lines.get(kind) ?? 0n;
  const grossMinor = sumOf(lines) - lineOf('TAX');
  if (!isFrom(grossMinor - lineOf('FEE'), BigInt(floorMinor), capMinor)) return 'PREMIUM_OUT_OF_BOUNDS';
  const { minimumMinor, maximumMinor } = commissionBounds ?? { minimumMinor: '0', maximumMinor: null };
  const least = minMinor(BigInt(minimumMinor), grossMinor);
  if (!isFrom(lineOf('COMMISSION'), least, maximumMinor)) return 'COMMISSION_OUT_OF_BOUNDS';
  const taxError = new Decimal(String(grossMinor)).times(taxRate).minus(String(lineOf('TAX')));
  return taxError.abs().lessThan(1) ? undefined : 'TAX_DIFFERS';
}

interface Asked {
  readonly loan: LoanRequest;
  readonly schedule: RepaymentSchedule;
}

/** What is offered, not less than something and not more than was asked for. */
function insuredOf(
  offer: InsurerOffer,
  { loan, schedule }: Asked,
  terms: ProductTerms,
): Result<Pick<QuotedCover, 'insuredPercentage'> & { readonly sumInsuredMinor: bigint }, OfferBreach> {
  const insuredPercentage = offer.insuredPercentage ?? terms.insuredPercentage;
  const sumInsuredMinor = minorOf(offer.sumInsured, loan.currency);
  if (sumInsuredMinor === undefined) return failure('AMOUNT_NOT_IN_CURRENCY');
  if (sumInsuredMinor === 0n || decimal(insuredPercentage).isZero()) return failure('NOTHING_INSURED');
  const isGreaterShare = decimal(insuredPercentage).greaterThan(decimal(terms.insuredPercentage));
  if (isGreaterShare || sumInsuredMinor > mostInsured(loan, schedule, terms, insuredPercentage)) {
    return failure('MORE_THAN_ASKED');
  }
  return success({ insuredPercentage, sumInsuredMinor });
}

/** An offer within what was asked for and what the product's terms allow, or what of it is not. */
function coverOf(offer: InsurerOffer, asked: Asked, terms: ProductTerms): Result<QuotedCover, OfferBreach> {
  const { currency } = asked.loan;
  if (offer.premium.currency !== currency) return failure('OTHER_CURRENCY');
  const insured = insuredOf(offer, asked, terms);
  if (!insured.ok) return insured;
  const lines = linesOf(offer, currency);
  if (!lines) return failure('LINES_DO_NOT_ADD_UP');
  const breach = pricingBreach(lines, terms);
  if (breach) return failure(breach);
  const { insuredPercentage, sumInsuredMinor } = insured.value;
  if (sumOf(lines) > sumInsuredMinor) return failure('DEARER_THAN_COVER');
  return success({
    sumInsuredMinor: String(sumInsuredMinor),
    insuredPercentage,
    premiumLines: offer.premium.lines
      .map(({ kind }) => ({ kind, minor: String(lines.get(kind) ?? 0n) }))
      .filter(({ kind, minor }) => kind === 'RISK' || minor !== '0'),
  });
}

type Part = Extract<InsurerReply, { outcome: 'PART' }>['part'];

/** What is carried of another's cover, within what was asked for and what the terms of the product allow. */
function partOf(part: Part, { loan, schedule }: Asked, terms: ProductTerms): Result<FollowedPart, OfferBreach> {
  if (terms.coInsures !== true) return failure('NOT_TOGETHER');
  const sumInsuredMinor = minorOf(part.sumInsured, loan.currency);
  const premiumMinor = minorOf(part.premium, loan.currency);
  if (sumInsuredMinor === undefined || premiumMinor === undefined) return failure('AMOUNT_NOT_IN_CURRENCY');
  if (sumInsuredMinor === 0n) return failure('NOTHING_INSURED');
  if (sumInsuredMinor > mostInsured(loan, schedule, terms)) return failure('MORE_THAN_ASKED');
  if (premiumMinor > sumInsuredMinor) return failure('DEARER_THAN_COVER');
  return success({ sumInsuredMinor: String(sumInsuredMinor), premiumMinor: String(premiumMinor) });
}

/** Says nothing against the request: who leads decides about that. */
const PART_ONLY = {
  severity: 'DECLINE',
  code: 'PART_ONLY',
  message: 'The insurer carries a part of this with others, and not all of it.',
  curable: 'Ask for less, or again later.',
} as const;

/** Whether nothing but its wish to carry a part only keeps an insurer from all of a risk. */
export const wantsPartOnly = (flags: readonly UnderwritingFlag[]): boolean =>
  flags.every(({ severity, code }) => severity === 'INFO' || code === PART_ONLY.code);

/** A system that is down says nothing about who borrows: a person looks, as when a bureau is down. */
const unavailable = (why: InsurerFailure): InsurerView => ({
  unavailable: why,
  flags: [
    {
      severity: 'REFER',
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

function viewOf(answer: InsurerAnswer, asked: Asked, terms: ProductTerms): InsurerView {
  switch (answer.outcome) {
    case 'UNAVAILABLE':
      return unavailable(answer.failure);
    case 'OFFER': {
      const { reference, part } = answer;
      const quoted = coverOf(answer, asked, terms);
      if (!quoted.ok) return { reference, ...unavailable(quoted.error) };
      // Who was not asked for a part may name one all the same.
      const follows = part && terms.coInsures === true ? partOf(part, asked, terms) : undefined;
      if (follows && !follows.ok) return { reference, ...unavailable(follows.error) };
      return { reference, flags: [], quoted: quoted.value, ...(follows && { follows: follows.value }) };
    }
    case 'PART': {
      const follows = partOf(answer.part, asked, terms);
      const said = follows.ok ? { flags: [PART_ONLY], follows: follows.value } : unavailable(follows.error);
      return { reference: answer.reference, ...said };
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
