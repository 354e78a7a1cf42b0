import { withCoObligorCure } from '../co-obligor-cure.js';
import { type CreditOutcome, decideForProduct, type ProductDecision } from '../decision.js';
import type { PastQuote } from '../past-quotes.js';
import { priceCover } from '../pricing.js';
import { type RatedCase, rateCase, type UnderwritingCase } from '../rate-case.js';
import type { ProductTerms } from '../terms.js';

/** What a book of quotes came to under one version; amounts as if every approval were offered. */
export interface BacktestSide {
  readonly approved: number;
  readonly referred: number;
  readonly declined: number;
  /** Of those that were not approved: a co-obligor who brings enough would have them approved. */
  readonly coObligorCures: number;
  readonly premiumMinor: bigint;
  readonly sumInsuredMinor: bigint;
  /** Of the approved, discounted; not rounded. */
  readonly expectedLossMinor: number;
  /** Mean twelve-month probability over all quotes; null without any. */
  readonly averageProbability: number | null;
}

/** A quote that would be decided another way. */
export interface ChangedQuote {
  readonly quoteId: string;
  readonly from: CreditOutcome;
  readonly to: CreditOutcome;
  /** Codes of the reasons that came or went. */
  readonly reasons: readonly string[];
}

export interface Move {
  readonly from: CreditOutcome;
  readonly to: CreditOutcome;
  readonly quotes: number;
}

export interface BacktestFigures {
  readonly quotes: number;
  /** Quotes that could not be decided again: their scenario is no longer installed, or another currency. */
  readonly skipped: number;
  readonly before: BacktestSide;
  readonly after: BacktestSide;
  readonly moves: readonly Move[];
  readonly changedQuotes: number;
}

/** Changed quotes kept by name; all of them are counted. */
export const MAX_CHANGED = 10_000;

class Side {
  private readonly outcomes = { APPROVED: 0, REFERRED: 0, DECLINED: 0 };
  private coObligorCures = 0;
  private premiumMinor = 0n;
  private sumInsuredMinor = 0n;
  private expectedLossMinor = 0;
  private probability = 0;

  add(rated: RatedCase, decision: ProductDecision, terms: ProductTerms): void {
    this.outcomes[decision.outcome] += 1;
    if (decision.coObligorCure) this.coObligorCures += 1;
    this.probability += decision.probabilityOfDefault;
    if (decision.outcome !== 'APPROVED') return;
    const risk = { ...decision, lossGivenDefault: rated.lossGivenDefault };
    const { premium, sumInsuredMinor, basis } = priceCover(rated.loan, rated.schedule, risk, terms);
    this.premiumMinor += premium.totalMinor;
    this.sumInsuredMinor += sumInsuredMinor;
    this.expectedLossMinor += basis.expectedLossMinor;
  }

  figures(quotes: number): BacktestSide {
    const { APPROVED: approved, REFERRED: referred, DECLINED: declined } = this.outcomes;
    const { coObligorCures, premiumMinor, sumInsuredMinor, expectedLossMinor } = this;
    const averageProbability = quotes > 0 ? this.probability / quotes : null;
    const amounts = { premiumMinor, sumInsuredMinor, expectedLossMinor };
    return { approved, referred, declined, coObligorCures, ...amounts, averageProbability };
  }
}

export interface BacktestSubject {
  readonly insurerId: string;
  readonly productVersionId: string;
  readonly terms: ProductTerms;
  /** The versions of the same product that decided at the time, by id. */
  readonly past: ReadonlyMap<string, ProductTerms>;
}

/**
 * Runs past quotes under another version, one at a time. What was decided is taken as stored; both sides are priced
 * with the same arithmetic and without limits, so that they can be compared. Pure.
 */
export class Backtest {
  private readonly before = new Side();
  private readonly after = new Side();
  private readonly moved = new Map<string, Move>();
  private readonly named: ChangedQuote[] = [];
  private quotes = 0;
  private skipped = 0;
  private changedQuotes = 0;

  constructor(private readonly subject: BacktestSubject) {}

  /** `underwritten` is undefined when the quote's scenario is no longer installed. */
  add(quote: PastQuote, underwritten: UnderwritingCase | undefined): void {
    const { past, terms, insurerId, productVersionId } = this.subject;
    const was = quote.decision.products.find((product) => past.has(product.productVersionId));
    const pastTerms = was && past.get(was.productVersionId);
    if (!underwritten || !was || !pastTerms || underwritten.loan.currency !== terms.currency) {
      this.skipped += 1;
      return;
    }
    const rated = rateCase(underwritten, quote.facts);
    const product = { insurerId, productVersionId, terms };
    const decided = decideForProduct(rated, product);
    const is = withCoObligorCure({ underwritten, facts: quote.facts, rated, product }, decided);
    this.quotes += 1;
    this.before.add(rated, was, pastTerms);
    this.after.add(rated, is, terms);
    if (was.outcome !== is.outcome) this.note(quote.id, was, is);
  }

  figures(): BacktestFigures {
    return {
      quotes: this.quotes,
      skipped: this.skipped,
      before: this.before.figures(this.quotes),
      after: this.after.figures(this.quotes),
      moves: [...this.moved.values()],
      changedQuotes: this.changedQuotes,
    };
  }

  /** The first `MAX_CHANGED` of them, in the order of their ids. */
  get changed(): readonly ChangedQuote[] {
    return this.named;
  }

  private note(quoteId: string, was: ProductDecision, is: ProductDecision): void {
    const [from, to] = [was.outcome, is.outcome];
    const name = `${from} ${to}`;
    this.moved.set(name, { from, to, quotes: (this.moved.get(name)?.quotes ?? 0) + 1 });
    this.changedQuotes += 1;
    if (this.named.length === MAX_CHANGED) return;
    const [before, now] = [was, is].map(({ reasons }) => new Set(reasons.map(({ code }) => code)));
    const reasons = [...(before ?? []), ...(now ?? [])].filter((code) => !before?.has(code) || !now?.has(code));
    this.named.push({ quoteId, from, to, reasons });
  }
}
