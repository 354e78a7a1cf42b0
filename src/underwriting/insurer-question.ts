import { formatMinor } from '../kernel/index.js';
import type { ProgrammeProduct } from '../partners/programme-catalogue.js';
import { type ExternalInsurers, type InsurerAnswer, loanHashOf, type StoredInsurerAnswer } from './external-insurer.js';
import { mostInsured } from './insurer-cover.js';
import { loanSchedule } from './loan-schedule.js';
import type { ReadBorrower } from './obligor.js';
import { productFlags } from './product-bounds.js';
import type { ReadQuoteRequest } from './quote-request.js';
import type { InsurerRequest } from './sources/insurer-contract.js';

const HOUR_MS = 3_600_000;
/** The quote is stored, and its validity begins, only when every source has answered. */
const SLACK_MS = 60_000;

interface Asking {
  readonly insurers: ExternalInsurers | undefined;
  /** The same for the same request of a partner. */
  readonly requestId: string;
  readonly at: Date;
}

function figuresOf({ obligor, suppliedReport }: ReadBorrower): InsurerRequest['obligor'] {
  const { kind, country, region, ageYears, annualIncome, monthlyDebtService, employmentMonths } = obligor;
  const creditReport = suppliedReport ?? null;
  return { kind, country, region, ageYears, annualIncome, monthlyDebtService, employmentMonths, creditReport };
}

function questionOf(
  request: ReadQuoteRequest,
  { productVersionId, terms }: ProgrammeProduct,
  { requestId, at }: Asking,
): InsurerRequest {
  const { loan, module, risk } = request;
  const amount = (minor: bigint): string => formatMinor(minor, loan.currency);
  const { currency, annualRate, instalments, method, disbursedOn, firstDueOn, requestedOn } = loan;
  const { coObligors } = request.obligor;
  return {
    requestId,
    productVersion: productVersionId,
    scenario: module.code,
    loan: {
      currency,
      principal: amount(loan.principalMinor),
      annualRate,
      instalments,
      method,
      disbursedOn,
      firstDueOn,
      balloon: loan.balloonMinor === undefined ? null : amount(loan.balloonMinor),
      requestedOn,
    },
    obligor: figuresOf(request.obligor),
    ...(coObligors && { coObligors: coObligors.map(figuresOf) }),
    risk,
    atMost: {
      insuredPercentage: terms.insuredPercentage,
      sumInsured: amount(mostInsured(loan, loanSchedule(loan), terms)),
    },
    ...(terms.coInsures === true && { together: true as const }),
    validUntil: new Date(at.getTime() + terms.quoteValidityHours * HOUR_MS + SLACK_MS).toISOString(),
  };
}

async function ask(request: ReadQuoteRequest, product: ProgrammeProduct, asking: Asking): Promise<InsurerAnswer> {
  const insurer = asking.insurers?.get(product.insurerId);
  if (!insurer) return { outcome: 'UNAVAILABLE', failure: 'NOT_CONNECTED' };
  const question = questionOf(request, product, asking);
  const answer = await insurer.ask(question);
  const endsEarly = 'validUntil' in answer && Date.parse(answer.validUntil) < Date.parse(question.validUntil);
  return endsEarly ? { outcome: 'UNAVAILABLE', failure: 'ENDS_EARLY' } : answer;
}

/**
 * Asks every insurer of the programme that decides in its own system, all at once, about a loan that its product insures.
 * Undefined: there is none.
 */
export async function askInsurers(
  request: ReadQuoteRequest,
  asking: Asking,
): Promise<Readonly<Record<string, StoredInsurerAnswer>> | undefined> {
  const { loan, programme } = request;
  const asked = programme.products.filter(
    ({ terms }) => terms.decidedBy === 'INSURER' && productFlags(loan, terms).length === 0,
  );
  if (asked.length === 0) return undefined;
  const loanHash = loanHashOf(loan);
  const answers = asked.map(
    async (product): Promise<[string, StoredInsurerAnswer]> => [
      product.insurerId,
      { loanHash, answer: await ask(request, product, asking) },
    ],
  );
  return Object.fromEntries(await Promise.all(answers));
}
