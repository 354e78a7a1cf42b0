/** The statement that inserts offers from a parameter that holds `offerColumns` as JSON; a condition may follow it. */
export const insertOffers = (parameter: string): string =>
  `INSERT INTO offer (id, partner_id, insurer_id, quote_id, product_version_id, position, currency, sum_insured_minor,
     insured_percentage, premium_minor, premium_lines, pricing, alternative, insurer_shares, counter)
   SELECT id, "partnerId", "insurerId", "quoteId", "productVersionId", position, currency, "sumInsuredMinor",
     "insuredPercentage", "premiumMinor", "premiumLines", pricing, alternative, "insurerShares", counter
   FROM jsonb_to_recordset(${parameter}) AS o (id text, "partnerId" text, "insurerId" text, "quoteId" text,
     "productVersionId" text, position integer, currency text, "sumInsuredMinor" bigint, "insuredPercentage" numeric,
     "premiumMinor" bigint, "premiumLines" jsonb, pricing jsonb, alternative jsonb, "insurerShares" jsonb, counter boolean)`;

/** The statement that inserts what is held for offers from a parameter that holds `exposureColumns` as JSON. */
export const insertExposures = (parameter: string): string =>
  `INSERT INTO exposure (id, partner_id, insurer_id, quote_id, offer_id, limit_ids, counted, currency, amount_minor, state,
     changed_at)
   SELECT id, "partnerId", "insurerId", "quoteId", "offerId", "limitIds", counted, currency, "amountMinor", state, "changedAt"
   FROM jsonb_to_recordset(${parameter}) AS e (id text, "partnerId" text, "insurerId" text, "quoteId" text, "offerId" text,
     "limitIds" text[], counted jsonb, currency text, "amountMinor" bigint, state text, "changedAt" timestamptz)`;
