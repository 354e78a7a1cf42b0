import { type CurrencyCode, formatMinor, isCurrencyCode, parseAmount } from '../../kernel/index.js';
import { bestOffer, type RowResult } from './row-result.js';

/** Counts of an import so far. */
export interface Counts {
  readonly rows: number;
  readonly approved: number;
  readonly referred: number;
  readonly declined: number;
  readonly failed: number;
}

/** Adds rows up: how many of which outcome, and what the best offers cost, for each currency. */
export class Tally {
  private readonly byOutcome = { APPROVED: 0, REFERRED: 0, DECLINED: 0, FAILED: 0 };
  private readonly premiumMinor = new Map<CurrencyCode, bigint>();
  private readonly insuredMinor = new Map<CurrencyCode, bigint>();

  add(result: RowResult): void {
    if (result.kind === 'FAILED') {
      this.byOutcome.FAILED += 1;
      return;
    }
    this.byOutcome[result.quote.decision.outcome] += 1;
    const { currency } = result.quote.loan.principal;
    const offer = bestOffer(result.quote);
    if (!offer || !isCurrencyCode(currency)) return;
    addTo(this.premiumMinor, currency, offer.premium.total.amount);
    addTo(this.insuredMinor, currency, offer.sumInsured.amount);
  }

  get counts(): Counts {
    const { APPROVED: approved, REFERRED: referred, DECLINED: declined, FAILED: failed } = this.byOutcome;
    return { rows: approved + referred + declined + failed, approved, referred, declined, failed };
  }

  /** Exact totals, e.g. `1234.50 USD`; the cheapest offer of each quote counts. */
  get premiums(): readonly string[] {
    return totals(this.premiumMinor);
  }

  get sumsInsured(): readonly string[] {
    return totals(this.insuredMinor);
  }
}

function addTo(sums: Map<CurrencyCode, bigint>, currency: CurrencyCode, amount: string): void {
  const parsed = parseAmount(amount, currency);
  if (parsed.ok) sums.set(currency, (sums.get(currency) ?? 0n) + parsed.value.minor);
}

const totals = (sums: ReadonlyMap<CurrencyCode, bigint>): readonly string[] =>
  [...sums].map(([currency, minor]) => `${formatMinor(minor, currency)} ${currency}`);
