import { unearnedPremium } from '../../finance/earning.js';
import { addRatios, multiplyRatios, type Ratio, ratio } from '../../finance/ratio.js';
import { type RefundTerms, returnedShare } from '../../finance/refund.js';
import { addDays, type CalendarDate, divideHalfUp, laterOf } from '../../kernel/index.js';
import { type Cover, type CoverTerm, termOf } from './cover.js';

export type RefundRule = Pick<RefundTerms, 'method' | 'shortRate' | 'factors' | 'annualRate'>;

type Parts = Pick<Cover, 'terms' | 'written'>;

const termAt = ({ terms }: Parts, at: number): CoverTerm => terms[at] ?? termOf({ terms });

/** Premium for days after `on`, as the books have it: by days, what is for the same time rounded together. */
function byDays(cover: Parts, on: CalendarDate): bigint {
  const sums = new Map<string, { first: CalendarDate; endsOn: CalendarDate; minor: bigint }>();
  for (const { minor, from, term: at } of cover.written) {
    const { startsOn, endsOn } = termAt(cover, at);
    const first = laterOf(from, startsOn);
    const key = `${first} ${endsOn}`;
    sums.set(key, { first, endsOn, minor: (sums.get(key)?.minor ?? 0n) + minor });
  }
  let unearned = 0n;
  for (const { first, endsOn, minor } of sums.values()) {
    if (first < endsOn) unearned += unearnedPremium({ writtenMinor: minor, startsOn: first, endsOn, valuedOn: on });
  }
  return unearned;
}

/** Instalment periods begun by the end of `on`; the day on which one is due still belongs to its period. */
function periodsBegun({ startsOn, dueOn }: CoverTerm, on: CalendarDate): number {
  return [startsOn, ...dueOn.slice(0, -1)].filter((start) => start < on).length;
}

/** The share of a whole term's premium that the rule gives back at the end of `on`. */
const shareOn = (term: CoverTerm, on: CalendarDate, rule: RefundRule): Ratio =>
  returnedShare({
    ...rule,
    startsOn: term.startsOn,
    endsOn: term.endsOn,
    cancelledOn: on,
    periods: Math.max(1, term.dueOn.length),
    elapsedPeriods: Math.min(Math.max(1, term.dueOn.length), periodsBegun(term, on)),
    openingBalancesMinor: term.openingBalancesMinor.length > 0 ? term.openingBalancesMinor : [1n],
  });

/**
 * Premium that the rule gives back at the end of `on`. Premium written later than the start of its term is given back in
 * proportion to what the rule would have left of a whole term's premium then; what a short rate keeps is kept once.
 */
function byRule(cover: Parts, on: CalendarDate, rule: RefundRule): bigint {
  let due: Ratio = ratio(0n, 1n);
  for (const { minor, from, term: at } of cover.written) {
    const term = termAt(cover, at);
    if (term.endsOn <= on || from >= term.endsOn) continue;
    const writtenAfter = addDays(from, -1);
    const isForAll = from <= term.startsOn;
    const added: RefundRule = rule.method === 'SHORT_RATE' && minor > 0n ? { method: 'PRO_RATA' } : rule;
    const base = isForAll ? ratio(1n, 1n) : shareOn(term, writtenAfter, added);
    if (base.numerator === 0n) continue;
    const share =
      from > on ? ratio(1n, 1n) : multiplyRatios(shareOn(term, on, rule), ratio(base.denominator, base.numerator));
    due = addRatios(due, multiplyRatios(ratio(minor, 1n), share));
  }
  return divideHalfUp(due.numerator, due.denominator);
}

/** What of the premium in force would go back were cover to end with `on`, tax included. */
export const refundable = (cover: Parts, on: CalendarDate, rule: RefundRule): bigint =>
  rule.method === 'PRO_RATA' ? byDays(cover, on) : byRule(cover, on, rule);
