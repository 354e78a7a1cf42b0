import type { Transaction } from '../database/unit-of-work.js';
import type { Offer } from '../entities/index.js';
import { storedAlternative } from './alternative.js';
import { insertExposures, insertOffers } from './offer-statements.js';
import type { GrantedQuote } from './quote-grant.js';
import {
  exposureColumns,
  exposureRow,
  type NewExposure,
  offerColumns,
  offerRow,
  storedFinancing,
} from './quote-rows.js';

const WRITE_COUNTERS = {
  name: 'quote.writeCounters',
  text: `WITH offered AS (${insertOffers('$1')}), held AS (${insertExposures('$2')})
         UPDATE quote SET counter_offered = true WHERE id = ANY ($3)`,
};

/** The counter-offers of a quote as rows. */
export const counterRows = (granted: GrantedQuote): Offer[] =>
  granted.counters.offers.map(({ offer, alternative, shares }, at) => ({
    ...offerRow(granted.draft, offer, at + 1, shares),
    alternative: storedFinancing(alternative, offer.priced) ?? storedAlternative(alternative),
    counter: true,
  }));

const holdRows = (granted: GrantedQuote): NewExposure[] =>
  granted.counters.holds.map(({ offer, insurerId, amountMinor, capacity }) => ({
    ...exposureRow(granted, offer, capacity),
    insurerId,
    amountMinor,
  }));

/** Stores counter-offers and what is held for them; nothing is asked of the database without any. */
export async function writeCounters(
  tx: Transaction,
  granted: readonly GrantedQuote[],
): Promise<ReadonlyMap<string, readonly Offer[]>> {
  const countered = granted.filter(({ counters }) => counters.offers.length > 0);
  if (countered.length === 0) return new Map();
  const rows = new Map(countered.map((quote) => [quote.draft.id, counterRows(quote)]));
  await tx.run(WRITE_COUNTERS, [
    JSON.stringify([...rows.values()].flat().map(offerColumns)),
    JSON.stringify(countered.flatMap(holdRows).map(exposureColumns)),
    countered.map(({ draft }) => draft.id),
  ]);
  return rows;
}
