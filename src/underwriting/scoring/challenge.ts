import { createHash } from 'node:crypto';
import type { ProgrammeProduct } from '../../partners/programme-catalogue.js';
import type { ProductDecision } from '../decision.js';
import { speakingScore } from '../joint-decision.js';
import type { RatedCase } from '../rate-case.js';

/** What a challenger says about a quote beside what the champion said. Both probabilities include the case's factors. */
export interface ChallengerScore {
  readonly challengerId: string;
  readonly insurerId: string;
  readonly productVersionId: string;
  readonly championPoints: number;
  readonly championProbability: number;
  readonly points: number;
  readonly probability: number;
}

const WHOLE = 2 ** 32;

/** Whether a challenger scores this quote: a share of all, the same quotes whoever asks and whenever. */
export const isChallenged = (quoteId: string, challengerId: string, share: number): boolean =>
  createHash('sha256').update(`${challengerId}|${quoteId}`).digest().readUInt32BE(0) < share * WHOLE;

/** Scores of the challengers whose share the quote is in. They change nothing: nobody but reports reads them. */
export function challengerScores(
  quoteId: string,
  rated: RatedCase,
  decided: readonly { readonly product: ProgrammeProduct; readonly decision: ProductDecision }[],
): ChallengerScore[] {
  return decided.flatMap(({ product: { challenger, insurerId, productVersionId, terms }, decision }) => {
    if (!challenger || !isChallenged(quoteId, challenger.id, challenger.share)) return [];
    const { scored, probabilityOfDefault } = speakingScore(rated, {
      scorecard: challenger.scorecard,
      jointScore: terms.jointScore,
    });
    return [
      {
        challengerId: challenger.id,
        insurerId,
        productVersionId,
        championPoints: decision.points,
        championProbability: decision.probabilityOfDefault,
        points: scored.points,
        probability: probabilityOfDefault,
      },
    ];
  });
}
