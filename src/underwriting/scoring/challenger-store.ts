import type { Transaction } from '../../database/unit-of-work.js';
import type { QuoteDraft } from '../quote-draft.js';

const WRITE = {
  name: 'challengerScore.write',
  text: `INSERT INTO challenger_score (quote_id, challenger_id, insurer_id, partner_id, champion_points,
           champion_probability, points, probability, scored_at)
         SELECT "quoteId", "challengerId", "insurerId", "partnerId", "championPoints", "championProbability", points,
           probability, "scoredAt"
         FROM jsonb_to_recordset($1) AS s ("quoteId" text, "challengerId" text, "insurerId" text, "partnerId" text,
           "championPoints" float8, "championProbability" float8, points float8, probability float8,
           "scoredAt" timestamptz)`,
};

/** Stores what challengers said about the quotes of a batch; no statement when none was asked. */
export async function writeChallengerScores(tx: Transaction, drafts: readonly QuoteDraft[]): Promise<void> {
  const rows = drafts.flatMap(({ id, partnerId, createdAt, challengerScores }) =>
    challengerScores.map((said) => ({ quoteId: id, partnerId, scoredAt: createdAt, ...said })),
  );
  if (rows.length > 0) await tx.run(WRITE, [JSON.stringify(rows)]);
}
