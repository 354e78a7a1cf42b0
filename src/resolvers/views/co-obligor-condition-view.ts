import { minorOf } from '../../scenarios/contract/index.js';
import type { CoObligorCure } from '../../underwriting/co-obligors.js';
import { coObligorCureView } from './product-decision-view.js';
import type { QuoteView } from './quote-view.js';

/** Of several products' the one that asks for less: of the credit first, then of the income. */
const easier = (a: CoObligorCure, b: CoObligorCure): CoObligorCure => {
  if ((a.credit === null) !== (b.credit === null)) return a.credit === null ? a : b;
  return minorOf(b.annualIncome, b.currency) < minorOf(a.annualIncome, a.currency) ? b : a;
};

function inWords({ annualIncome, currency, credit }: CoObligorCure): string {
  const earns = Number(annualIncome) > 0 ? `, earns at least ${annualIncome} ${currency} a year` : '';
  const name = credit ? 'whose credit is as good as the figures' : "whose credit is no worse than the obligor's";
  return `Somebody who owes the loan too${earns}, has no other debts, and ${name}.`;
}

/** The co-obligor that would cure what rules decided; none where a person decided. */
export function coObligorConditions({ outcome, products, quote }: QuoteView['decision']) {
  if (outcome === 'APPROVED' || quote.deskDecision) return [];
  const [first, ...others] = products.flatMap(({ coObligorCure }) => coObligorCure ?? []);
  if (!first) return [];
  const cure = others.reduce(easier, first);
  return [{ kind: 'CO_OBLIGOR', amount: null, coObligor: coObligorCureView(cure), text: inWords(cure) }];
}
