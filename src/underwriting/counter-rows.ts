import type { Transaction } from '../database/unit-of-work.js';
import type { Offer } from '../entities/index.js';
import { storedAlternative } from './alternative.js';
import type { GrantedQuote } from './quote-grant.js';
import {
  exposureColumns,
  exposureRow,
  type NewExposure,
  offerColumns,
  offerRow,
  storedFinancing,
} from './quote-rows.js';

// A statement of its own, so that quotes without counter-offers, nearly all, do not carry its columns.
const WRITE_COUNTERS = {
  name: 'quote.writeCounters',
  text: `WITH offered AS (
           INSERT INTO offer (id, partner_id, insurer_id, quote_id, product_version_id, position, currency,
             sum_insured_minor, insured_percentage, premium_minor, premium_lines, pricing, alternative, insurer_shares,
             counter)
           SELECT id, "partnerId", "insurerId", "quoteId", "productVersionId", position, currency,
             "sumInsuredMinor", "insuredPercentage", "premiumMinor", "premiumLines", pricing, alternative,
             "insurerShares", true
           FROM jsonb_to_recordset($1) AS o (id text, "partnerId" text, "insurerId" text, "quoteId" text,
             "productVersionId" text, position integer, currency text, "sumInsuredMinor" bigint,
             "insuredPercentage" numeric, "premiumMinor" bigint, "premiumLines" jsonb, pricing jsonb, alternative jsonb,
             "insurerShares" jsonb)),
         held AS (
           INSERT INTO exposure (id, partner_id, insurer_id, quote_id, offer_id, limit_ids, counted, currency, amount_minor,
             state, changed_at)
           SELECT id, "partnerId", "insurerId", "quoteId", "offerId", "limitIds", counted, currency, "amountMinor", state,
             "changedAt"
           FROM jsonb_to_recordset($2) AS e (id text, "partnerId" text, "insurerId" text, "quoteId" text, "offerId" text,
             "limitIds" text[], counted jsonb, currency text, "amountMinor" bigint, state text, "changedAt" timestamptz))
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
