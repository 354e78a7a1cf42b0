import type { Offer, Quote } from '../../entities/index.js';
import { decimal } from '../../kernel/index.js';
import { insuredBy } from '../../underwriting/alternative.js';
import { loanFromStored } from '../../underwriting/loan-request.js';
import { moneyView } from './money-view.js';
import { conditionView, loanView, offerView } from './quote-view.js';
import { rateView } from './rate-view.js';

/** What a counter-offer is, beside what was asked for; `usualPercentage` is what its product insures otherwise. */
export function counterOfferView(offer: Offer, quote: Quote, usualPercentage: string) {
  const asked = loanFromStored(quote.loan);
  const { loan } = insuredBy(offer, quote);
  const lessMinor = asked.principalMinor - loan.principalMinor;
  const { alternative } = offer as { alternative: { loan: unknown } };
  return {
    loan: loanView(alternative.loan),
    changed: {
      principal: lessMinor === 0n ? null : moneyView(loan.principalMinor, loan.currency),
      downPayment: lessMinor === 0n ? null : moneyView(lessMinor, loan.currency),
      instalments: loan.instalments === asked.instalments ? null : loan.instalments,
      insuredPercentage: decimal(offer.insuredPercentage).equals(decimal(usualPercentage))
        ? null
        : rateView(offer.insuredPercentage),
    },
    offer: offerView(offer),
  };
}

/** The counter-offers over the term that was asked for, as conditions of a smaller loan. */
export function curingConditions(offers: readonly Offer[], quote: Quote) {
  const asked = loanFromStored(quote.loan);
  const loans = offers.map((offer) => insuredBy(offer, quote).loan);
  const cure = loans.find(
    ({ principalMinor, instalments }) => instalments === asked.instalments && principalMinor < asked.principalMinor,
  );
  if (!cure) return [];
  const { currency, principalMinor } = cure;
  return [
    conditionView({ kind: 'LOWER_AMOUNT', amountMinor: String(principalMinor), text: null }, currency),
    conditionView(
      { kind: 'DOWN_PAYMENT', amountMinor: String(asked.principalMinor - principalMinor), text: null },
      currency,
    ),
  ];
}
